// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.internal.file.ImageEndings;

/**
 * Finds the files that annotations name, in a folder and below it. The names come from the machine of the annotator: absolute
 * paths, Windows paths, URLs, or names with accents in another Unicode form. Uses the longest end of such a name that is a file
 * of the folder, and adds a note; never uses a file outside of the folder.
 */
final class ImageFolder {

    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+://[^/]*");

    /** A folder with more subfolders than this is not a folder of splits. */
    private static final int MAX_SUBFOLDERS = 20;

    private final Path folder;
    private final Path root;
    private final Findings findings;
    private final Map<Path, Map<String, List<Path>>> byKey = new HashMap<>();
    private List<String> subfolders;

    ImageFolder(Path folder, Findings findings) {
        this.folder = folder;
        this.root = folder.toAbsolutePath().normalize();
        this.findings = findings;
    }

    Path path() {
        return folder;
    }

    /** Returns the name of a file relative to the folder, with slashes. */
    String nameOf(Path file) {
        return ImageFiles.name(root, file.toAbsolutePath().normalize());
    }

    /**
     * Returns the file for a name; if it does not exist, the path of the missing file.
     *
     * @param from annotation file, for messages
     * @throws IllegalArgumentException if the name is empty or points outside the folder, and no end of it is a file of the
     *     folder; the message describes the name
     */
    Path find(String name, Path from) {
        FileNames.requireEncodable(name, from);
        Path exact = exact(name);
        if (exact != null) {
            return name.startsWith("/") ? noted(name, exact, from) : exact;
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("no name");
        }
        Path ended = withEnding(name);
        if (ended != null) {
            return noted(name, ended, from);
        }
        for (String end : ends(name)) {
            Path file = spelled(end);
            if (file != null) {
                return noted(name, file, from);
            }
        }
        Path below = inSubfolder(name);
        if (below != null) {
            return noted(name, below, from);
        }
        Path plain = inside(name.replace('\\', '/'));
        if (plain == null) {
            throw new IllegalArgumentException("'" + Faults.shortened(name) + "', and no file of its bare name there");
        }
        return plain;
    }

    private Path noted(String name, Path file, Path from) {
        String expected = "the name of an image inside of " + folder + " instead of '" + Faults.shortened(name) + "'";
        findings.add(DataProblem.FOUND_BY_NAME, from, expected, file.toString());
        return file;
    }

    /** Returns the file with exactly this name, which may be absolute; null if it is not a file of the folder. */
    Path exact(String name) {
        String plain = name.replace('\\', '/');
        String within = root.toString().replace('\\', '/') + "/";
        Path file = inside(plain.startsWith(within) ? plain.substring(within.length()) : plain);
        return file != null && Files.isRegularFile(file) ? file : null;
    }

    /**
     * Returns the image for a name without extension, which some tools write for the frames of a video; null if there is none.
     */
    private Path withEnding(String name) {
        if (ImageFiles.hasImageEnding(name)) {
            return null;
        }
        return ImageEndings.ALL.stream()
                .sorted()
                .flatMap(ending -> Stream.of(ending, ending.toUpperCase(Locale.ROOT)))
                .map(ending -> exact(name + "." + ending))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the file for an end of the name if exactly one subfolder, such as that of a split, contains it; otherwise null.
     */
    private Path inSubfolder(String name) {
        for (String end : ends(name)) {
            List<Path> found = subfolders().stream()
                    .map(part -> inside(part + "/" + end))
                    .filter(file -> file != null && Files.isRegularFile(file))
                    .toList();
            if (!found.isEmpty()) {
                return found.size() == 1 ? found.get(0) : null;
            }
        }
        return null;
    }

    private List<String> subfolders() {
        if (subfolders == null) {
            try (Stream<Path> inside = Files.list(root)) {
                subfolders = inside.filter(Files::isDirectory)
                        .map(part -> part.getFileName().toString())
                        .filter(part -> !part.startsWith("."))
                        .sorted()
                        .limit(MAX_SUBFOLDERS)
                        .toList();
            } catch (IOException e) {
                subfolders = List.of(); // a missing folder has no subfolders; its files are reported as missing
            }
        }
        return subfolders;
    }

    /** Returns a file below the folder; null if the name is not a valid file name or points outside. */
    private Path inside(String name) {
        try {
            Path file = root.resolve(name).normalize();
            boolean drive = name.length() > 1 && name.charAt(1) == ':';
            boolean below = file.startsWith(root) && !file.equals(root);
            return name.isBlank() || drive || name.startsWith("/") || !below
                    ? null
                    : folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Returns what could be the path below the folder: every end of the name, longest first. */
    private List<String> ends(String name) {
        String plain = name.replace('\\', '/');
        plain = SCHEME.matcher(plain).replaceFirst("");
        int query = plain.indexOf("?d=");
        plain = query >= 0 ? plain.substring(query + 3) : plain;
        List<String> ends = new ArrayList<>();
        for (String form : List.of(plain, decoded(plain), decoded(plain.replaceFirst("[?#].*$", "")))) {
            for (int slash = -1; slash < form.length(); ) {
                ends.add(form.substring(slash + 1));
                int next = form.indexOf('/', slash + 1);
                slash = next < 0 ? form.length() : next;
            }
        }
        return ends.stream().distinct().toList();
    }

    /** Decodes percent escapes; returns the text unchanged if they are invalid. */
    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /**
     * Returns the only file with this name, ignoring case and the Unicode form of accents; null if there is none, or several.
     */
    Path spelled(String name) {
        Path file = inside(name);
        if (file == null || Files.isRegularFile(file)) {
            return file;
        }
        List<Path> same = byKey.computeIfAbsent(file.getParent(), ImageFolder::keys)
                .getOrDefault(key(String.valueOf(file.getFileName())), List.of());
        return same.size() == 1 ? same.get(0) : null;
    }

    /** Returns the files of a folder by the normalized spelling of their names. */
    static Map<String, List<Path>> keys(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        Map<String, List<Path>> keys = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> keys.computeIfAbsent(
                            key(String.valueOf(file.getFileName())), unused -> new ArrayList<>())
                    .add(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Folder " + folder + " cannot be read; check the path", e);
        }
        return keys;
    }

    /**
     * Returns a key that is equal for names that differ only in case, percent encoding, or the Unicode form of their accents.
     */
    static String key(String name) {
        return Normalizer.normalize(decoded(name), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
