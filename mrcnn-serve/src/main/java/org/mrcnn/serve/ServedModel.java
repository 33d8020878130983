// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.ImageConfig;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;

/**
 * A model and its name in paths.
 *
 * @param detection detects objects in an image
 */
record ServedModel(String name, MaskRcnn model, BiFunction<Image, DetectOptions, Detections> detection) {

    ServedModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        if (!name.matches("[A-Za-z0-9_.-]+") || name.matches("\\.+")) { // names of dots only are removed from paths
            throw new IllegalArgumentException(
                    "name of a model: expected letters, digits, dots, dashes and underscores, found '" + name + "'");
        }
    }

    static ServedModel of(String name, MaskRcnn model) {
        return new ServedModel(name, model, (image, options) -> model.detect(image, options));
    }

    /** Returns a black image of the size that needs the most memory. */
    Image blank() {
        ImageConfig config = model.config().image();
        int side = config.maxDimension();
        int channels = config.pixelFormat().count();
        return new Image(side, side, channels, new byte[side * side * channels]);
    }

    /** Returns the class names without background. */
    List<String> classes() {
        return model.labels().subList(1, model.labels().size());
    }

    /** Returns the properties of the model that clients need. */
    Map<String, Object> description() {
        ImageConfig image = model.config().image();
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("name", name);
        about.put("labels", classes());
        about.put("dialect", String.valueOf(model.config().model().dialect()));
        about.put("backbone", model.config().model().backbone());
        about.put("channels", image.pixelFormat().count());
        about.put("image_mode", String.valueOf(image.mode()));
        about.put("min_dimension", image.minDimension());
        about.put("max_dimension", image.maxDimension());
        about.put("min_confidence", model.config().detection().minConfidence());
        about.put("training_steps", model.provenance().steps());
        return Collections.unmodifiableMap(about);
    }
}
