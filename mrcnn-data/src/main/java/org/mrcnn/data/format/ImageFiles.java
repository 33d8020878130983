// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.internal.file.ImageEndings;

/** Finds images and annotation files in folders. */
final class ImageFiles {

    private ImageFiles() {}

    /**
     * Returns the file for a name in an annotation file, whose separators may be slashes or backslashes.
     *
     * @throws IllegalArgumentException if the name is empty, absolute, or points outside the folder
     */
    static Path resolve(Path folder, String name) {
        String plain = name.replace('\\', '/');
        try {
            Path root = folder.toAbsolutePath().normalize();
            Path file = root.resolve(plain).normalize();
            boolean drive = plain.length() > 1 && plain.charAt(1) == ':';
            if (!plain.isBlank() && !drive && !plain.startsWith("/") && file.startsWith(root) && !file.equals(root)) {
                return folder.resolve(plain).normalize();
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + Faults.shortened(name) + "'", e);
        }
        throw new IllegalArgumentException("'" + Faults.shortened(name) + "'");
    }

    /** Like {@link #resolve(Path, String)}, with an exception that names the annotation file. */
    static Path resolve(Path folder, String name, Path annotationFile) {
        try {
            return resolve(folder, name);
        } catch (IllegalArgumentException e) {
            throw Faults.of(DataProblem.BAD_FILE_NAME, annotationFile, insideOf(folder), e.getMessage(), e);
        }
    }

    static String insideOf(Path folder) {
        return "the name of an image inside of " + folder;
    }

    /** Returns the name of a file relative to a folder, with slashes. */
    static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** Returns the files below a folder with one of these extensions, sorted by name; see {@link FileTree}. */
    static List<Path> below(Path folder, int depth, Set<String> endings) {
        return FileTree.below(folder, depth, file -> endings.contains(ending(file)));
    }

    static boolean has(Path folder, int depth, String ending) {
        return !below(folder, depth, Set.of(ending)).isEmpty();
    }

    /** Returns whether a file or name has the extension of a supported image format. */
    static boolean isImage(Path file) {
        return ImageEndings.ALL.contains(ending(file));
    }

    static boolean hasImageEnding(String name) {
        return ImageEndings.has(name);
    }

    static List<Path> images(Path folder, int depth) {
        return below(folder, depth, ImageEndings.ALL);
    }

    /** Returns the image file with this name without extension; null if there is none. */
    static Path image(Path folder, String stem) {
        return ImageEndings.ALL.stream()
                .sorted()
                .flatMap(ending -> Stream.of(ending, ending.toUpperCase(Locale.ROOT)))
                .map(ending -> folder.resolve(stem + "." + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /**
     * Reads many files, one at a time, so that at most one large mask is in memory. A problem of one file becomes a finding.
     */
    static List<AnnotatedImage> readEach(List<Path> files, Function<Path, AnnotatedImage> reader, Findings findings) {
        List<AnnotatedImage> images = new ArrayList<>();
        for (Path file : files) {
            try {
                images.add(reader.apply(file));
            } catch (BadDataException e) {
                findings.add(e);
            } catch (UncheckedIOException e) {
                findings.add(Faults.of(DataProblem.BAD_LAYOUT, file, "a file that can be read", e.getMessage(), e));
            } catch (ImageException e) {
                boolean missing = e.problem() == ImageException.Problem.MISSING;
                DataProblem problem = missing ? DataProblem.MISSING_IMAGE : DataProblem.UNREADABLE_IMAGE;
                String found = missing ? "no such file" : e.getMessage();
                findings.add(Faults.of(problem, e.file(), "an image", found, e));
            }
        }
        return images;
    }
}
