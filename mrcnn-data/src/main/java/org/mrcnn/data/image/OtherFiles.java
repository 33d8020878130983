// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Describes files that have the extension of an image but not a supported format, and what to do about them. */
final class OtherFiles {

    private static final int HEAD = 256;

    private static final Map<Pattern, String> BY_HEAD = new LinkedHashMap<>();

    static {
        add(
                "....ftyp(heic|heix|heim|heis|hevc|mif1|msf1).*",
                "HEIC, as telephones write it; convert it to JPEG or PNG");
        add("....ftyp(avif|avis).*", "AVIF; convert it to JPEG or PNG");
        add("version https://git-lfs.*", "a pointer of Git LFS; fetch the file with git lfs pull");
        add("\0\0\0\\x0cjP  .*", "JPEG 2000; convert it to PNG or TIFF");
        add("(?i)\\s*(<!doctype html|<html).*", "a web page, perhaps of a download that failed");
        add("(?i)\\s*(<\\?xml.*)?<svg.*", "SVG, a drawing; convert it to PNG");
        add("%PDF.*", "PDF; convert it to PNG");
        add("8BPS.*", "a file of Photoshop; convert it to PNG or TIFF");
        add("PK\\x03\\x04.*", "a zip file; unpack it");
    }

    private OtherFiles() {}

    private static void add(String head, String what) {
        BY_HEAD.put(Pattern.compile(head, Pattern.DOTALL), what);
    }

    /** Returns a description of the type of a file. */
    static String describe(byte[] file) {
        String head = new String(file, 0, Math.min(HEAD, file.length), StandardCharsets.ISO_8859_1);
        return BY_HEAD.entrySet().stream()
                .filter(kind -> kind.getKey().matcher(head).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(file.length + " bytes of none of them");
    }
}
