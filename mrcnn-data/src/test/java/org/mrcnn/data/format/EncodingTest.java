// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.evaluation.CocoDetection;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** Text in an encoding other than UTF-8 is rejected wherever it is read; the message names the file and the remedy. */
class EncodingTest {
    private static final String XML =
            "<annotation><filename>a.png</filename><object><name>Müll</name></object></annotation>";
    private static final String CVAT = "<annotations><image name='Müll.png' width='64' height='48'/></annotations>";
    private static final String CSV = "filename,region_shape_attributes,region_attributes\nMüll.png,{},{}\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        Files.createDirectory(folder.resolve("images"));
        Files.createDirectory(folder.resolve("masks"));
        Images.write(Image.black(48, 64, 3), folder.resolve("images/a.png"));
        Images.write(Image.black(48, 64, 1), folder.resolve("masks/a.png"));
    }

    private void write(String file, String text, Charset charset) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, charset);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COCO        | a.json         | a.json                 | {\"images\":[{\"id\":1,\"file_name\":\"Müll.png\"}]}",
                "LABELME     | labels         | labels/a.json          | {\"shapes\":[{\"label\":\"Müll\"}]}",
                "VIA         | a.json         | a.json                 | {\"a\":{\"filename\":\"Müll.png\"}}",
                "SUPERVISELY | .              | ds/ann/a.png.json      | {\"objects\":[{\"classTitle\":\"Müll\"}]}",
                "MASKS       | .              | classes.txt            | Müll",
                "YOLO        | .              | classes.txt            | Müll",
                "YOLO        | data.yaml      | data.yaml              | names: [Müll]",
                "YOLO        | .              | labels/a.txt           | 0 0.1 0.1 0.2 0.1 0.2 0.2 # Müll",
            })
    void textOfAnyFormat(DataFormat format, String at, String file, String text) throws IOException {
        write(file, text, StandardCharsets.ISO_8859_1);
        assertOtherEncoding(format, folder.resolve(at).normalize(), folder.resolve(file));
    }

    private static void assertOtherEncoding(DataFormat format, Path at, Path file) {
        assertThatThrownBy(() -> format.open(null, at))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll(file.toString(), "save the file as UTF-8");
    }

    /** The parsers of the JDK would also print the error. */
    @Test
    void xmlAndCsv() throws IOException {
        write("voc/a.xml", XML, StandardCharsets.ISO_8859_1);
        write("cvat/annotations.xml", CVAT, StandardCharsets.ISO_8859_1);
        write("via/a.csv", CSV, StandardCharsets.ISO_8859_1);
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertOtherEncoding(DataFormat.VOC, folder.resolve("voc"), folder.resolve("voc/a.xml"));
            assertOtherEncoding(DataFormat.CVAT, folder.resolve("cvat"), folder.resolve("cvat/annotations.xml"));
            assertOtherEncoding(DataFormat.VIA, folder.resolve("via/a.csv"), folder.resolve("via/a.csv"));
        } finally {
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void resultsOfOthers() throws IOException {
        write("results.json", "[{\"image_id\":\"Müll\"}]", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> CocoDetection.readAll(folder.resolve("results.json")))
                .hasMessageContainingAll("results.json", "save the file as UTF-8");
    }

    /** As spreadsheets save "Unicode text". */
    @Test
    void csvInUtf16AndWithAByteOrderMark() throws IOException {
        for (String encoding : List.of("UTF-8", "UTF-16", "UTF-16LE")) {
            String mark = encoding.equals("UTF-16") ? "" : "\uFEFF";
            String text = mark
                    + CSV.replace(
                            "Müll.png,{},{}",
                            "a.png,\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":1,"
                                    + "\"\"y\"\":2,\"\"width\"\":9,\"\"height\"\":8}\",\"{\"\"type\"\":\"\"Müll\"\"}\"");
            write("a.csv", text, Charset.forName(encoding));
            assertThat(DataFormat.VIA
                            .open(folder.resolve("images"), folder.resolve("a.csv"))
                            .labels())
                    .containsExactly("BG", "Müll");
        }
    }
}
