// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

/**
 * A reference to data that are stored outside the pickle, such as the values of a tensor.
 *
 * @param id identifies the data
 */
public record PersistentId(Object id) {

    @Override
    public String toString() {
        return "a reference to stored data";
    }
}
