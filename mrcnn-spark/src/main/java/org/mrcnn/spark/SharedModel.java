// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.mrcnn.core.MaskRcnn;

/**
 * A model file that Spark distributes to the executors; each executor loads it once.
 *
 * @param file name among the files of the application: the digest of its content, so that models are not mixed up
 * @param labels class names
 */
record SharedModel(String file, List<String> labels) implements Serializable {

    /**
     * Models loaded in this process, kept until it ends: the tasks of an executor share only the static state of their classes.
     */
    private static final Map<String, MaskRcnn> LOADED = new ConcurrentHashMap<>();

    /**
     * Copies the file to a place where it remains until this process ends, because executors that start later fetch it later.
     */
    static SharedModel distribute(SparkContext spark, String modelFile) throws IOException {
        ExecutorLimits.apply(spark.getConf());
        Path folder = Files.createTempDirectory("mrcnn-model");
        folder.toFile().deleteOnExit();
        Path copy = copy(spark, modelFile, folder);
        copy.toFile().deleteOnExit();
        List<String> labels;
        try (MaskRcnn model = MaskRcnn.load(copy)) {
            labels = List.copyOf(model.labels());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(modelFile + ": " + e.getMessage(), e);
        }
        spark.addFile(copy.toUri().toString());
        return new SharedModel(copy.getFileName().toString(), labels);
    }

    private static Path copy(SparkContext spark, String modelFile, Path folder) throws IOException {
        org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(modelFile);
        Path copy = folder.resolve("model");
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(
                        from.getFileSystem(spark.hadoopConfiguration()).open(from), digest);
                OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
        }
        return Files.move(copy, folder.resolve(HexFormat.of().formatHex(digest.digest()) + ".mrcnn"));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java without SHA-256", e);
        }
    }

    /**
     * Returns the model in this executor; the first task that needs it loads it. If loading fails, the task fails, because no
     * image is the cause.
     */
    MaskRcnn onExecutor() {
        return LOADED.computeIfAbsent(file, name -> {
            try {
                ExecutorLimits.apply();
                return MaskRcnn.load(Path.of(SparkFiles.get(name)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
