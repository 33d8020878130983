// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.mrcnn.data.transform.Augmentation;

/** Writes a configuration in the form that {@link ConfigYaml} reads. */
final class ConfigYamlWriter {
    private ConfigYamlWriter() {}

    static String write(MaskRcnnConfig config) {
        ObjectNode tree = ConfigYaml.MAPPER.valueToTree(config);
        ObjectNode train = (ObjectNode) tree.get("train");
        writeAugmentations(train, config.train().augmentations());
        for (int i = 0; i < config.train().stages().size(); i++) {
            ObjectNode stage = (ObjectNode) train.get("stages").get(i);
            stage.remove(ConfigYaml.AUGMENTATIONS_OF_STAGE);
            List<Augmentation> own = config.train().stages().get(i).augmentations();
            if (own != null) {
                writeAugmentations(stage, own);
            }
        }
        try {
            return ConfigYaml.MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A configuration could not be written as YAML", e);
        }
    }

    private static void writeAugmentations(ObjectNode into, List<Augmentation> augmentations) {
        ArrayNode list = into.putArray(ConfigYaml.AUGMENTATIONS_OF_STAGE);
        for (Augmentation augmentation : augmentations) {
            JsonNode settings = ConfigYaml.MAPPER.valueToTree(augmentation);
            if (settings.isEmpty()) {
                list.add(augmentation.name());
            } else {
                list.addObject().set(augmentation.name(), settings);
            }
        }
    }
}
