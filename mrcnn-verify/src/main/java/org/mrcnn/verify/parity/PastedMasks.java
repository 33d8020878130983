// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.data.internal.mask.MaskPaste;
import org.mrcnn.data.internal.matterport.MatterportPaste;

/** Soft masks of one size, pasted one after another into images of one size as in Matterport's code. */
final class PastedMasks {
    private static final MaskPaste PASTE = new MatterportPaste();

    private final int side;
    private final int height;
    private final int width;
    private final List<float[]> values = new ArrayList<>();
    private final List<float[]> on = new ArrayList<>();

    PastedMasks(int side, int height, int width) {
        this.side = side;
        this.height = height;
        this.width = width;
    }

    void add(float[] soft, float[] box) {
        values.add(PASTE.values(soft, side, box, height, width));
        byte[] mask = PASTE.paste(soft, side, box, height, width).toMask();
        float[] numbers = new float[mask.length];
        for (int p = 0; p < mask.length; p++) {
            numbers[p] = mask[p];
        }
        on.add(numbers);
    }

    /** Returns the probabilities of all masks, before the threshold. */
    float[] values() {
        return joined(values);
    }

    /** Returns the pixels of all masks; those within rounding of the threshold are taken from the case. */
    float[] decided(GoldenCase golden, String array) throws IOException {
        double margin = Decisions.margin(golden.toleranceWords(array), 1e-6);
        return Decisions.undecidedFrom(golden.floats(array), joined(on), values(), margin);
    }

    static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
