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

/** Reads and writes weights of a model in the files of other software. */
public final class WeightFiles {

    private WeightFiles() {}

    /**
     * Opens a weight file: an HDF5 or {@code .keras} file of Keras, a model file or checkpoint of this project, or a {@code
     * .pth}, {@code .pkl} or {@code .safetensors} file with a Mask R-CNN of torchvision, Detectron2 or MMDetection, or with a
     * ResNet of torchvision or timm. The format is detected from the content, not from the file name. Nothing in the file is
     * executed. The caller must close the source.
     *
     * @throws IOException if the file cannot be read
     * @throws WeightFileException if the file is not a weight file, or is damaged; the message names the file and the fault
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
     * Replaces the weights of a model with those of a file, such as Matterport's {@code mask_rcnn_coco.h5}. Excluded layers
     * keep their values. See {@link MaskRcnn#importWeights}.
     *
     * @param exclude the layers to leave out; {@link WeightExclusion#HEADS} if the model's classes are not the file's
     * @return the names of the weights that were loaded, and of those that were not
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if arrays are missing, unexpected, of another shape, or not finite; the message lists
     *     all of them
     * @throws WeightFileException if the file is not a weight file, or is damaged
     */
    public static WeightImport importInto(MaskRcnn model, Path file, WeightExclusion exclude) throws IOException {
        try (WeightSource source = open(file)) {
            return model.importWeights(source, exclude);
        }
    }

    /**
     * Writes the weights of a model as a Keras file, for {@code load_weights(by_name=True)} in Keras 2 and in Matterport's
     * code. If this fails, an existing file stays as it was. The file does not contain class names and configuration.
     *
     * @param file the file to write, usually {@code .h5}; an existing file is replaced
     * @throws IOException if the file cannot be written
     */
    public static void exportKeras(MaskRcnn model, Path file) throws IOException {
        KerasWeightsWriter.write(file, model.weights());
    }

    /**
     * Writes the weights of a model with the dialect torchvision or torchvision_v2 under torchvision's names, for {@code
     * model.load_state_dict(safetensors.torch.load_file(file))}, or, if the file name ends in {@code .pth} or {@code .pt}, for
     * {@code model.load_state_dict(torch.load(file))}. If this fails, an existing file stays as it was. Sizes, thresholds,
     * anchors and epsilon are not part of the file: they are arguments of the model in Python.
     *
     * @param file the file to write; an existing file is replaced
     * @throws IllegalArgumentException if settings have values that torchvision's models do not support; the message names them
     * @throws IOException if the file cannot be written
     */
    public static void exportTorchvision(MaskRcnn model, Path file) throws IOException {
        TorchvisionWriter.write(file, model.config(), model.weights());
    }
}
