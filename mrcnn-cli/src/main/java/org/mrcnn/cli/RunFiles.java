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

/** The files of a training run, in the folder of the model file that it writes. */
record RunFiles(Path out) {

    /** Returns the checkpoint, from which a run can be resumed. */
    Path checkpoint() {
        return beside(".checkpoint");
    }

    /** Returns the model with the best validation metric: {@code model.best.mrcnn} for {@code model.mrcnn}. */
    Path best() {
        String name = out.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return out.resolveSibling(dot > 0 ? name.substring(0, dot) + ".best" + name.substring(dot) : name + ".best");
    }

    /** Returns the recorded step whose losses were not finite. */
    Path brokenStep() {
        return beside(".broken-step");
    }

    private Path beside(String ending) {
        return out.resolveSibling(out.getFileName() + ending);
    }

    /** Returns whether the checkpoint is that of a completed run. */
    boolean isFinished() throws IOException {
        try (TrainingState state = ModelFile.loadState(checkpoint())) {
            return state.isFinished();
        } catch (ModelFileException e) {
            return false;
        }
    }

    /** Returns why {@code out} must not be written; empty if it may be. */
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

    /** Returns whether a file is the latest or an older checkpoint of a run with these files. */
    boolean isOwn(Path file) throws IOException {
        String name = file.getFileName().toString();
        return Files.isSameFile(
                        out.toAbsolutePath().getParent(), file.toAbsolutePath().getParent())
                && name.matches(Pattern.quote(checkpoint().getFileName().toString()) + "(-step\\d+)?");
    }

    /**
     * Saves the model; if that is not possible, to another place, so that it is not lost.
     *
     * @throws IOException if the model could not be saved to {@code out}; the message says where it was saved
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
