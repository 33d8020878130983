// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.BackboneChoice;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.engine.internal.NativeBackend;

/** Creates new models, and loads models from files. */
final class Models {
    private Models() {}

    /** See {@link MaskRcnn#create(MaskRcnnConfig, List, Backbone)}. */
    static MaskRcnn create(MaskRcnnConfig config, List<String> labels, Backbone backbone) {
        MaskRcnnConfig named = config.withModel(config.model().withBackbone(BackboneChoice.ownName(backbone)));
        MaskRcnn model = new MaskRcnn(named, labels, backbone, new LinkedHashMap<>());
        MaskRcnnGraph.initialize(model.parts(named), config.train().seed());
        model.trained(Provenance.untrained(config.train().seed()));
        return model;
    }

    /** See {@link MaskRcnn#load(Path)}; with the user's backbone, if there is one. */
    static MaskRcnn file(Path file, Backbone backboneOrNull) throws IOException {
        NativeBackend.current(); // reports what is missing, unlike ND4J, which the reader uses first
        ModelFile content = ModelFile.load(file);
        try {
            return model(content, backboneOrNull);
        } catch (IllegalArgumentException e) {
            content.weights().close();
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            content.weights().close();
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static MaskRcnn model(ModelFile content, Backbone backboneOrNull) {
        Backbone backbone = BackboneChoice.ofFile(content.config().model().backbone(), backboneOrNull);
        MaskRcnn model = new MaskRcnn(
                content.config(),
                content.labels(),
                backbone,
                new LinkedHashMap<>(content.weights().asMap()));
        model.trained(content.provenance());
        model.detector();
        return model;
    }

    /** See {@link MaskRcnn#load(InputStream)}. */
    static MaskRcnn stream(InputStream content) throws IOException {
        Path copy = Files.createTempFile("mrcnn-", ".mrcnn");
        try {
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            return file(copy, null);
        } finally {
            Files.delete(copy);
        }
    }
}
