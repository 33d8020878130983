// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mrcnn.core.config.InvalidConfigException;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.model.ModelFileException;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.npy.Npy;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.torch.TensorFiles;
import org.mrcnn.interop.internal.torch.TorchForm;

/** All readers of files, with valid inputs. */
final class FuzzTargets {
    private static final List<Class<? extends Exception>> IMAGE = List.of(ImageException.class);
    private static final List<Class<? extends Exception>> MODEL = List.of(ModelFileException.class, IOException.class);
    private static final List<Class<? extends Exception>> WEIGHTS =
            List.of(WeightFileException.class, IOException.class);
    /** A damaged zip without its first bytes may be mistaken for a model file. */
    private static final List<Class<? extends Exception>> ANY_WEIGHTS =
            List.of(WeightFileException.class, ModelFileException.class, IOException.class);

    private static final List<Class<? extends Exception>> NUMBERS =
            List.of(IllegalArgumentException.class, IOException.class);

    private final Path formats;
    private final SeedFiles seeds;

    /** @param home root folder of this project, whose test resources are valid inputs */
    FuzzTargets(Path home) {
        formats = home.resolve("mrcnn-data/src/test/resources/formats");
        seeds = new SeedFiles(home);
    }

    List<FuzzTarget> all() throws IOException {
        List<FuzzTarget> all = new ArrayList<>(annotations());
        for (String ending : List.of("png", "jpg", "bmp", "tif", "webp")) {
            all.add(FuzzTarget.of(ending, seeds.images(ending), Readings::image, IMAGE)
                    .in(ending.equals("png") ? Container.PNG : Container.PLAIN));
        }
        all.add(FuzzTarget.of("labels", seeds.images("png"), Images::readLabels, IMAGE)
                .in(Container.PNG));
        all.add(FuzzTarget.of("labels-tif", seeds.images("tif"), Images::readLabels, IMAGE));
        all.add(FuzzTarget.of("coco-results", SeedFiles.results(), CocoDetection::readAll, NUMBERS));
        all.add(FuzzTarget.of("coco-truth", SeedFiles.truth(), CocoGroundTruth::read, NUMBERS));
        all.add(FuzzTarget.of("npy", SeedFiles.npy(), Npy::read, List.of(IOException.class)));
        all.add(FuzzTarget.of(
                "config", SeedFiles.configs(), MaskRcnnConfig::from, List.of(InvalidConfigException.class)));
        all.add(FuzzTarget.of("model", SeedFiles.models(), Readings::model, MODEL)
                .in(Container.ZIP));
        all.add(FuzzTarget.of("checkpoint", SeedFiles.checkpoints(), Readings::checkpoint, MODEL)
                .in(Container.ZIP));
        all.add(FuzzTarget.of(
                        "network",
                        SeedFiles.networks(),
                        Readings::network,
                        List.of(ModelFileException.class, IllegalArgumentException.class, IOException.class))
                .in(Container.ZIP));
        all.add(FuzzTarget.of("safetensors", SeedFiles.safetensors(), Readings::safetensors, WEIGHTS)
                .in(Container.SAFETENSORS));
        all.add(FuzzTarget.of("keras", seeds.keras(), Readings::weights, WEIGHTS));
        all.add(FuzzTarget.of("keras-archive", seeds.kerasArchives(), Readings::weights, ANY_WEIGHTS)
                .in(Container.STORED_ZIP));
        all.addAll(torch());
        return all;
    }

    private List<FuzzTarget> annotations() {
        return List.of(
                format(DataFormat.COCO, "coco/annotations.json"),
                format(DataFormat.VOC, "voc/"),
                format(DataFormat.LABELME, "labelme/"),
                format(
                        DataFormat.VIA,
                        "via/via1.json",
                        "via/via2.json",
                        "via/via2.csv",
                        "via/via1.csv",
                        "via/project.json"),
                format("via3", DataFormat.VIA, "via/via3.json"),
                format("panoptic", DataFormat.COCO, "panoptic/segments.json"),
                format(DataFormat.CVAT, "cvat/", "cvat/annotations.xml"),
                format(DataFormat.SUPERVISELY, "supervisely/", "supervisely/ds0"),
                format(DataFormat.MASKS, "masks-each/", "masks-coloured/", "masks-classes/", "masks-own/"),
                format(DataFormat.YOLO, "yolo/", "yolo/data.yaml"),
                format(DataFormat.OPEN_IMAGES, "open-images/train-annotations-object-segmentation.csv"));
    }

    private List<FuzzTarget> torch() throws IOException {
        List<Seed> zips = seeds.torchZips(
                "zip.pth",
                "nested.pth",
                "parameter.pth",
                "whole_model.pth",
                "deep.pth",
                "types.pth",
                "device.pth",
                "script.pth");
        List<Seed> pickles = seeds.torch(
                "protocol0.pkl",
                "protocol2.pkl",
                "protocol4.pkl",
                "protocol5.pkl",
                "python2.pkl",
                "tensors2.pkl",
                "tensors4.pkl");
        List<Seed> models = seeds.torchZips("model_torchvision.pth", "model_script.pth", "model_mmdetection.pth");
        return List.of(
                FuzzTarget.of("torch-model", models, Readings::weights, ANY_WEIGHTS)
                        .in(Container.STORED_ZIP),
                FuzzTarget.of("torch-model-pkl", seeds.torch("model_detectron2.pkl"), Readings::weights, ANY_WEIGHTS),
                torch("pth", zips, TorchForm.ZIP).in(Container.STORED_ZIP),
                torch("pth-stream", seeds.torch("stream.pth", "nested_stream.pth", "stream4.pth"), TorchForm.STREAM),
                torch("pth-tar", seeds.torch("tar.pth"), TorchForm.TAR),
                torch("pkl", pickles, TorchForm.PICKLE),
                torch("torch-safetensors", SeedFiles.safetensors(), TorchForm.SAFETENSORS)
                        .in(Container.SAFETENSORS));
    }

    private static FuzzTarget torch(String name, List<Seed> sound, TorchForm form) {
        return FuzzTarget.of(name, sound, file -> TensorFiles.readAll(file, form), WEIGHTS);
    }

    private FuzzTarget format(DataFormat format, String... paths) {
        return format(format.toString(), format, paths);
    }

    private FuzzTarget format(String name, DataFormat format, String... paths) {
        List<Seed> sound = new ArrayList<>();
        for (String path : paths) {
            int slash = path.indexOf('/');
            sound.add(Seed.of(formats.resolve(path.substring(0, slash)), path.substring(slash + 1)));
        }
        return FuzzTarget.of(
                name,
                sound,
                input -> Readings.data(format, input),
                List.of(BadDataException.class, UncheckedIOException.class));
    }
}
