// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.AnnotatedImage;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Findings;

/**
 * The images of a CVAT file. In the export of a project, the images of each subset are in a folder named after it, and each
 * task numbers its images from 0. For single use.
 */
final class CvatImages {

    private final ImageFolder folder;
    private final Path xml;
    private final Findings findings;
    private final List<AnnotatedImage> images = new ArrayList<>();
    private final List<String> tasks = new ArrayList<>();

    CvatImages(ImageFolder folder, Path xml, Findings findings) {
        this.folder = folder;
        this.xml = xml;
        this.findings = findings;
    }

    /**
     * Where an image belongs in a project.
     *
     * @param task number of the task; empty for an image of a single task
     * @param subset name of the subset; empty for an image of a single task
     */
    record Place(String task, String subset) {}

    /** Adds an image, whose name may not be that of its file yet. If the file is not found, adds a finding. */
    void add(Place place, AnnotatedImage image) {
        try {
            Path file = file(place, image.name());
            images.add(new AnnotatedImage(
                    image.id(), folder.nameOf(file), file, image.height(), image.width(), xml, image.objects()));
            tasks.add(place.task());
        } catch (IllegalArgumentException e) {
            String expected = ImageFiles.insideOf(folder.path());
            findings.add(new DataFinding(
                    DataProblem.BAD_FILE_NAME, xml.toString(), image.id(), null, expected, e.getMessage()));
        }
    }

    private Path file(Place place, String name) {
        Path ofSubset = place.subset().isEmpty() ? null : folder.exact(place.subset() + "/" + name);
        return ofSubset == null ? folder.find(name, xml) : ofSubset;
    }

    /** Returns all images. If ids are not unique, each is preceded by the number of its task. */
    List<AnnotatedImage> all() {
        long ids = images.stream().map(AnnotatedImage::id).distinct().count();
        return ids == images.size()
                ? images
                : IntStream.range(0, images.size()).mapToObj(this::ofTask).toList();
    }

    private AnnotatedImage ofTask(int index) {
        AnnotatedImage image = images.get(index);
        String id = tasks.get(index).isEmpty() ? image.id() : tasks.get(index) + "/" + image.id();
        return new AnnotatedImage(id, image.name(), image.file(), image.height(), image.width(), xml, image.objects());
    }
}
