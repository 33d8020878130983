// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.model.ModelFileException;

/** The files of a training run, all beside the model file that it writes. */
record RunFiles(Path out) {

    /** What is needed to resume. */
    Path checkpoint() {
        return beside(".checkpoint");
    }

    /** The best model by the validations: {@code model.best.mrcnn} beside {@code model.mrcnn}. */
    Path best() {
        String name = out.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return out.resolveSibling(dot > 0 ? name.substring(0, dot) + ".best" + name.substring(dot) : name + ".best");
    }

    /** The step at which the losses were not finite. */
    Path brokenStep() {
        return beside(".broken-step");
    }

    private Path beside(String ending) {
        return out.resolveSibling(out.getFileName() + ending);
    }

    /** Whether the checkpoint is that of a run that came to its end. */
    boolean isFinished() throws IOException {
        try (TrainingState state = ModelFile.loadState(checkpoint())) {
            return state.isFinished();
        } catch (ModelFileException e) {
            return false;
        }
    }

    /** Why nothing may be written to {@code out}, or an empty text. */
    String fault() {
        if (Files.isDirectory(out)) {
            return "--out: " + out + " is a folder, expected the name of a file to write";
        }
        if (Files.exists(out) && !isModel()) {
            return "--out: " + out + " exists and is no model file; choose another name, so that it is not replaced";
        }
        if (hasEntry("training.json")) {
            return "--out: " + out + " is the checkpoint of a run; choose another name, so that it is not replaced";
        }
        return "";
    }

    private boolean isModel() {
        return hasEntry("weights.safetensors");
    }

    private boolean hasEntry(String name) {
        if (!Files.isRegularFile(out)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(out.toFile())) {
            return zip.getEntry(name) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a checkpoint is the last or an older one of a run that wrote these files. */
    boolean isOwn(Path file) throws IOException {
        String name = file.getFileName().toString();
        return Files.isSameFile(
                        out.toAbsolutePath().getParent(), file.toAbsolutePath().getParent())
                && name.matches(Pattern.quote(checkpoint().getFileName().toString()) + "(-step\\d+)?");
    }

    /**
     * Saves the model. If its place refuses, saves it elsewhere, as the work is worth more than the name.
     *
     * @throws IOException saying where the work is
     */
    void save(MaskRcnn model) throws IOException {
        try {
            model.save(out);
        } catch (IOException e) {
            throw new IOException(
                    "the trained model could not be written to " + ErrorText.oneLine(e) + "; " + secondPlace(model)
                            + (Files.exists(checkpoint()) ? "; the checkpoint " + checkpoint() + " has it too" : ""),
                    e);
        }
    }

    private String secondPlace(MaskRcnn model) {
        try {
            Path other = Files.createTempDirectory("mrcnn-model").resolve(out.getFileName());
            model.save(other);
            return "it is in " + other;
        } catch (IOException e) {
            return "nor to the folder for temporary files (" + ErrorText.oneLine(e) + ")";
        }
    }
}
