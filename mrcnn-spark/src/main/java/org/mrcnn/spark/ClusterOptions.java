// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Options and messages that the cluster commands have in common: the master of the cluster, the errors for wrong arguments, and
 * the report of images that failed.
 */
final class ClusterOptions {

    private static final int MOST_SHOWN = 10;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description =
                    "Master of the cluster, such as spark://host:7077 or local[2]; spark-submit sets it by --master.")
    private String master;

    SparkSession session(String name) {
        SparkSession.Builder builder = SparkSession.builder().appName(name);
        return (master == null ? builder : builder.master(master)).getOrCreate();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Returns the exception for a wrong argument, which ends the command with exit status 2. */
    RuntimeException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns the values of an option that may be repeated, as the user wrote them. */
    List<String> given(String name) {
        OptionSpec option = spec.commandLine().getParseResult().matchedOption(name);
        return option == null ? List.of() : option.originalStringValues();
    }

    void require(boolean condition, String message) {
        if (!condition) {
            throw wrong(message);
        }
    }

    /** @param path path that Hadoop reads; null if the option is not given */
    void requireExists(String option, String path) throws IOException {
        require(path == null || HadoopFiles.exists(path), option + ": there is no file or folder " + path);
    }

    /**
     * Prints how many images failed, with some of them.
     *
     * @param failed rows with path and error
     * @param what what happened to these images, for the message
     * @return the exit status
     */
    int report(Dataset<Row> failed, String what) {
        long count = failed.count();
        if (count == 0) {
            return 0;
        }
        PrintWriter terminal = spec.commandLine().getErr();
        terminal.println(count + " images " + what + ", such as");
        failed.select("path", "error")
                .limit(MOST_SHOWN)
                .collectAsList()
                .forEach(row -> terminal.println("  " + row.getString(0) + ": " + row.getString(1)));
        return 1;
    }
}
