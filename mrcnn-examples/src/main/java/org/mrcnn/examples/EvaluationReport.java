package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mrcnn.core.inspect.EvaluationInspection;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.evaluation.CocoImage;
import org.mrcnn.data.evaluation.Detection;
import org.mrcnn.data.evaluation.EvaluationResult;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The page about an evaluation, if it is asked for. */
final class EvaluationReport {
    private static final String PAGE = "report.html";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Folder to write " + PAGE + " in: figures and curves of every class, confusion, kinds of"
                    + " errors, and the worst errors, as pictures where --images is given.")
    private Path folder;

    boolean isAsked() {
        return folder != null;
    }

    void check() {
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Arguments.wrong(spec, "--report: " + folder + " is a file, expected the name of a folder");
        }
    }

    /**
     * Writes the page.
     *
     * @param images folder of the pictures; null: without pictures
     */
    void write(String title, CocoGroundTruth truth, List<Detection> found, List<EvaluationResult> results, Path images)
            throws IOException {
        if (folder == null) {
            return;
        }
        Optional<EvaluationInspection.Pictures> pictures =
                Optional.ofNullable(images).map(at -> image -> read(at, image));
        Path page = Files.createDirectories(folder).resolve(PAGE);
        EvaluationInspection.report(new EvaluationInspection.Request(title, truth, found, results, pictures))
                .write(page);
        spec.commandLine().getOut().println("report in " + page);
    }

    /** As a viewer shows it, or as it is stored where the annotations are of that. */
    private static Image read(Path folder, CocoImage wanted) {
        Path file = folder.resolve(wanted.fileName());
        Image upright = Images.read(file);
        boolean turned = upright.height() == wanted.width() && upright.width() == wanted.height();
        return turned ? Images.readStored(file) : upright;
    }
}
