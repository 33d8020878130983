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

/** Files of any file system that Hadoop knows, in the driver and in executors. */
final class HadoopFiles {

    private HadoopFiles() {}

    /** Hadoop's own, with the settings {@code spark.hadoop.*} of the application, which executors know too. */
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

    /** Copies a file of this machine to there; whoever reads meanwhile sees the one before as a whole. */
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
                    false, true, own, whole); // an object store: nobody sees an object before it is whole
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

    /** Copies the files of a folder of this machine to a folder there. */
    static void storeAll(Path folder, String to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            store(file, to + "/" + file.getFileName());
        }
    }

    /** As {@link #store}, for those who may throw nothing else. */
    static void storeUnchecked(Path from, String to) {
        try {
            store(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In one step where the file system can; the file that there was is kept until the next one is there. */
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

    /** Hadoop's own file system of this machine would write sums of its own beside each file. */
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

    /** Whether {@link #local} copies a file without those beside it. */
    static boolean isCopiedAlone(String file) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
        FileSystem system = system(path);
        return !isLocal(system) && system.getFileStatus(path).isFile();
    }

    /** Where a file or folder can be read as one of this machine: itself, or a copy that all tasks of the executor use. */
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

    /** Deletes a file, or a folder with all that is in it. */
    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var all = Files.walk(path)) {
                all.map(Path::toFile).sorted((a, b) -> b.compareTo(a)).forEach(File::delete);
            }
        }
    }
}
