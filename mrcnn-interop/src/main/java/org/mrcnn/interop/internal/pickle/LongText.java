// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import org.mrcnn.interop.internal.bytes.Bytes;

/**
 * A text that is left in the file because it is too long for a name.
 *
 * @param utf8 the encoded text
 */
public record LongText(Bytes utf8) {

    @Override
    public String toString() {
        return "a text of " + utf8.size() + " bytes";
    }
}
