// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiffScaleTest {
    @TempDir
    private Path folder;

    /** Writes a TIFF file of one black pixel with a description and resolutions. */
    private Path tiff(ByteOrder order, String description, long[] resolution, int unit) throws IOException {
        byte[] text = (description + "\0").getBytes(StandardCharsets.UTF_8);
        List<int[]> tags = new ArrayList<>(List.of(
                new int[] {256, 4, 1, 1},
                new int[] {257, 4, 1, 1},
                new int[] {258, 4, 1, 8},
                new int[] {262, 4, 1, 1},
                new int[] {270, 2, text.length, 200},
                new int[] {273, 4, 1, 190},
                new int[] {279, 4, 1, 1},
                new int[] {282, 5, 1, 170},
                new int[] {283, 5, 1, 178},
                new int[] {296, 4, 1, unit}));
        ByteBuffer out = ByteBuffer.allocate(200 + text.length).order(order);
        out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(out.get(0));
        out.putShort((short) 42).putInt(8).putShort((short) tags.size());
        for (int[] tag : tags) {
            out.putShort((short) tag[0]).putShort((short) tag[1]).putInt(tag[2]).putInt(tag[3]);
        }
        out.position(170);
        for (long part : resolution) {
            out.putInt((int) part);
        }
        out.position(200).put(text);
        return Files.write(folder.resolve("a.tif"), out.array());
    }

    private static long[] both(long up, long down) {
        return new long[] {up, down, up, down};
    }

    @ParameterizedTest
    @CsvSource({
        "micron, 1",
        "Microns, 1",
        "micrometre, 1",
        "micrometers, 1",
        "um, 1",
        "\u00b5m, 1",
        "\u03bcm, 1",
        "\\u00B5m, 1",
        "nm, 0.001",
        "nanometers, 0.001",
        "millimetres, 1000",
        "mm, 1000",
        "cm, 10000",
        "inch, 25400",
        "inches, 25400"
    })
    void unitsOfImageJ(String unit, double factor) throws IOException {
        String text = "ImageJ=1.54p\nimages=1\nunit=" + unit + "\nloop=false\n";
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            Path file = tiff(order, text, both(3_100_000, 1_000_000), 1);
            assertThat(Images.pixelSize(file)).hasValueCloseTo(factor / 3.1, within(factor * 1e-9));
        }
    }

    @Test
    void imageJWithoutALengthHasNone() throws IOException {
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "ImageJ=1.54p\nunit=pixel\n", both(1, 1), 1)))
                .isEmpty();
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "ImageJ=1.54p\nimages=1\n", both(72, 1), 2)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PhysicalSizeX=\"0.25\" PhysicalSizeY=\"0.25\" | 0.25",
                "PhysicalSizeX=\"250\" PhysicalSizeXUnit=\"nm\" PhysicalSizeY=\"250.0\" PhysicalSizeYUnit=\"nm\" | 0.25",
                "PhysicalSizeX=\"0.25\" PhysicalSizeXUnit=\"&#181;m\" PhysicalSizeY=\"0.25\" PhysicalSizeYUnit=\"\u00b5m\" | 0.25",
                "PhysicalSizeX=\"0.25\" PhysicalSizeXUnit=\"&#xb5;m\" PhysicalSizeY=\"0.25\" PhysicalSizeYUnit=\"&#x3BC;m\" | 0.25",
                "PhysicalSizeX=\"25\" PhysicalSizeXUnit=\"\u212b\" PhysicalSizeY=\"25\" PhysicalSizeYUnit=\"\u00c5\" | 0.0025",
            })
    void sizesOfOme(String attributes, double size) throws IOException {
        String xml =
                "<?xml version=\"1.0\"?><OME><Image><Pixels ID=\"a\" " + attributes + " SizeX=\"1\"/></Image></OME>";
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, xml, both(72, 1), 2)))
                .hasValueCloseTo(size, within(1e-12));
    }

    @Test
    void aperioStatesMicrometresPerPixel() throws IOException {
        String text = "Aperio Image Library v11.2.1\r\n46000x32914 [0,100 46000x32814] (240x240) JPEG/RGB"
                + " Q=30|AppMag = 20|StripeWidth = 2040|MPP = 0.4990|Left = 25.69";
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, text, both(72, 1), 2)))
                .hasValueCloseTo(0.499, within(1e-12));
    }

    /** ImageJ wrote this before it escaped the character. */
    @Test
    void aUnitInLatin1IsKnown() throws IOException {
        Path file = tiff(ByteOrder.LITTLE_ENDIAN, "ImageJ=1.40\nunit=?m\n", both(4, 1), 1);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("?m")] = (byte) 0xb5;
        Files.write(file, bytes);
        assertThat(Images.pixelSize(file)).hasValueCloseTo(0.25, within(1e-12));
    }

    @Test
    void resolutionTagsOfMicroscopesAreTakenAndThoseOfPrintersAreNot() throws IOException {
        assertThat(Images.pixelSize(tiff(ByteOrder.BIG_ENDIAN, "", both(20_000, 1), 3)))
                .hasValueCloseTo(0.5, within(1e-12));
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "", both(50_800, 1), 2)))
                .hasValueCloseTo(0.5, within(1e-12));
        for (int dotsPerInch : new int[] {72, 96, 300, 600, 1200}) {
            assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "", both(dotsPerInch, 1), 2)))
                    .isEmpty();
        }
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "", both(20_000, 1), 1)))
                .isEmpty();
    }

    @Test
    void damagedOrUnequalSizesAreNone() throws IOException {
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "", both(0, 0), 3)))
                .isEmpty();
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, "", new long[] {20_000, 1, 10_000, 1}, 3)))
                .isEmpty();
        String xml = "<OME><Pixels PhysicalSizeX=\"wide\" PhysicalSizeY=\"1\"/></OME>";
        assertThat(Images.pixelSize(tiff(ByteOrder.LITTLE_ENDIAN, xml, both(1, 1), 3)))
                .isEmpty();
    }

    @Test
    void otherFormatsStateNone() throws IOException {
        Path png = folder.resolve("a.png");
        Images.write(Image.black(2, 2, 3), png);
        assertThat(Images.pixelSize(png)).isEmpty();
    }
}
