// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A service in a separate process. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("at (http://[0-9.]+:[0-9]+/)");
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final URI address;

    /** Starts the process, and waits until it listens. */
    ServiceProcess(Path model, List<String> options) throws IOException {
        String script =
                Path.of(System.getProperty("mrcnn.home"), "scripts", "mrcnn").toString();
        List<String> command = Stream.concat(
                        Stream.of(script, "serve", "--model", "cells=" + model, "--port", "0"), options.stream())
                .toList();
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher matcher = ADDRESS.matcher(String.valueOf(line));
        if (!matcher.find()) {
            process.destroyForcibly();
            throw new IOException("expected a service to print its address, found: " + line);
        }
        address = URI.create(matcher.group(1));
    }

    URI at(String path) {
        return address.resolve(path);
    }

    int port() {
        return address.getPort();
    }

    /** Returns the resident memory of the process in kilobytes, as reported by the kernel; 0 if unknown. */
    long residentKilobytes() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Returns the exit status after {@link #terminate}. */
    int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "expected the service to end, found it running after " + PATIENCE_SECONDS + " seconds");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
