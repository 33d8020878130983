// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.CollectionType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the other implementation found in one image, an entry of {@code found.json}.
 *
 * @param file name of the image
 * @param boxes x1, y1, x2, y2 in pixels of the image
 * @param scores of the objects
 * @param labels class ids
 * @param masks run lengths column by column, zeros first
 */
@SuppressWarnings("ArrayRecordComponent") // read once
record FoundObjects(String file, List<float[]> boxes, float[] scores, int[] labels, List<int[]> masks) {

    /** Those of all images. */
    static List<FoundObjects> read(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        CollectionType type = json.getTypeFactory().constructCollectionType(List.class, FoundObjects.class);
        return json.readValue(file.toFile(), type);
    }
}
