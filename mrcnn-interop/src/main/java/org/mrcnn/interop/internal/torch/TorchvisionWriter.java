// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.ModelConfig.Dialect;
import org.mrcnn.data.internal.file.AtomicFile;
import org.mrcnn.engine.internal.NativeCopy;
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.mrcnn.engine.internal.weights.Safetensors;
import org.mrcnn.interop.internal.names.Architecture;
import org.mrcnn.interop.internal.names.ResNetNames;
import org.mrcnn.interop.internal.names.Software;
import org.mrcnn.interop.internal.names.TorchvisionSettings;
import org.mrcnn.interop.internal.names.WeightName;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes weights under torchvision's names, in the format of safetensors or of torch.save. */
public final class TorchvisionWriter {

    private static final String VARIANCE = ".running_var";
    /** Name of PyTorch's counter of each normalization; a normalization that is not frozen requires it. */
    private static final String COUNTER = ".num_batches_tracked";

    private static final Pattern PICKLED = Pattern.compile("(?i)\\.(?:pth|pt)$");

    private TorchvisionWriter() {}

    /**
     * Writes a file. If this fails, an existing file stays as it was.
     *
     * @param file the file; the name ends in {@code .pth} or {@code .pt} for the format of torch.save
     * @param weights weights of a model with this configuration
     * @throws IllegalArgumentException if torchvision does not support the model
     */
    public static void write(Path file, MaskRcnnConfig config, Map<String, INDArray> weights) throws IOException {
        TorchvisionSettings.check(config);
        NamedWeights.requireFinite(file.toString(), weights);
        Software software =
                config.model().dialect() == Dialect.TORCHVISION_V2 ? Software.TORCHVISION_V2 : Software.TORCHVISION;
        ResNetNames resNet = ResNetNames.of(config.model().backbone());
        List<WeightName> names = new Architecture(software, "", resNet, false).names();
        try (NamedWeights theirs = new NamedWeights(theirs(names, weights))) {
            boolean pickled = PICKLED.matcher(file.toString()).find();
            AtomicFile.stream(file, out -> {
                if (pickled) {
                    TorchZipWriter.write(out, theirs.asMap());
                } else {
                    Safetensors.write(out, theirs.asMap(), Map.of("format", "pt"));
                }
            });
        }
    }

    private static Map<String, INDArray> theirs(List<WeightName> names, Map<String, INDArray> weights) {
        Map<String, INDArray> theirs = new LinkedHashMap<>();
        for (WeightName name : names) {
            INDArray ours = weights.get(name.ours());
            float[] values = name.transferBack(NativeCopy.bytes(ours).asFloatBuffer(), ours.shape());
            theirs.put(name.theirs(), NativeCopy.of(values, name.shapeBack(ours.shape())));
            if (name.theirs().endsWith(VARIANCE)) {
                theirs.put(name.theirs().replace(VARIANCE, COUNTER), Nd4j.scalar(0L));
            }
        }
        return theirs;
    }
}
