// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;

/** Reads an image from each of the forms in which a row may contain it. */
final class ImageSources {

    private ImageSources() {}

    static Image content(byte[] file, PixelFormat format) throws IOException {
        if (file == null) {
            throw new IOException("expected the content of an image file, found null");
        }
        return Images.read(file, format);
    }

    static Image file(String name, PixelFormat format, Broadcast<SerializableConfiguration> hadoop) throws IOException {
        if (name == null) {
            throw new IOException("expected the path of an image file, found null");
        }
        Path path = new Path(name);
        try (InputStream in = path.getFileSystem(hadoop.value().value()).open(path)) {
            return Images.read(in, format);
        } catch (ImageException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** Converts a row of Spark's data source {@code image}: 8-bit samples in the order of OpenCV, blue first. */
    static Image decoded(Row row) throws IOException {
        if (row == null) {
            throw new IOException("expected an image of the data source image, found null");
        }
        int height = row.getInt(row.fieldIndex("height"));
        int width = row.getInt(row.fieldIndex("width"));
        int channels = row.getInt(row.fieldIndex("nChannels"));
        byte[] stored = row.getAs("data");
        if (height < 1
                || width < 1
                || stored.length != (long) height * width * channels
                || (channels != 1 && channels != 3 && channels != 4)) {
            throw new IOException("expected an image of 8 bits and 1, 3 or 4 channels, found " + height + " x " + width
                    + " x " + channels + " in " + stored.length
                    + " bytes; read the files with the data source binaryFile");
        }
        byte[] rgb = new byte[height * width * 3];
        for (int pixel = 0; pixel < height * width; pixel++) {
            for (int c = 0; c < 3; c++) {
                rgb[pixel * 3 + c] = stored[pixel * channels + (channels == 1 ? 0 : 2 - c)];
            }
        }
        return new Image(height, width, 3, rgb);
    }
}
