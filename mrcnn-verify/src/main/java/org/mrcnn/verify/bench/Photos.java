// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.bench;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.mrcnn.data.image.Images;
import org.mrcnn.rendered.CellsDataset;

/** Writes JPEG files as large as those of cameras: enlarged rendered cells with noise, which make files of about 3 MB. */
final class Photos {
    private static final int HEIGHT = 3000;
    private static final int WIDTH = 4000;
    private static final double NOISE = 4;

    private Photos() {}

    static void write(Path folder, int count) throws IOException {
        CellsDataset cells = new CellsDataset(count, 7);
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            BufferedImage photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D pen = photo.createGraphics();
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            pen.drawImage(
                    ImageIO.read(
                            new ByteArrayInputStream(Images.png(cells.load(i).image()))),
                    0,
                    0,
                    WIDTH,
                    HEIGHT,
                    null);
            pen.dispose();
            byte[] samples = ((DataBufferByte) photo.getRaster().getDataBuffer()).getData();
            for (int k = 0; k < samples.length; k++) {
                double noisy = (samples[k] & 0xff) + NOISE * random.nextGaussian();
                samples[k] = (byte) Math.max(0, Math.min(255, noisy));
            }
            ImageIO.write(photo, "jpg", folder.resolve("photo-" + i + ".jpg").toFile());
        }
    }
}
