// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import org.mrcnn.interop.internal.bytes.Bytes;

/**
 * A text too long for a name, left in the file.
 *
 * @param utf8 its bytes
 */
public record LongText(Bytes utf8) {

    @Override
    public String toString() {
        return "a text of " + utf8.size() + " bytes";
    }
}
