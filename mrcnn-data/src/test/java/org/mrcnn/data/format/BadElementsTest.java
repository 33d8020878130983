// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;

/** If an element, entry or row cannot be read, the others of its file are still read. */
class BadElementsTest extends AnnotationCases {

    static Stream<Case> files() {
        String good = object(1, 1, A);
        String shape = "\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":10,\"\"y\"\":10,\"\"width\"\":20,\"\"height\"\":10}\"";
        String rows = "filename,file_size,region_shape_attributes,region_attributes\n1.png,1," + shape
                + ",\"{\"\"name\"\":\"\"cat\"\"}\"\n";
        String voc = "<annotation><filename>a.png</filename><object><name>cat</name><polygon><x1>10</x1><y1>10</y1>"
                + "<x2>30</x2><y2>10</y2><x3>30</x3><y3>20</y3><x4>10</x4><y4>20</y4></polygon></object></annotation>";
        return Stream.of(
                coco("cat | 200 | NOT_COCO", "a.png", json("a.png", good, "{'id':2}")),
                coco("cat | 200 | NOT_COCO", "a.png", json("a.png", good, "7")),
                coco("cat | 200 | NOT_COCO", "a.png", json("a.png", good).replace("'images':[", "'images':[{},")),
                coco("cat | 200 | NOT_COCO", "a.png", categories("{'id':1,'name':'cat'},{'name':'dog'}", good)),
                via(
                        "cat | 200 | BAD_LAYOUT",
                        "{'j':{'filename':'2.png'},'k':" + entry("1.png", "{'name':'cat'}") + "}"),
                of(DataFormat.VIA, "v.csv", "cat | 200 | BAD_LAYOUT", "1.png", "", "v.csv", rows + "2.png,1\n"),
                of(DataFormat.VIA, "v.csv", "cat | 200 | BAD_LAYOUT", "1.png", "", "v.csv", rows + "1.png,1,{,{}\n"),
                of(
                        DataFormat.VOC,
                        "l.txt",
                        "cat | 200 | BAD_FILE_NAME",
                        "a.png",
                        "",
                        "a.xml",
                        voc,
                        "l.txt",
                        "a\n../b\n"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void theOthersStay(Case of) throws IOException {
        Path at = write(of).resolve(of.at());
        AnnotatedDataset data = open(of, at, BadDataPolicy.SKIP);
        assertThat(describe(data)).isEqualTo(of.outcome());
        assertThat(data.report().total()).isOne();
    }
}
