// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.results;

import java.io.Closeable;
import java.io.IOException;

/** The files of one {@link ResultFormat}. */
interface ResultFiles extends Closeable {

    /**
     * Writes a file for an image, or adds the image to the file of all.
     *
     * @param stem name of the image's file below the folder of the format, with folders and without ending, of no other image
     */
    void write(ImageResult image, String stem) throws IOException;

    /** Takes the image of the last {@link #write} out of the file of all, as another file of it could not be written. */
    default void undo() throws IOException {}

    /** Writes the file of all images. */
    default void finish() throws IOException {}

    @Override
    default void close() throws IOException {}
}
