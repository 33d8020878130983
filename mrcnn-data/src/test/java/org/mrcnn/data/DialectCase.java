// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.mrcnn.data.internal.npy.Npy;

/** Arrays of other implementations, which {@code mrcnn-verify/peers/dialect_cases.py} wrote. Boxes are y1, x1, y2, x2. */
public final class DialectCase {
    private DialectCase() {}

    /** One array. */
    public static Npy array(String name) {
        try (InputStream in = DialectCase.class.getResourceAsStream("/dialect/" + name + ".npy")) {
            return Npy.parse(in.readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One array of floats. */
    public static float[] floats(String name) {
        return array(name).floats();
    }

    /** One array of whole numbers. */
    public static int[] ints(String name) {
        return array(name).ints();
    }
}
