// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.report.Drawing;

/** Images are worked on ahead, but lines and files are those of one image after the other. */
class DetectOrderTest extends DetectCase {
    /** Writes square images of these sides in the folder in; their names are their positions, from 1. */
    private List<Path> images(int... sides) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int side : sides) {
            byte[] pixels = new byte[side * side * 3];
            new Random(files.size()).nextBytes(pixels);
            files.add(Files.createDirectories(folder.resolve("in")).resolve((files.size() + 1) + ".png"));
            Images.write(new Image(side, side, 3, pixels), files.get(files.size() - 1));
        }
        return files;
    }

    private List<String> lines() {
        return out.toString()
                .lines()
                .filter(line -> line.matches("\\d: .*|.*: failed, see below"))
                .map(line -> line.replaceAll("^(\\d): .*|.*/(.*): failed.*", "$1$2"))
                .toList();
    }

    @Test
    void slowImagesKeepTheirPlaces() throws IOException {
        List<Path> files = images(1000, 64, 64, 1000, 64, 64);
        Path json = folder.resolve("found.json");

        assertThat(detect("--save", "csv", "--json", json, folder.resolve("in")))
                .as(err.toString())
                .isZero();

        assertThat(lines()).containsExactly("1", "2", "3", "4", "5", "6");
        List<Long> ids = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (MaskRcnn loaded = MaskRcnn.load(model)) {
            for (int i = 0; i < files.size(); i++) {
                Detections found = loaded.detect(files.get(i));
                for (int k = 0; k < found.size(); k++) {
                    ids.add(i + 1L);
                    names.add((i + 1) + ".png");
                }
                assertThat(results.resolve((i + 1) + "-detected.png"))
                        .hasBinaryContent(Images.png(Drawing.draw(Images.read(files.get(i)), found)));
            }
        }
        assertThat(ids).contains(1L, 6L);
        assertThat(CocoDetection.readAll(json))
                .extracting(CocoDetection::imageId)
                .containsExactlyElementsOf(ids);
        assertThat(Files.readAllLines(results.resolve("measurements.csv")).stream()
                        .skip(1)
                        .map(line -> line.substring(0, line.indexOf(','))))
                .containsExactlyElementsOf(names);
    }

    @Test
    void failuresInTheMiddleKeepTheirPlaces() throws IOException {
        List<Path> files = images(500, 64, 64, 64, 500, 64);
        Images.write(Image.black(1, 1000, 3), files.get(2));
        Files.write(files.get(3), new byte[] {(byte) 0x89, 'P', 'N', 'G'});

        assertThat(detect("--save", "csv", folder.resolve("in"))).isEqualTo(1);

        assertThat(lines()).containsExactly("1", "2", "3.png", "4.png", "5", "6");
        assertThat(out.toString()).contains("4 of 6 images done", "2 failed");
        assertThat(err.toString())
                .contains("2 of 6 images failed", "3.png: ", "too extreme", "4.png: Image ")
                .doesNotContain("5.png");
        assertThat(Images.list(results)).hasSize(4);
    }

    /** The heap does not hold several of them at once, so nothing is worked on beside it. */
    @Test
    void anEnormousImageKeepsItsPlace() throws IOException {
        List<Path> files = images(500, 64, 64, 500, 64);
        claimSize(files.get(2), 60_000, 60_000);
        try (ImageQueue queue = new ImageQueue(3)) {
            assertThat(files.stream().map(queue::fits)).containsExactly(true, true, false, true, true);
            assertThat(queue.fits(folder.resolve("none.png"))).isTrue();
        }

        assertThat(detect(folder.resolve("in"))).isEqualTo(1);

        assertThat(lines()).containsExactly("1", "2", "3.png", "4", "5");
        assertThat(err.toString()).contains("1 of 5 images failed", "3.png: ", "60000");
    }

    /** Changes the size in the header of a PNG file. */
    private static void claimSize(Path png, int width, int height) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(png));
        bytes.putInt(16, width).putInt(20, height);
        CRC32 sum = new CRC32();
        sum.update(bytes.array(), 12, 17);
        bytes.putInt(29, (int) sum.getValue());
        Files.write(png, bytes.array());
    }
}
