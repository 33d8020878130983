// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.interop.WeightFiles;

/**
 * Imports the weights of a Keras file, such as Matterport's mask_rcnn_coco.h5, into a model with other classes. The three layers
 * whose size depends on the number of classes keep random weights and must be trained next. Arguments: configuration, Keras file,
 * model file to write, class names.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.ImportKeras config/matterport-coco.yaml mask_rcnn_coco.h5 model.mrcnn cell}</pre>
 */
public final class ImportKeras {
    private ImportKeras() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        // example: ImportKeras
        MaskRcnnConfig config = MaskRcnnConfig.from(Path.of(args[0]));
        List<String> labels = new ArrayList<>(List.of(Dataset.BACKGROUND));
        labels.addAll(Arrays.asList(args).subList(3, args.length));
        try (MaskRcnn model = MaskRcnn.create(config, labels)) {
            WeightImport done = WeightFiles.importInto(model, Path.of(args[1]), WeightExclusion.HEADS);
            System.out.println(done);
            model.save(Path.of(args[2]));
        }
        // end
    }
}
