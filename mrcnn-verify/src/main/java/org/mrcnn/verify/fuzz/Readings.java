// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.interop.WeightFiles;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads whole files like a user, and frees the results. */
final class Readings {
    /** A limit that fits the memory budget; by default, a small file may contain an image of 100 million pixels. */
    private static final long MAX_PIXELS = 2_000_000;

    private Readings() {}

    /** Opens a data set as for training, and loads images and masks up to the first one that cannot be decoded. */
    static void data(DataFormat format, Path input) {
        AnnotatedDataset data = format.open(null, input, BadDataPolicy.SKIP);
        int i = 0;
        while (i < data.size() && loads(data, i)) {
            i++;
        }
    }

    private static boolean loads(AnnotatedDataset data, int index) {
        try {
            return data.load(index).count() >= 0;
        } catch (ImageException e) {
            return false;
        }
    }

    static void image(Path input) {
        Images.size(input);
        Images.read(input, MAX_PIXELS);
    }

    static void model(Path input) throws IOException {
        ModelFile.load(input).weights().close();
    }

    static void network(Path input) throws IOException {
        MaskRcnn.load(input, new SmallBackbone()).close();
    }

    static void checkpoint(Path input) throws IOException {
        model(input);
        ModelFile.loadState(input).close();
    }

    static void safetensors(Path input) throws IOException {
        Safetensors.read(input).weights().close();
    }

    /** Reads weights, and the information about the model in their file. */
    static void weights(Path input) throws IOException {
        try (WeightSource source = WeightFiles.open(input)) {
            source.config();
            source.labels();
            source.hints();
            source.shapes().forEach((name, shape) -> {
                try (INDArray into = Nd4j.createUninitializedDetached(DataType.FLOAT, shape)) {
                    source.read(name, into);
                }
            });
        }
    }
}
