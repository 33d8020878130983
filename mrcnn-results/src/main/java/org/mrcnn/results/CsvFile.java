// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;

/** Writes one table for all images, with a row per object. */
final class CsvFile extends RunFile {
    private static final List<String> COLUMNS = List.of("image", "object", "class", "score", "unit");

    private static final CsvMapper MAPPER = new CsvMapper();

    private final PixelFormat format;
    private final OptionalDouble pixelSize;

    CsvFile(Path target, PixelFormat format, OptionalDouble pixelSize) throws IOException {
        super(target, "");
        this.format = format;
        this.pixelSize = pixelSize;
    }

    @Override
    String start() throws IOException {
        List<Object> names = new ArrayList<>(COLUMNS);
        names.addAll(Measures.NAMES);
        for (int channel = 1; channel <= format.count(); channel++) {
            names.add("mean_intensity_" + channel);
        }
        return line(names);
    }

    @Override
    String end() {
        return "";
    }

    @Override
    byte[] entry(ImageResult image) throws IOException {
        Scale scale = Scale.of(pixelSize, image);
        List<Detection> objects = image.found().list();
        double[][] means = intensities(image);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < objects.size(); i++) {
            Detection object = objects.get(i);
            List<Object> cells = new ArrayList<>(List.of(image.name(), i + 1, object.label(), object.score()));
            cells.add(scale.inMicrometres() ? "um" : "pixel");
            double[] measures = scale.measure(object).map(Measures::values).orElseGet(CsvFile::none);
            DoubleStream.concat(Arrays.stream(measures), Arrays.stream(means[i]))
                    .forEach(cells::add);
            cells.replaceAll(cell -> cell.equals(Double.NaN) ? "" : cell);
            lines.append(line(cells));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static double[] none() {
        double[] none = new double[Measures.NAMES.size()];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    private double[][] intensities(ImageResult image) {
        List<Detection> objects = image.found().list();
        if (image.file() != null && !objects.isEmpty()) {
            return Images.meanIntensities(
                    image.file(), format, objects.stream().map(Detection::mask).toList());
        }
        double[][] none = new double[objects.size()][format.count()];
        Arrays.stream(none).forEach(row -> Arrays.fill(row, Double.NaN));
        return none;
    }

    private static String line(List<?> cells) throws IOException {
        StringWriter text = new StringWriter();
        MAPPER.writeValue(text, cells.toArray());
        return text.toString();
    }
}
