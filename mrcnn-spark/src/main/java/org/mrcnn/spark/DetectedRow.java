// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.PixelFormat;

/** Converts the detections in an image, or the reason why there are none, to a row. */
final class DetectedRow {

    private static final StructType OBJECT = new StructType()
            .add("class_id", DataTypes.IntegerType, false)
            .add("label", DataTypes.StringType, false)
            .add("score", DataTypes.FloatType, false)
            .add("y1", DataTypes.FloatType, false)
            .add("x1", DataTypes.FloatType, false)
            .add("y2", DataTypes.FloatType, false)
            .add("x2", DataTypes.FloatType, false)
            .add("area", DataTypes.LongType, false)
            .add("counts", DataTypes.StringType, false);

    static final StructType SCHEMA = new StructType()
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("objects", DataTypes.createArrayType(OBJECT, false))
            .add("error", DataTypes.StringType);

    private DetectedRow() {}

    /** Reads the image of a row. Exceptions are faults of that image. */
    interface ImageSource<T> extends Serializable {
        Image read(T value, PixelFormat format) throws IOException;
    }

    /**
     * Detects the objects in one image. A fault of the image becomes the error in the row. A fault of the machine, such as
     * exhausted memory, fails the task.
     */
    static <T> Row of(MaskRcnn model, ImageSource<T> source, T value) {
        try {
            return of(model.detect(source.read(value, model.config().image().pixelFormat())));
        } catch (IOException | ImageException | IllegalArgumentException fault) {
            return failed(fault);
        }
    }

    private static Row failed(Exception fault) {
        return RowFactory.create(null, null, null, fault.getMessage() == null ? fault.toString() : fault.getMessage());
    }

    private static Row of(Detections found) {
        Row[] objects = found.stream().map(DetectedRow::of).toArray(Row[]::new);
        return RowFactory.create(found.height(), found.width(), objects, null);
    }

    private static Row of(Detection object) {
        float[] box = object.box();
        return RowFactory.create(
                object.classId(),
                object.label(),
                object.score(),
                box[0],
                box[1],
                box[2],
                box[3],
                object.mask().area(),
                object.mask().toCocoString());
    }
}
