// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.imagej;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.io.Opener;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import java.awt.Color;
import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.image.RegionSource;

/** Converted images of ImageJ equal those that {@link Images} reads from the files that ImageJ saves. */
class ImageJImagesTest {

    private static final int WIDTH = 17;
    private static final int HEIGHT = 11;
    private static final PixelFormat WINDOW = format(List.of(), List.of(100.0, 5000.0), List.of());
    private static final PixelFormat PERCENTILES = format(List.of(0), List.of(), List.of(2.0, 95.0));

    @TempDir
    private Path folder;

    static PixelFormat format(List<Integer> channels, List<Double> window, List<Double> percentiles) {
        return new PixelFormat(channels, window, percentiles);
    }

    static ImageProcessor bytes(long seed) {
        byte[] pixels = new byte[WIDTH * HEIGHT];
        new Random(seed).nextBytes(pixels);
        return new ByteProcessor(WIDTH, HEIGHT, pixels);
    }

    static ImageProcessor shorts(long seed) {
        short[] pixels = new short[WIDTH * HEIGHT];
        Random random = new Random(seed);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (short) random.nextInt(1 << 16);
        }
        return new ShortProcessor(WIDTH, HEIGHT, pixels, null);
    }

    static ImageProcessor floats(long seed) {
        float[] pixels = new float[WIDTH * HEIGHT];
        Random random = new Random(seed);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 6000 * random.nextFloat() - 100;
        }
        return new FloatProcessor(WIDTH, HEIGHT, pixels);
    }

    static ImageProcessor rgb(long seed) {
        int[] pixels = new Random(seed).ints(WIDTH * HEIGHT, 0, 1 << 24).toArray();
        return new ColorProcessor(WIDTH, HEIGHT, pixels);
    }

    static ImageProcessor with(ImageProcessor image, LUT lut) {
        image.setLut(lut);
        return image;
    }

    static ImageProcessor inverted(ImageProcessor image) {
        image.invertLut();
        return image;
    }

    static ImagePlus stack(ImageProcessor... slices) {
        ImageStack stack = new ImageStack(WIDTH, HEIGHT);
        Stream.of(slices).forEach(stack::addSlice);
        return new ImagePlus("stack", stack);
    }

    static Stream<Arguments> singleImages() {
        return Stream.of(
                Arguments.of("8 bit", (Supplier<ImageProcessor>) () -> bytes(1), PixelFormat.RGB),
                Arguments.of(
                        "8 bit, window",
                        (Supplier<ImageProcessor>) () -> bytes(1),
                        format(List.of(0), List.of(20.0, 99.0), List.of())),
                Arguments.of(
                        "8 bit, inverting table", (Supplier<ImageProcessor>) () -> inverted(bytes(2)), PixelFormat.RGB),
                Arguments.of(
                        "8 bit, green",
                        (Supplier<ImageProcessor>) () -> with(bytes(3), LUT.createLutFromColor(Color.GREEN)),
                        PixelFormat.RGB),
                Arguments.of("16 bit", (Supplier<ImageProcessor>) () -> shorts(4), PixelFormat.RGB),
                Arguments.of(
                        "16 bit, green",
                        (Supplier<ImageProcessor>) () -> with(shorts(4), LUT.createLutFromColor(Color.GREEN)),
                        PixelFormat.RGB),
                Arguments.of("16 bit, window", (Supplier<ImageProcessor>) () -> shorts(5), WINDOW),
                Arguments.of("16 bit, percentiles", (Supplier<ImageProcessor>) () -> shorts(5), PERCENTILES),
                Arguments.of("32 bit, window", (Supplier<ImageProcessor>) () -> floats(6), WINDOW),
                Arguments.of("32 bit, percentiles", (Supplier<ImageProcessor>) () -> floats(6), PERCENTILES),
                Arguments.of("RGB", (Supplier<ImageProcessor>) () -> rgb(7), PixelFormat.RGB),
                Arguments.of(
                        "RGB, channels",
                        (Supplier<ImageProcessor>) () -> rgb(7),
                        format(List.of(2, 0), List.of(), List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("singleImages")
    void areReadAsTheirFiles(String name, Supplier<ImageProcessor> processor, PixelFormat format) {
        ImagePlus image = new ImagePlus(name, processor.get());
        Path file = folder.resolve("image.tif");
        assertThat(new FileSaver(image).saveAsTiff(file.toString())).isTrue();
        Image expected = Images.read(file, format);
        assertEqual(ImageJImages.of(image, format), expected);
        assertEqual(ImageJImages.of(image.getProcessor(), format), expected);
        assertEqual(ImageJImages.of(new Opener().openImage(file.toString()), format), expected);
        try (RegionSource regions = ImageJImages.regions(image, format);
                RegionSource whole = RegionSource.of(expected)) {
            assertEqual(regions.read(3, 5, 6, 7), whole.read(3, 5, 6, 7));
        }
    }

    private static void assertEqual(Image found, Image expected) {
        assertThat(List.of(found.height(), found.width(), found.channels()))
                .containsExactly(expected.height(), expected.width(), expected.channels());
        assertThat(found.pixels()).isEqualTo(expected.pixels());
    }

    @Test
    void theDisplayedRangeDoesNotCount() {
        for (Supplier<ImageProcessor> processor : List.<Supplier<ImageProcessor>>of(
                () -> bytes(1), () -> shorts(1), () -> with(bytes(1), LUT.createLutFromColor(Color.RED)))) {
            ImageProcessor adjusted = processor.get();
            adjusted.setMinAndMax(50, 90);
            assertEqual(ImageJImages.of(adjusted, PixelFormat.RGB), ImageJImages.of(processor.get(), PixelFormat.RGB));
        }
    }

    /** Neither the pixels nor the statistics in the log are those of the selection. */
    @Test
    void aSelectionDoesNotCount() {
        ImagePlus image = new ImagePlus("selected", shorts(1));
        image.setRoi(2, 3, 4, 5);

        assertEqual(ImageJImages.of(image, PixelFormat.RGB), ImageJImages.of(shorts(1), PixelFormat.RGB));
        assertThat(Slice.current(image, PixelFormat.RGB).channels().get(0).getStatistics().pixelCount)
                .isEqualTo(WIDTH * HEIGHT);
        assertThat(image.getRoi().getBounds()).isEqualTo(new Rectangle(2, 3, 4, 5));
    }

    @Test
    void channelsOfACompositeImageAreThoseOfItsFile() {
        PixelFormat two = format(List.of(2, 0), List.of(0.0, 40000.0), List.of());
        CompositeImage image = new CompositeImage(stack(shorts(1), shorts(2), shorts(3)));
        Path file = folder.resolve("composite.tif");
        assertThat(new FileSaver(image).saveAsTiffStack(file.toString())).isTrue();
        assertEqual(ImageJImages.of(image, two), Images.read(file, two));
        image.setC(2);
        assertEqual(ImageJImages.of(image, PixelFormat.RGB), ImageJImages.of(shorts(2), PixelFormat.RGB));
        assertThatThrownBy(() -> ImageJImages.of(image, format(List.of(3), List.of(), List.of())))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("channel 3");
    }

    @Test
    void anRgbImageOf16BitIsOne() {
        ImagePlus stack = stack(shorts(1), shorts(2), shorts(3));
        stack.getStack().setSliceLabel("Red", 1);
        CompositeImage image = new CompositeImage(stack);
        Path file = folder.resolve("rgb48.tif");
        assertThat(new FileSaver(image).saveAsTiffStack(file.toString())).isTrue();
        assertEqual(ImageJImages.of(image, PixelFormat.RGB), Images.read(file));
    }

    @Test
    void signed16BitHasItsValues() {
        ImagePlus image = new ImagePlus("signed", shorts(1));
        Calibration calibration = new Calibration();
        calibration.setSigned16BitCalibration();
        image.setCalibration(calibration);
        PixelFormat window = format(List.of(0), List.of(-20000.0, 30000.0), List.of());
        float[] values = new float[WIDTH * HEIGHT];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.getProcessor().get(i) - 32768;
        }
        assertEqual(ImageJImages.of(image, window), ImageJImages.of(new FloatProcessor(WIDTH, HEIGHT, values), window));
        assertThatThrownBy(() -> ImageJImages.of(image, PixelFormat.RGB)).hasMessageContaining("image.window");
    }
}
