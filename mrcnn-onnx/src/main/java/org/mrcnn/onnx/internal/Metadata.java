// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.onnx.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.mrcnn.core.MaskRcnn;

/** The metadata of a model in its file. */
public final class Metadata {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Metadata() {}

    /** Returns labels and provenance as JSON, the configuration as YAML, and the version of this library. */
    public static Map<String, String> of(MaskRcnn model) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("labels", json(model.labels()));
        metadata.put("provenance", json(model.provenance()));
        metadata.put("config", model.config().toYaml());
        metadata.put("mrcnn", model.provenance().versions().getOrDefault("mrcnn", ""));
        return metadata;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected labels and provenance that JSON can hold", e);
        }
    }
}
