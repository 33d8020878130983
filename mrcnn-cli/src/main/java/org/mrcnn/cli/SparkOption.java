// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * The option for commands that scripts/mrcnn runs in Spark. It is declared here for the help; the script handles it, so that it
 * only arrives here if the script was not used.
 */
final class SparkOption {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Run on a cluster of Apache Spark, such as spark://host:7077 or local[2]. To list the"
                    + " options of this variant: scripts/mrcnn ${COMMAND-NAME} --spark MASTER --help")
    private String spark;

    /** @param job the main class that runs the command in Spark */
    void check(String job) {
        if (spark != null) {
            throw Arguments.wrong(
                    spec, "--spark: expected a start by scripts/mrcnn, or spark-submit of org.mrcnn.spark." + job);
        }
    }
}
