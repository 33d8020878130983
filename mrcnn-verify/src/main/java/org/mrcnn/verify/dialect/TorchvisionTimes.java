// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.mrcnn.core.DetectionEngine;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times the detection of this project and of torchvision with the same weights in the same images, alternating after each
 * image; both programs stay loaded, and one of them waits. The images are those of a folder written by {@code
 * mrcnn-verify/peers/parity_torchvision.py}.
 */
@Command(
        name = "parity-torchvision --time",
        mixinStandardHelpOptions = true,
        description = "Times detection by turns with torchvision's.")
public final class TorchvisionTimes implements Callable<Integer> {
    private static final String OTHER = "torchvision";

    @Option(names = "--case", required = true, paramLabel = "DIR", description = "Folder of parity_torchvision.py.")
    private Path folder;

    @Option(names = "--python", required = true, description = "Python with torchvision.")
    private String python;

    @Option(names = "--script", required = true, description = "time_torchvision.py.")
    private Path script;

    @Option(names = "--rounds", defaultValue = "5", description = "Timed runs of each image. (default: 5)")
    private int rounds;

    @Option(
            names = "--at-most",
            defaultValue = "0.6",
            description = "Largest median of our time / torchvision's. (default: 0.6)")
    private double allowed;

    @Option(names = "--engine", description = "Engine of this project. (default: its own)")
    private String engine;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = "Device of torchvision: cpu or cuda. (default: cpu)")
    private String device;

    private TorchvisionTimes() {}

    /**
     * Runs one comparison. The exit status is 1 if the time of this project exceeds the given fraction of torchvision's time.
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TorchvisionTimes()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TorchvisionCase made = TorchvisionCase.read(folder);
        Turns all = new Turns();
        try (MaskRcnn model = made.model(made.config());
                DetectionEngine.Network network =
                        engine == null ? null : DetectionEngine.named(engine).open(model);
                TorchvisionProcess torchvision =
                        new TorchvisionProcess(List.of(python, script.toString(), folder.toString(), device))) {
            Function<Image, Detections> detect = network == null ? model::detect : network::detect;
            for (Path file : Images.list(folder)) {
                Image image = Images.read(file);
                String name = file.getFileName().toString();
                turn(new Turns(), detect, image, torchvision, name); // the first detection of a size plans its memory
                Turns timed = new Turns();
                for (int round = 0; round < rounds; round++) {
                    turn(timed, detect, image, torchvision, name);
                }
                System.out.printf(
                        Locale.ROOT, "%s %d x %d: %s%n", name, image.height(), image.width(), timed.line(OTHER));
                all.addAll(timed);
            }
        }
        System.out.println("all: " + all.line(OTHER));
        return all.medianRatio() <= allowed ? 0 : 1;
    }

    private static void turn(
            Turns turns, Function<Image, Detections> detect, Image image, TorchvisionProcess torchvision, String name)
            throws IOException {
        TorchvisionProcess.Answer theirs = torchvision.detect(name);
        Turns.Timed ours = Turns.time(() -> detect.apply(image));
        if (ours.found().size() != theirs.objects()) {
            throw new IllegalStateException(name + ": expected the " + theirs.objects()
                    + " objects of torchvision, found " + ours.found().size());
        }
        turns.add(ours.millis(), theirs.millis(), theirs.objects());
    }
}
