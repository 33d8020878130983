// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.interop.WeightFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the detections of this project with those of torchvision with the same weights, in a folder written by {@code
 * mrcnn-verify/peers/parity_torchvision.py}, and writes the weights back as {@code back.safetensors}. Also compares with
 * Detectron2, in a folder written by {@code parity_detectron2.py}.
 */
@Command(
        name = "parity-torchvision",
        mixinStandardHelpOptions = true,
        description = "Compares detections with torchvision's by the same weights.")
public final class TorchvisionParity implements Callable<Integer> {

    @Option(names = "--case", required = true, paramLabel = "DIR", description = "Folder of parity_torchvision.py.")
    private Path folder;

    @Option(names = "--stages", description = "Compare the stages of the first image too.")
    private boolean stages;

    private TorchvisionParity() {}

    /** Runs one comparison. The exit status is 1 if anything differs. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TorchvisionParity()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TorchvisionCase made = TorchvisionCase.read(folder);
        List<FoundObjects> found = FoundObjects.read(folder.resolve("found.json"));
        List<FoundObjects> exact = FoundObjects.read(folder.resolve("exact.json"));
        CaseComparison comparison = new CaseComparison();
        List<Double> millis = new ArrayList<>();
        try (MaskRcnn model = made.model(made.config())) {
            if (!made.facts().has("file")) {
                WeightFiles.exportTorchvision(model, folder.resolve("back.safetensors"));
            }
            if (stages) {
                StageComparison.print(model, folder, Images.read(folder.resolve("0.png")));
            }
            for (int i = 0; i < found.size(); i++) {
                millis.add(compare(
                        model,
                        found.get(i),
                        i < exact.size() ? Optional.of(exact.get(i)) : Optional.empty(),
                        comparison));
            }
        }
        System.out.println(comparison);
        System.out.printf(
                Locale.ROOT,
                "median %.0f ms, %s %.0f ms, not by turns%n",
                millis.stream().sorted().skip(millis.size() / 2).findFirst().orElse(0.0),
                made.facts().get("version").asText(),
                made.facts().get("median_ms").asDouble());
        return comparison.verdict() == CaseComparison.Verdict.DIFFERS ? 1 : 0;
    }

    /** Adds an image. Returns the milliseconds of its detection. */
    private double compare(MaskRcnn model, FoundObjects theirs, Optional<FoundObjects> exact, CaseComparison comparison)
            throws IOException {
        Image image = Images.read(folder.resolve(theirs.file()));
        long start = System.nanoTime();
        Detections detections = model.detect(image);
        double millis = (System.nanoTime() - start) / 1e6;
        FoundObjects ours = FoundObjects.of(theirs.file(), detections);
        ImageComparison both = comparison.add(ours, theirs, exact, image.height(), image.width());
        System.out.printf(
                Locale.ROOT,
                "%-8s %4d x %-4d %s: %s%n",
                theirs.file(),
                image.height(),
                image.width(),
                both.agrees() ? "agrees" : "APART ",
                both);
        return millis;
    }
}
