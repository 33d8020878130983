// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.CollectionType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;

/**
 * The detections in one image, an entry of {@code found.json}.
 *
 * @param file name of the image
 * @param boxes x1, y1, x2, y2 in pixels of the image
 * @param scores scores, highest first
 * @param labels class ids
 * @param masks run lengths by columns, zeros first
 */
@SuppressWarnings("ArrayRecordComponent") // read only once
record FoundObjects(String file, List<float[]> boxes, float[] scores, int[] labels, List<int[]> masks) {

    /** Reads the detections of all images. */
    static List<FoundObjects> read(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        CollectionType type = json.getTypeFactory().constructCollectionType(List.class, FoundObjects.class);
        return json.readValue(file.toFile(), type);
    }

    /** Converts the detections of this project. */
    static FoundObjects of(String file, Detections found) {
        List<float[]> boxes = new ArrayList<>();
        float[] scores = new float[found.size()];
        int[] labels = new int[found.size()];
        List<int[]> masks = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Detection detection = found.list().get(i);
            float[] yxyx = detection.box();
            boxes.add(new float[] {yxyx[1], yxyx[0], yxyx[3], yxyx[2]});
            scores[i] = detection.score();
            labels[i] = detection.classId();
            masks.add(detection.mask().counts());
        }
        return new FoundObjects(file, boxes, scores, labels, masks);
    }

    int size() {
        return labels.length;
    }
}
