// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Ids of images in COCO files, which are numbers or texts. */
public final class ImageIds {

    private ImageIds() {}

    /**
     * Writes the id of an image.
     *
     * @param field name of the field
     * @param texts texts to write in place of ids, by id; an id without one is written as a number
     */
    public static void write(JsonGenerator json, String field, long id, Map<Long, String> texts) throws IOException {
        String text = texts.get(id);
        if (text == null) {
            json.writeNumberField(field, id);
        } else {
            json.writeStringField(field, text);
        }
    }
}
