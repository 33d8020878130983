// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for the address and the limits of a service. */
final class ServiceOptions {
    private static final int MAX_PORT = 65_535;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all networks. (default:"
                    + " ${DEFAULT-VALUE})")
    String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port to listen on; 0 for any free port. (default: ${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--max-megabytes",
            paramLabel = "N",
            defaultValue = "32",
            description = "Largest request, in mebibytes (1,048,576 bytes). (default: ${DEFAULT-VALUE})")
    int megabytes;

    @Option(
            names = "--max-megapixels",
            paramLabel = "N",
            defaultValue = "40",
            description = "Largest image, in millions of pixels. (default: ${DEFAULT-VALUE})")
    int megapixels;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of images to process at the same time. (default: one per processor, at least two)")
    Integer workers;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "32",
            description = "Number of requests that may wait for a worker; further requests get status 429. (default:"
                    + " ${DEFAULT-VALUE})")
    int queue;

    @Option(
            names = "--max-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Seconds that a request may wait and run, and that running requests get when the service"
                    + " stops. (default: ${DEFAULT-VALUE})")
    int seconds;

    @Option(
            names = "--allow-url",
            paramLabel = "PREFIX",
            description = "Start of the URLs from which images of Label Studio's tasks may be fetched, such as"
                    + " http://localhost:8081/data/; the environment variable LABEL_STUDIO_API_KEY holds the token."
                    + " May be repeated. (default: none)")
    List<String> urls = List.of();

    void check() {
        if (port < 0 || port > MAX_PORT) {
            throw Arguments.wrong(spec, "--port: expected a number from 0 to " + MAX_PORT + ", found " + port);
        }
        Arguments.positive(spec, "--max-megabytes", megabytes);
        Arguments.positive(spec, "--max-megapixels", megapixels);
        Arguments.positive(spec, "--workers", workers == null ? 1 : workers);
        Arguments.positive(spec, "--queue", queue);
        Arguments.positive(spec, "--max-seconds", seconds);
    }
}
