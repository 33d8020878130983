// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Reads and writes files of any file system that Hadoop supports, in the driver and in executors. */
final class HadoopFiles {

    private HadoopFiles() {}

    /** Returns Hadoop's configuration with the settings {@code spark.hadoop.*} of the application, which executors have too. */
    private static Configuration configuration() {
        return SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    }

    private static FileSystem system(org.apache.hadoop.fs.Path path) throws IOException {
        return path.getFileSystem(configuration());
    }

    static boolean exists(String file) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
        return system(path).exists(path);
    }

    /** Copies a file to this machine. */
    static Path fetch(String from, Path to) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(from);
        try (var in = system(path).open(path)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }

    /** Copies a local file to a path of Hadoop. Readers see the previous file until the copy is complete. */
    static void store(Path from, String to) throws IOException {
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(to);
        FileSystem system = system(target);
        if (isLocal(system)) {
            storeLocally(from, Path.of(target.toUri().getPath()).toAbsolutePath());
            return;
        }
        org.apache.hadoop.fs.Path own = new org.apache.hadoop.fs.Path(from.toUri());
        org.apache.hadoop.fs.Path whole = system.makeQualified(target);
        if (system.hasPathCapability(whole, CommonPathCapabilities.ABORTABLE_STREAM)) {
            system.copyFromLocalFile(
                    false, true, own, whole); // an object store: an object becomes visible when it is complete
            return;
        }
        org.apache.hadoop.fs.Path part =
                new org.apache.hadoop.fs.Path(whole.getParent(), "." + whole.getName() + "." + UUID.randomUUID());
        try {
            system.copyFromLocalFile(false, true, own, part);
            replace(system, part, whole);
        } finally {
            system.delete(part, false);
        }
    }

    /** Copies the files of a local folder to a folder of Hadoop. */
    static void storeAll(Path folder, String to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            store(file, to + "/" + file.getFileName());
        }
    }

    /** Like {@link #store}, but throws UncheckedIOException, for callers that cannot throw IOException. */
    static void storeUnchecked(Path from, String to) {
        try {
            store(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces a file in one step if the file system supports it. Otherwise the previous file is kept until the new one has its
     * name.
     */
    private static void replace(FileSystem system, org.apache.hadoop.fs.Path part, org.apache.hadoop.fs.Path whole)
            throws IOException {
        try {
            FileContext.getFileContext(system.getUri(), configuration()).rename(part, whole, Options.Rename.OVERWRITE);
        } catch (UnsupportedFileSystemException e) {
            org.apache.hadoop.fs.Path before = part.suffix(".before");
            boolean kept = system.exists(whole) && system.rename(whole, before);
            if (!system.rename(part, whole)) {
                if (kept) {
                    system.rename(before, whole);
                }
                throw new IOException(part + " could not be renamed to " + whole, e);
            }
            system.delete(before, false);
        }
    }

    /** Copies within this machine without Hadoop, whose local file system would add a checksum file to each file. */
    private static void storeLocally(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Path part = Files.createTempFile(to.getParent(), "." + to.getFileName(), null);
        try {
            Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static boolean isLocal(FileSystem system) {
        return system.getScheme().equals("file");
    }

    /** Returns whether {@link #local} copies this file without the other files of its folder. */
    static boolean isCopiedAlone(String file) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
        FileSystem system = system(path);
        return !isLocal(system) && system.getFileStatus(path).isFile();
    }

    /**
     * Returns a local path at which a file or folder can be read: the file itself if it is local, otherwise a copy that all
     * tasks of the executor share.
     */
    static synchronized Path local(String fileOrFolder) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(fileOrFolder);
        FileSystem system = system(path);
        URI uri = system.makeQualified(path).toUri();
        if (isLocal(system)) {
            return Path.of(uri.getPath());
        }
        String key = UUID.nameUUIDFromBytes(uri.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
        Path folder = Path.of(SparkFiles.getRootDirectory(), "mrcnn-data-" + key);
        Path copy = folder.resolve(path.getName());
        if (!Files.exists(copy)) {
            Files.createDirectories(folder);
            Path part = folder.resolve("part");
            delete(part);
            system.copyToLocalFile(false, path, new org.apache.hadoop.fs.Path(part.toUri()), true);
            Files.move(part, copy);
        }
        return copy;
    }

    /** Deletes a file, or a folder with its content. */
    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var all = Files.walk(path)) {
                all.map(Path::toFile).sorted((a, b) -> b.compareTo(a)).forEach(File::delete);
            }
        }
    }
}
