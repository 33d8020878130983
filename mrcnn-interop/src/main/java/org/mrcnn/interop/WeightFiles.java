// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import java.io.IOException;
import java.nio.file.Path;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.weights.ModelFileWeights;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.FileKind;
import org.mrcnn.interop.internal.keras.KerasWeights;
import org.mrcnn.interop.internal.keras.KerasWeightsWriter;
import org.mrcnn.interop.internal.torch.TorchForm;
import org.mrcnn.interop.internal.torch.TorchWeights;
import org.mrcnn.interop.internal.torch.TorchvisionWriter;

/** Weights of a model from and to files of other software. */
public final class WeightFiles {

    private WeightFiles() {}

    /**
     * Opens a file of weights: HDF5 or {@code .keras} of Keras, a model file or checkpoint of this project, or a Mask R-CNN of torchvision,
     * Detectron2 or MMDetection, or a ResNet of torchvision or timm, in a {@code .pth}, {@code .pkl} or {@code .safetensors}
     * file. The content decides which it is, not the ending of the name. Nothing in the file is executed. The caller closes it.
     *
     * @throws IOException if the file cannot be read
     * @throws WeightFileException naming the file and the fault, if it is no file of weights, or a damaged one
     */
    public static WeightSource open(Path file) throws IOException {
        return switch (FileKind.of(file)) {
            case HDF5 -> KerasWeights.open(file);
            case KERAS_ARCHIVE -> KerasWeights.openArchive(file);
            case MODEL -> ModelFileWeights.open(file);
            case TORCH_ZIP -> TorchWeights.open(file, TorchForm.ZIP);
            case TORCH_STREAM -> TorchWeights.open(file, TorchForm.STREAM);
            case TORCH_TAR -> TorchWeights.open(file, TorchForm.TAR);
            case PICKLE -> TorchWeights.open(file, TorchForm.PICKLE);
            case SAFETENSORS -> TorchWeights.open(file, TorchForm.SAFETENSORS);
        };
    }

    /**
     * Replaces the weights of a model by those of a file, such as Matterport's {@code mask_rcnn_coco.h5}. Excluded layers keep
     * their values. See {@link MaskRcnn#importWeights}.
     *
     * @param exclude layers to leave out; {@link WeightExclusion#HEADS} for a model of other classes than the file's
     * @return what was loaded, and what was not
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException listing every array that is missing, unexpected, or of another shape
     * @throws WeightFileException if it is not a sound file of weights
     */
    public static WeightImport importInto(MaskRcnn model, Path file, WeightExclusion exclude) throws IOException {
        try (WeightSource source = open(file)) {
            return model.importWeights(source, exclude);
        }
    }

    /**
     * Writes the weights of a model as Keras does, for {@code load_weights(by_name=True)} of Keras 2 and of Matterport's code:
     * the whole file, or nothing. Class names and configuration are not part of such a file.
     *
     * @param file to write, an existing one is replaced; usually {@code .h5}
     * @throws IOException if it cannot be written
     */
    public static void exportKeras(MaskRcnn model, Path file) throws IOException {
        KerasWeightsWriter.write(file, model.weights());
    }

    /**
     * Writes the weights of a model of dialect torchvision or torchvision_v2 with torchvision's names, for {@code
     * model.load_state_dict(safetensors.torch.load_file(file))}, or for {@code model.load_state_dict(torch.load(file))} if the
     * name ends in {@code .pth} or {@code .pt}: the whole file, or nothing. Sizes, thresholds, anchors and epsilon are arguments
     * of the model in Python, not part of the file.
     *
     * @param file to write, an existing one is replaced
     * @throws IllegalArgumentException naming each setting with a value that torchvision's models do not have
     * @throws IOException if it cannot be written
     */
    public static void exportTorchvision(MaskRcnn model, Path file) throws IOException {
        TorchvisionWriter.write(file, model.config(), model.weights());
    }
}
