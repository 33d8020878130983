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
 * The images of a file of CVAT. In the export of a project, the images of each subset are in a folder of its name, and every task
 * counts its images from 0. Used once.
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
     * @param task number, empty for an image of a single task
     * @param subset name, empty as there
     */
    record Place(String task, String subset) {}

    /** Takes an image whose name is not that of its file yet; of one that cannot be found, a finding. */
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

    /** All images; where ids are there twice, with the number of the task before each. */
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
