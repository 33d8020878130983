// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.Closeable;
import java.io.IOException;

/** Writes the files of one {@link ResultFormat}. */
interface ResultFiles extends Closeable {

    /**
     * Writes the file of an image, or adds the image to the file of all images.
     *
     * @param stem name of the image's file below the folder of the format, with folders and without extension; unique among the
     *     images
     */
    void write(ImageResult image, String stem) throws IOException;

    /**
     * Removes the image of the last {@link #write} from the file of all images, because another file of the image could not be
     * written.
     */
    default void undo() throws IOException {}

    /** Writes the file of all images. */
    default void finish() throws IOException {}

    @Override
    default void close() throws IOException {}
}
