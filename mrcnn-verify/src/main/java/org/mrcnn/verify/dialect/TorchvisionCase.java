// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.interop.WeightFiles;
import org.mrcnn.interop.internal.torch.TorchForm;
import org.mrcnn.interop.internal.torch.TorchWeights;

/**
 * A torchvision model written by a script in {@code mrcnn-verify/peers}.
 *
 * @param folder folder with model.safetensors and case.json
 * @param facts properties of the model that the weights do not contain
 */
record TorchvisionCase(Path folder, JsonNode facts) {

    static TorchvisionCase read(Path folder) throws IOException {
        return new TorchvisionCase(
                folder, new ObjectMapper().readTree(folder.resolve("case.json").toFile()));
    }

    /** Returns the settings in the weight file, with the arguments of the model in Python. */
    MaskRcnnConfig config() throws IOException {
        try (WeightSource weights = weights()) {
            MaskRcnnConfig file = weights.config().orElseThrow();
            float[] ratios = floats(facts.get("ratios"));
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = 1 / ratios[i];
            }
            ModelConfig model =
                    file.model().withNormEpsilon(facts.get("epsilon").asDouble());
            return file.withModel(facts.path("stride_in_3x3").asBoolean() ? model.withStrideIn3x3(true) : model)
                    .withRpn(file.rpn()
                            .withAnchorScales(floats(facts.get("scales")))
                            .withAnchorRatios(ratios))
                    .withImage(file.image()
                            .withDimensions(
                                    facts.get("min_size").asInt(),
                                    facts.get("max_size").asInt()));
        }
    }

    private WeightSource weights() throws IOException {
        return WeightFiles.open(folder.resolve(facts.path("file").asText("model.safetensors")));
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }

    /** Returns the number of classes with background. */
    int classes() {
        return facts.get("classes").asInt();
    }

    /** Returns the model with its weights. The caller must close it. */
    MaskRcnn model(MaskRcnnConfig config) throws IOException {
        List<String> labels = new ArrayList<>(List.of(Dataset.BACKGROUND));
        IntStream.range(1, classes()).forEach(id -> labels.add("class " + id));
        MaskRcnn model = MaskRcnn.create(config, labels);
        try (WeightSource weights = weights()) {
            model.importWeights(weights, WeightExclusion.NONE);
        }
        return model;
    }

    /** Returns arrays with the names of the weights, in this project's layout. */
    WeightSource tensors(String name) throws IOException {
        return TorchWeights.open(folder.resolve(name + ".safetensors"), TorchForm.SAFETENSORS);
    }
}
