// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.AnnotatedObject;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Segment;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.data.mask.Rle;

/**
 * Writes any data set as COCO instance annotations that pycocotools can read: polygons if the data set has polygons, otherwise
 * compressed run lengths. Reading the file gives the same image ids, labels and masks; an image id that was not a number is
 * kept in the field {@code source_id}.
 */
final class CocoWriter {

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final Dataset data;
    private final JsonGenerator json;
    private final boolean ownIds;
    private long lastId;

    private CocoWriter(Dataset data, JsonGenerator json) {
        this.data = data;
        this.json = json;
        this.ownIds = !annotationIdsAreNumbers(data);
    }

    /** See {@link DataFormat#writeCoco(Dataset, IntFunction, Path)}. */
    static long write(Dataset data, IntFunction<String> fileNames, Path file) throws IOException {
        long[] written = new long[1];
        AtomicFile.stream(file, out -> {
            try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
                written[0] = new CocoWriter(data, json).write(fileNames);
            }
        });
        return written[0];
    }

    private static boolean annotationIdsAreNumbers(Dataset data) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < data.size(); i++) {
            for (AnnotatedObject object : data.annotations(i).objects()) {
                boolean number = object.id() != null && object.id().matches("0|[1-9][0-9]{0,17}");
                if (!number || !ids.add(object.id())) {
                    return false;
                }
            }
        }
        return true;
    }

    private long write(IntFunction<String> fileNames) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("categories");
        for (int classId = 1; classId < data.labels().size(); classId++) {
            json.writeStartObject();
            json.writeNumberField("id", data.categoryId(classId));
            json.writeStringField("name", data.labels().get(classId));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("images");
        for (int i = 0; i < data.size(); i++) {
            writeImage(data.imageId(i), fileNames.apply(i), data.annotations(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("annotations");
        for (int i = 0; i < data.size(); i++) {
            AnnotatedImage image = data.annotations(i);
            for (AnnotatedObject object : image.objects()) {
                writeObject(data.imageId(i), image, object);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        return lastId;
    }

    private void writeImage(long id, String fileName, AnnotatedImage image) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        json.writeStringField("file_name", fileName);
        json.writeNumberField("height", image.height());
        json.writeNumberField("width", image.width());
        if (!image.id().equals(Long.toString(id)) && !image.id().equals(fileName)) {
            json.writeStringField("source_id", image.id());
        }
        json.writeEndObject();
    }

    private void writeObject(long imageId, AnnotatedImage image, AnnotatedObject object) throws IOException {
        Rle mask = AnnotatedDataset.mask(image, object);
        lastId++;
        json.writeStartObject();
        json.writeNumberField("id", ownIds ? lastId : Long.parseLong(object.id()));
        json.writeNumberField("image_id", imageId);
        json.writeNumberField("category_id", data.categoryId(data.labels().indexOf(object.label())));
        json.writeNumberField("iscrowd", object.crowd() ? 1 : 0);
        json.writeNumberField("area", mask.area());
        json.writeFieldName("bbox");
        json.writeArray(mask.toCocoBox(), 0, 4);
        if (object.segment() instanceof Segment.Polygons polygons && isInside(polygons.extent(), image)) {
            writePolygons(polygons.polygons());
        } else {
            json.writeObjectFieldStart("segmentation");
            json.writeFieldName("size");
            json.writeArray(new int[] {mask.height(), mask.width()}, 0, 2);
            json.writeStringField("counts", mask.toCocoString());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /**
     * Returns whether a polygon is within the limits; a polygon that extends further would be rejected when the file is read.
     */
    private static boolean isInside(double[] extent, AnnotatedImage image) {
        return extent[0] >= -1 && extent[1] >= -1 && extent[2] <= image.width() + 1 && extent[3] <= image.height() + 1;
    }

    private void writePolygons(List<double[]> polygons) throws IOException {
        json.writeArrayFieldStart("segmentation");
        for (double[] xy : polygons) {
            json.writeArray(xy, 0, xy.length);
        }
        json.writeEndArray();
    }
}
