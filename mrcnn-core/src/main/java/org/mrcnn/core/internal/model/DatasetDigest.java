// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.Dataset;

/**
 * A digest by which a changed data set is recognized, and which of its parts changed. It covers the labels, and the ids and
 * names of the images in order. For images in files, it also covers the objects of each image (class, crowd flag, mask as
 * annotated, order), the annotated size, and the file: its length, and its first and last {@value ImageDigest#ENDS} bytes. A
 * file that is replaced by one of the same length that differs only in the middle is not noticed. The folders and modification
 * times of files do not matter.
 *
 * <p>Of images whose annotations are available only after loading, such as rendered ones, up to {@value #LOADED} are loaded,
 * spread evenly over the data set, and compared with all pixels and masks.
 *
 * @param labels digest of the class names
 * @param images digest of ids and names
 * @param annotations digest of each image's objects; empty for an image that is not examined
 * @param files digest of each image's file or pixels; empty for an image that is not examined
 */
public record DatasetDigest(String labels, String images, List<String> annotations, List<String> files) {

    /** Maximum number of images that are loaded. */
    static final int LOADED = 64;

    /** Maximum number of images that a message names. */
    private static final int NAMED = 3;

    /** Copies the lists. */
    public DatasetDigest {
        if (labels == null || images == null || annotations.size() != files.size()) {
            throw new IllegalArgumentException(
                    "data set digest: expected labels, images, and annotations and a file for each image, found "
                            + annotations.size() + " annotations and " + files.size() + " files");
        }
        annotations = List.copyOf(annotations);
        files = List.copyOf(files);
    }

    /**
     * Computes the digest of a data set. An image that cannot be read is recorded as unreadable: training decides how to handle
     * it.
     */
    public static DatasetDigest of(Dataset data) {
        Hash labels = new Hash();
        data.labels().forEach(labels::text);
        Hash images = new Hash();
        for (int i = 0; i < data.size(); i++) {
            images.number(data.imageId(i)).text(name(data, i));
        }
        int every = Math.max(1, (data.size() + LOADED - 1) / LOADED);
        List<ImageDigest> each = IntStream.range(0, data.size())
                .parallel()
                .mapToObj(i -> ImageDigest.of(data, i, i % every == 0))
                .toList();
        return new DatasetDigest(
                labels.whole(),
                images.whole(),
                each.stream().map(ImageDigest::annotations).toList(),
                each.stream().map(ImageDigest::file).toList());
    }

    private static String name(Dataset data, int index) {
        String name = data.imageName(index);
        if (name == null) {
            throw new IllegalArgumentException(
                    "the data set: expected a name of image " + index + ", found none (null); see Dataset.imageName");
        }
        return name;
    }

    /** Returns {@code sha256:} and 64 hexadecimal digits for all parts together. */
    @JsonIgnore
    public String whole() {
        Hash all = new Hash().text(labels).text(images);
        annotations.forEach(all::text);
        files.forEach(all::text);
        return "sha256:" + all.whole();
    }

    /**
     * Returns what differs, for a message; empty if nothing does.
     *
     * @param now digest of {@code data}
     */
    public String difference(DatasetDigest now, Dataset data) {
        List<String> parts = new ArrayList<>();
        if (!labels.equals(now.labels)) {
            parts.add("the labels");
        }
        if (!images.equals(now.images) || files.size() != now.files.size()) {
            parts.add("the list of images (then " + files.size() + ", now " + now.files.size() + ")");
        } else {
            addImages(parts, "the annotations", annotations, now.annotations, data);
            addImages(parts, "the files", files, now.files, data);
        }
        return String.join(" and ", parts);
    }

    private static void addImages(List<String> parts, String what, List<String> then, List<String> now, Dataset data) {
        int[] changed = IntStream.range(0, then.size())
                .filter(i -> !then.get(i).equals(now.get(i)))
                .toArray();
        if (changed.length > 0) {
            List<String> names = IntStream.of(changed)
                    .limit(NAMED)
                    .mapToObj(i -> data.imageId(i) + " (" + data.imageName(i) + ")")
                    .toList();
            String more = changed.length > NAMED ? " and " + (changed.length - NAMED) + " more" : "";
            parts.add(what + " of " + (changed.length == 1 ? "image " : "images ") + String.join(", ", names) + more);
        }
    }
}
