// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.dialect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A running {@code mrcnn-verify/peers/time_torchvision.py}, which detects in one image at a time until {@link #close}. */
final class TorchvisionProcess implements AutoCloseable {

    private final Process process;
    private final Writer names;
    private final BufferedReader answers;

    /**
     * Torchvision's result for an image.
     *
     * @param millis duration
     * @param objects number of detected objects
     */
    record Answer(double millis, int objects) {}

    /**
     * Starts the process with one thread per processor, and waits until it has loaded its model.
     *
     * @param command Python, the script and its arguments up to the device
     * @throws IOException if it does not start, or ends
     */
    TorchvisionProcess(List<String> command) throws IOException {
        String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
        List<String> all = new ArrayList<>(command);
        all.add(threads);
        process = new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        names = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        line();
    }

    /** Detects in one image of the folder. */
    Answer detect(String name) throws IOException {
        names.write(name + "\n");
        names.flush();
        String line = line();
        int space = line.indexOf(' ');
        return new Answer(Double.parseDouble(line.substring(0, space)), Integer.parseInt(line.substring(space + 1)));
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("time_torchvision.py ended; see its messages above");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
