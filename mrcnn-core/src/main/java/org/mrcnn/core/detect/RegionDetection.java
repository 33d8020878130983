// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.detect;

import java.util.function.UnaryOperator;
import org.mrcnn.core.detect.DetectOptions.Region;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.RunBuilder;
import org.mrcnn.data.mask.Rle;

/** Crops a region of an image, and converts the detections in it to coordinates of the whole image. */
record RegionDetection(Image image, Region region) {

    RegionDetection {
        if (region.y2() > image.height() || region.x2() > image.width()) {
            throw new IllegalArgumentException("expected a region within the image of " + image.height() + "x"
                    + image.width() + ", found " + region);
        }
    }

    /** Returns the region as an image. */
    Image cut() {
        int height = region.y2() - region.y1();
        int row = (region.x2() - region.x1()) * image.channels();
        byte[] pixels = new byte[height * row];
        for (int y = 0; y < height; y++) {
            int from = ((region.y1() + y) * image.width() + region.x1()) * image.channels();
            System.arraycopy(image.pixels(), from, pixels, y * row, row);
        }
        return new Image(height, region.x2() - region.x1(), image.channels(), pixels);
    }

    /** Returns the detections of the region with boxes and masks in the whole image. */
    Detections placed(Detections found) {
        UnaryOperator<Detection> move = d -> {
            float[] box = d.box();
            float[] moved = {box[0] + region.y1(), box[1] + region.x1(), box[2] + region.y1(), box[3] + region.x1()};
            return new Detection(d.classId(), d.label(), d.score(), moved, placed(d.mask()));
        };
        return new Detections(
                image.height(), image.width(), found.stream().map(move).toList());
    }

    private Rle placed(Rle mask) {
        byte[] pixels = mask.toMask();
        RunBuilder runs = new RunBuilder();
        runs.add(false, region.x1() * image.height());
        for (int x = 0; x < mask.width(); x++) {
            runs.add(false, region.y1());
            for (int y = 0; y < mask.height(); y++) {
                runs.add(pixels[y * mask.width() + x] != 0, 1);
            }
            runs.add(false, image.height() - region.y2());
        }
        runs.add(false, (image.width() - region.x2()) * image.height());
        return new Rle(image.height(), image.width(), runs.build());
    }
}
