// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/**
 * Small data sets as tools and people write them. Images are 64 x 48; object A covers x 10 to 30, y 10 to 20, object B x 40 to
 * 60, y 30 to 40: 200 pixels each.
 */
abstract class AnnotationCases {

    static final String A = "[[10,10,30,10,30,20,10,20]]";

    static final String B = "[[40,30,60,30,60,40,40,40]]";

    static final String LINE_A = "0 0.156250 0.208333 0.468750 0.208333 0.468750 0.416667 0.156250 0.416667\n";

    static final String MARK = "\uFEFF";

    @TempDir
    Path folder;

    /**
     * A small data set.
     *
     * @param at the annotations
     * @param files paths and texts alternately; a path that ends with png is an image
     * @param outcome classes, areas and notes; or the problem and parts of its message
     */
    record Case(DataFormat format, String at, String outcome, List<String> files) {
        @Override
        public String toString() {
            return format + " " + String.join(" ", files).replaceAll("\\s+", " ");
        }
    }

    static Case of(DataFormat format, String at, String outcome, String... files) {
        return new Case(format, at, outcome, List.of(files));
    }

    static Case coco(String outcome, String file, String json) {
        return of(DataFormat.COCO, "a.json", outcome, file, "", "a.json", json);
    }

    static String json(String fileName, String... objects) {
        return json(fileName, "{'id':1,'name':'cat'}", objects);
    }

    static String categories(String categories, String... objects) {
        return json("a.png", categories, objects);
    }

    static String json(String fileName, String categories, String[] objects) {
        return "{'images':[{'id':1,'file_name':'" + fileName + "','width':64,'height':48}],'annotations':["
                + String.join(",", objects) + "],'categories':[" + categories + "]}";
    }

    static String object(int id, int category, String segment) {
        return "{'id':" + id + ",'image_id':1,'category_id':" + category + ",'segmentation':" + segment + "}";
    }

    static Case yolo(String at, String outcome, String[] files, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(files));
        all.addAll(Arrays.asList(more));
        return new Case(DataFormat.YOLO, at, outcome, all);
    }

    static Case labelMe(String outcome, String... shapes) {
        return of(
                DataFormat.LABELME,
                "",
                outcome,
                "1.png",
                "",
                "1.json",
                "{'imagePath':'1.png','imageHeight':48," + "'imageWidth':64,'shapes':[" + String.join(",", shapes)
                        + "]}");
    }

    static String shape(String label, String type) {
        return "{'label':'" + label + "','shape_type':'" + type + "','points':[[10,10],[30,10],[30,20],[10,20]]}";
    }

    static Case via(String outcome, String json) {
        return of(DataFormat.VIA, "v.json", outcome, "1.png", "", "v.json", json);
    }

    static String entry(String name, String... attributes) {
        String shape = "{'name':'polygon','all_points_x':[10,30,30,10],'all_points_y':[10,10,20,20]}";
        return "{'filename':'" + name + "','size':1,'regions':["
                + Arrays.stream(attributes)
                        .map(a -> "{'shape_attributes':" + shape + ",'region_attributes':" + a + "}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    Path write(Case of) throws IOException {
        for (int i = 0; i < of.files().size(); i += 2) {
            Path file = folder.resolve(of.files().get(i));
            Files.createDirectories(file.getParent());
            if (ImageFiles.ending(file).equals("png")) {
                Images.write(Image.black(48, 64, 3), file);
            } else {
                String text = of.files().get(i + 1).replace("@", folder.toString());
                Files.writeString(
                        file,
                        of.at().endsWith(".json") || file.toString().endsWith(".json")
                                ? text.replace('\'', '"')
                                : text);
            }
        }
        return folder;
    }

    AnnotatedDataset open(Case of, Path at, BadDataPolicy policy) {
        boolean apart = of.format() == DataFormat.COCO && Files.isDirectory(folder.resolve("images"));
        return of.format().open(apart ? folder.resolve("images") : null, at, policy);
    }

    static String describe(AnnotatedDataset data) {
        List<String> areas = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            data.load(i).masks().forEach(mask -> areas.add(Long.toString(mask.area())));
        }
        String notes = data.report().examples().stream()
                .map(finding -> finding.problem().name())
                .collect(Collectors.joining(" "));
        return (String.join(" ", data.labels().subList(1, data.labels().size())) + " | " + String.join(" ", areas)
                        + " | " + notes)
                .strip();
    }

    /** Opens the data set with both policies, and checks the outcome. */
    void assertOutcome(Case of) throws IOException {
        Path at = write(of).resolve(of.at());
        assertThat(DataFormat.detect(at)).isEqualTo(of.format());
        if (of.outcome().startsWith("!")) {
            String[] texts = of.outcome().substring(1).strip().split(" \\| ", -1);
            assertThatThrownBy(() -> open(of, at, BadDataPolicy.FAIL))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContainingAll(texts);
            return;
        }
        assertThat(describe(open(of, at, BadDataPolicy.FAIL)))
                .isEqualTo(of.outcome().strip());
        assertThat(describe(open(of, at, BadDataPolicy.SKIP)))
                .isEqualTo(of.outcome().strip());
    }
}
