// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weights of a model file of this project. */
public final class ModelFileWeights implements WeightSource {

    private final Path file;
    private final ModelFile content;
    private final NamedWeights weights;

    private ModelFileWeights(Path file, ModelFile content) {
        this.file = file;
        this.content = content;
        weights = content.weights();
    }

    /** Opens a model file; the caller closes it. */
    public static ModelFileWeights open(Path file) throws IOException {
        return new ModelFileWeights(file, ModelFile.load(file));
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        weights.asMap().forEach((name, array) -> shapes.put(name, array.shape()));
        return shapes;
    }

    @Override
    public Optional<MaskRcnnConfig> config() {
        return Optional.of(content.config());
    }

    @Override
    public List<String> labels() {
        return content.labels();
    }

    @Override
    public void read(String name, INDArray into) {
        into.assign(weights.get(name));
    }

    @Override
    public void close() {
        weights.close();
    }
}
