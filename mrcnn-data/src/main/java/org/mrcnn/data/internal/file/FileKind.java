// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Describes files whose extension is not that of their content, and what to do about them. */
public final class FileKind {

    private static final int HEAD = 256;

    private static final Map<Pattern, String> BY_HEAD = new LinkedHashMap<>();

    static {
        add(
                "....ftyp(heic|heix|heim|heis|hevc|mif1|msf1).*",
                "HEIC, as telephones write it; convert it to JPEG or PNG");
        add("....ftyp(avif|avis).*", "AVIF; convert it to JPEG or PNG");
        add("....ftyp.*", "a video; save its frames as JPEG or PNG");
        add("version https://git-lfs.*", "a pointer of Git LFS; fetch the file with git lfs pull");
        add("\0\0\0\\x0cjP  .*", "JPEG 2000; convert it to PNG or TIFF");
        add("(\0\0\0\\x0cJXL |\\xff\\x0a).*", "JPEG XL; convert it to JPEG or PNG");
        add("(?i)\\s*(<!doctype html|<html).*", "a web page, perhaps of a download that failed");
        add("(?i)\\s*(<\\?xml.*)?<svg.*", "SVG, a drawing; convert it to PNG");
        add("(?i)\\s*(<\\?xml[^>]*>\\s*)?<error>.*", "an error message, perhaps of a download that failed");
        add("%PDF.*", "PDF; convert it to PNG");
        add("8BPS.*", "a file of Photoshop; convert it to PNG or TIFF");
        add("PK\\x03\\x04.*", "a zip file; unpack it");
        add("\\x1f\\x8b.*", "a gzip file; unpack it");
        add("\0\\x05\\x16\\x07.*", "a file of macOS that belongs to another one; leave it out");
    }

    private FileKind() {}

    private static void add(String head, String what) {
        BY_HEAD.put(Pattern.compile(head, Pattern.DOTALL), what);
    }

    /** Returns a description of the content of a file; empty if it is not known. */
    public static String of(byte[] file) {
        String head = new String(file, 0, Math.min(HEAD, file.length), StandardCharsets.ISO_8859_1);
        return BY_HEAD.entrySet().stream()
                .filter(kind -> kind.getKey().matcher(head).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** Like {@link #of(byte[])}; also describes files without content. Empty if the file cannot be read. */
    public static String of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ofAny(in.readNBytes(HEAD));
        } catch (IOException e) {
            return "";
        }
    }

    /** Like {@link #of(byte[])}; also describes files without content. */
    public static String ofAny(byte[] file) {
        if (file.length == 0) {
            return "an empty file";
        }
        for (byte any : file) {
            if (any != 0) {
                return of(file);
            }
        }
        return "zeros only, perhaps of a copy that was interrupted; copy it again";
    }
}
