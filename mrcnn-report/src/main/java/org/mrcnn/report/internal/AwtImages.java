// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report.internal;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.mrcnn.data.image.Image;

/** Conversion of images to and from those of java.awt. */
public final class AwtImages {

    private AwtImages() {}

    /** Returns the image for Java2D, enlarged by an integer factor. Of more than three channels, the first three are used. */
    public static BufferedImage enlarge(Image image, int scale) {
        BufferedImage small = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) small.getRaster().getDataBuffer()).getData();
        byte[] rgb = image.rgb().pixels();
        for (int i = 0; i < rgb.length; i += 3) {
            bgr[i] = rgb[i + 2];
            bgr[i + 1] = rgb[i + 1];
            bgr[i + 2] = rgb[i];
        }
        if (scale == 1) {
            return small;
        }
        BufferedImage large =
                new BufferedImage(image.width() * scale, image.height() * scale, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = large.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.drawImage(small, 0, 0, large.getWidth(), large.getHeight(), null);
        pen.dispose();
        return large;
    }

    /** Returns the pixels of a TYPE_3BYTE_BGR image, in RGB order. */
    public static Image toImage(BufferedImage drawn) {
        byte[] bgr = ((DataBufferByte) drawn.getRaster().getDataBuffer()).getData();
        byte[] rgb = new byte[bgr.length];
        for (int i = 0; i < bgr.length; i += 3) {
            rgb[i] = bgr[i + 2];
            rgb[i + 1] = bgr[i + 1];
            rgb[i + 2] = bgr[i];
        }
        return new Image(drawn.getHeight(), drawn.getWidth(), 3, rgb);
    }
}
