// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;

/** CSV files as spreadsheets save them. */
class CsvTest {

    private static final String HEADER = "filename,file_size,region_shape_attributes,region_attributes";
    private static final String RECT =
            "\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":1,\"\"y\"\":1,\"\"width\"\":4,\"\"height\"\":3}\"";
    private static final String ROW = "a.png,7," + RECT + ",\"{\"\"class\"\":\"\"cat\"\"}\"";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        Images.write(Image.black(20, 30, 3), folder.resolve("a.png"));
    }

    private Path via(String text, Charset charset) throws IOException {
        return Files.writeString(folder.resolve("v.csv"), text, charset);
    }

    private static String separated(String line, String separator) {
        // the commas within the JSON of a quoted value stay
        return line.replaceAll(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)", separator);
    }

    @ParameterizedTest
    @CsvSource({"',',\\n,UTF-8", "';',\\r\\n,UTF-8", "';',\\r,UTF-8", "\\t,\\r\\n,UTF-16"})
    void separatorsAndLineEnds(String separator, String end, String charset) throws IOException {
        String mark = charset.equals("UTF-8") ? "\uFEFF" : ""; // Java writes the mark of UTF-16 itself
        String text = mark + separated(HEADER + "\n" + ROW + "\n", separator.translateEscapes());
        Path file = via(text.replace("\n", end.translateEscapes()), Charset.forName(charset));
        assertThat(DataFormat.detect(file)).isEqualTo(DataFormat.VIA);
        AnnotatedDataset data = DataFormat.VIA.open(null, file);
        assertThat(data.labels()).containsExactly("BG", "cat");
        assertThat(data.load(0).masks().get(0).area()).isEqualTo(12);
    }

    @Test
    void theLineThatNamesTheSeparatorAndRowsWithoutValues() throws IOException {
        String text = "sep=;\r\n" + separated(HEADER + "\n" + ROW, ";") + "\n\n;;;\n";
        assertThat(DataFormat.VIA.open(null, via(text, StandardCharsets.UTF_8)).instanceCount(0))
                .isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "'a.png,7',BAD_LAYOUT,row 3 without",
        "'a.png,7,{},{},x',BAD_LAYOUT,found 5 in row 3",
        "'a.png,7,[],{}',BAD_LAYOUT,row 3: no JSON object but []",
        "'a.png,7,{} {},{}',BAD_LAYOUT,row 3: no JSON object but {} {}",
        "'a.png,7,null,{}',BAD_LAYOUT,row 3: no JSON object but null",
    })
    void aBadRowIsNamedAndTheOthersStay(String row, DataProblem problem, String found) throws IOException {
        Path file = via(HEADER + "\n" + ROW + "\n" + row + "\n", StandardCharsets.UTF_8);
        Hostile.assertRefused(DataFormat.VIA, file, problem, "v.csv", found);
        AnnotatedDataset data = DataFormat.VIA.open(null, file, BadDataPolicy.SKIP);
        assertThat(data.instanceCount(0)).isOne();
        assertThat(data.report().total()).isOne();
    }

    @Test
    void eachColumnOccursOnce() throws IOException {
        Path file = via(HEADER.replace("file_size", "filename") + "\n" + ROW + "\n", StandardCharsets.UTF_8);
        Hostile.assertRefused(DataFormat.VIA, file, DataProblem.BAD_LAYOUT, "each column once");
    }

    @Test
    void damagedCsvNamesItsRow() throws IOException {
        Path file = via(HEADER + "\n" + ROW + "\na.png,7,\"{\n", StandardCharsets.UTF_8);
        Hostile.assertRefused(DataFormat.VIA, file, DataProblem.BAD_LAYOUT, "at row 3");
        assertThatThrownBy(() -> DataFormat.VIA.open(null, via("", StandardCharsets.UTF_8)))
                .hasMessageContaining("empty");
    }

    @Test
    void openImagesOfASpreadsheet() throws IOException {
        Images.write(new Image(20, 30, 1, mask()), folder.resolve("m.png"));
        Files.writeString(
                folder.resolve("class-descriptions.csv"), "LabelName;DisplayName\r\n/m/0;Cat\r\n/m/2;Cat\r\n");
        Path file = folder.resolve("o.csv");
        String rows = "\"MaskPath\";\"ImageID\";\"LabelName\"\r\nm.png;a;/m/0\r\n;;\r\n";
        Files.writeString(file, "\uFEFF" + rows);
        assertThat(DataFormat.detect(file)).isEqualTo(DataFormat.OPEN_IMAGES);
        assertThat(DataFormat.OPEN_IMAGES.open(null, file).labels()).containsExactly("BG", "Cat");
        Files.writeString(file, rows + "m.png;;/m/0\r\n");
        Hostile.assertRefused(DataFormat.OPEN_IMAGES, file, DataProblem.BAD_LAYOUT, "row 4 without");
        Files.writeString(file, rows + "m.png;a;/m/1\r\nm.png;a;/m/2\r\n");
        List<String> notes = new ArrayList<>();
        DataFormat.OPEN_IMAGES.open(null, file).report().examples().forEach(note -> notes.add(note.toString()));
        assertThat(notes)
                .anyMatch(note -> note.contains("a name of '/m/1'"))
                .anyMatch(note -> note.contains("another of this name, '/m/2'"));
    }

    private static byte[] mask() {
        byte[] mask = new byte[20 * 30];
        mask[100] = (byte) 255;
        return mask;
    }
}
