// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.MaskRcnn;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detection;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.rendered.CellsDataset;

/** Compares rows of Spark with detections without it. */
class SparkDetectorTest {

    private static final int IMAGES = 4;

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path modelFile;
    private static SparkDetector detector;

    @BeforeAll
    static void start() throws IOException {
        MaskRcnnConfig config = MaskRcnnConfig.fromYaml(
                """
                model: {backbone: resnet18, pyramidSize: 8, rpnChannels: 8, fcLayersSize: 16}
                image: {mode: square, minDimension: 64, maxDimension: 64}
                rpn: {anchorScales: [8, 16, 32, 64, 64], proposalsInference: 20}
                detection: {minConfidence: 0, maxInstances: 5, multiLabel: true}
                """,
                "test");
        modelFile = folder.resolve("cells.mrcnn");
        try (MaskRcnn model = MaskRcnn.create(config, List.of("BG", "round", "long"))) {
            model.save(modelFile);
        }
        CellsDataset cells = new CellsDataset(IMAGES, 3, 96);
        Path scans = Files.createDirectory(folder.resolve("scans"));
        for (int i = 0; i < IMAGES; i++) {
            Sample sample = cells.load(i);
            Images.write(sample.image(), scans.resolve("cell " + i + ".png"));
        }
        Files.writeString(scans.resolve("damaged.png"), "no image");
        spark = LocalSpark.session();
        detector = SparkDetector.of(spark, modelFile.toString());
    }

    private static Dataset<Row> files() {
        return spark.read().format("binaryFile").load(folder.resolve("scans").toString());
    }

    private static List<String> rows(Dataset<Row> found) {
        return found.select("path", "height", "width", "objects", "error").orderBy("path").collectAsList().stream()
                .map(row -> row.toString().replaceFirst("file:/+", "/"))
                .toList();
    }

    @Test
    void rowsAreTheDetectionsOfOneProcess() {
        List<Row> rows = detector.detect(files()).orderBy("path").collectAsList();
        assertThat(rows).hasSize(IMAGES + 1);
        try (MaskRcnn model = MaskRcnn.load(modelFile)) {
            for (int i = 0; i < IMAGES; i++) {
                Detections expected = model.detect(folder.resolve("scans").resolve("cell " + i + ".png"));
                assertThat(expected.size()).isPositive();
                assertThat(detections(rows.get(i))).isEqualTo(expected);
                assertThat(rows.get(i).<String>getAs("error")).isNull();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Detections detections(Row row) {
        int height = row.<Integer>getAs("height");
        int width = row.<Integer>getAs("width");
        List<Detection> list = row.<Row>getList(row.fieldIndex("objects")).stream()
                .map(object -> detection(object, height, width))
                .collect(Collectors.toList());
        return new Detections(height, width, list);
    }

    private static Detection detection(Row object, int height, int width) {
        Rle mask = Rle.fromString(object.getAs("counts"), height, width);
        assertThat(object.<Long>getAs("area")).isEqualTo(mask.area());
        float[] box = {object.getAs("y1"), object.getAs("x1"), object.getAs("y2"), object.getAs("x2")};
        return new Detection(object.getAs("class_id"), object.getAs("label"), object.getAs("score"), box, mask);
    }

    @Test
    void aDamagedFileIsARowWithItsFault() {
        Row row = detector.detect(files().where("path like '%damaged%'"))
                .collectAsList()
                .get(0);
        assertThat(row.<Object>getAs("objects")).isNull();
        assertThat(row.<String>getAs("error")).contains("expected a JPEG");
    }

    @Test
    void orderPartitionsAndTheWayInDoNotMatter() {
        List<String> expected = rows(detector.detect(files()));
        assertThat(rows(detector.detect(files().repartition(5).orderBy(org.apache.spark.sql.functions.rand(1)))))
                .isEqualTo(expected);
        List<String> paths = new ArrayList<>();
        files().select("path").collectAsList().forEach(row -> paths.add(row.getString(0)));
        Dataset<Row> byPath =
                detector.detect(spark.createDataset(paths, Encoders.STRING()).toDF("path"));
        assertThat(rows(byPath.where("error is null"))).isEqualTo(expected.subList(0, IMAGES));
        assertThat(byPath.where("error is not null").collectAsList().get(0).<String>getAs("error"))
                .contains("damaged.png");
        List<Row> objects = detector.detect(decoded()).orderBy("path").collectAsList();
        assertThat(rows(detector.detect(decoded()))).isEqualTo(expected.subList(0, IMAGES));
        assertThat(objects.get(0).schema().fieldNames()).doesNotContain("image", "mrcnn_found");
    }

    /** Returns rows in the form of Spark's data source image, which is part of its library for machine learning. */
    private static Dataset<Row> decoded() {
        StructType image = new StructType()
                .add("origin", DataTypes.StringType)
                .add("height", DataTypes.IntegerType)
                .add("width", DataTypes.IntegerType)
                .add("nChannels", DataTypes.IntegerType)
                .add("mode", DataTypes.IntegerType)
                .add("data", DataTypes.BinaryType);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            Path file = folder.resolve("scans").resolve("cell " + i + ".png");
            Image pixels = Images.read(file);
            byte[] blueFirst = new byte[pixels.pixels().length];
            for (int p = 0; p < blueFirst.length; p++) {
                blueFirst[p] = pixels.pixels()[p - p % 3 + 2 - p % 3];
            }
            String path = file.toUri().toString().replace("%20", " ");
            Row row = RowFactory.create(path, pixels.height(), pixels.width(), 3, 16, blueFirst);
            rows.add(RowFactory.create(path, row));
        }
        return spark.createDataFrame(
                rows, new StructType().add("path", DataTypes.StringType).add("image", image));
    }

    @Test
    void isAFunctionOfSql() {
        detector.register(spark, "mrcnn_detect");
        files().createOrReplaceTempView("scans");
        List<Row> rows = spark.sql("SELECT path, found.objects.score AS scores, found.error FROM"
                        + " (SELECT path, mrcnn_detect(content) AS found FROM scans) ORDER BY path")
                .collectAsList();
        assertThat(rows).hasSize(IMAGES + 1);
        assertThat(rows.get(0).getList(1)).isNotEmpty();
        assertThat(rows.get(IMAGES).getString(2)).contains("expected a JPEG");
    }

    /** Writes the detections of new files in a stream to a table. */
    private static void stream(Path scans, Path table) throws Exception {
        Dataset<Row> stream =
                spark.readStream().format("binaryFile").schema(files().schema()).load(scans.toString());
        StreamingQuery query = detector.detect(stream)
                .writeStream()
                .format("parquet")
                .option("checkpointLocation", table.resolveSibling("stream").toString())
                .start(table.toString());
        query.processAllAvailable();
        query.stop();
    }

    @Test
    void aStreamGetsTheSameRowsAndAfterARestartThoseOfNewFiles(@TempDir Path own) throws Exception {
        Path scans = Files.createDirectory(own.resolve("scans"));
        for (String name : List.of("cell 0.png", "damaged.png")) {
            Files.copy(folder.resolve("scans").resolve(name), scans.resolve(name));
        }
        Path table = own.resolve("table");
        stream(scans, table);
        assertThat(spark.read().parquet(table.toString()).count()).isEqualTo(2);
        Files.copy(folder.resolve("scans").resolve("cell 1.png"), scans.resolve("cell 1.png"));
        stream(scans, table);
        Dataset<Row> once = detector.detect(spark.read().format("binaryFile").load(scans.toString()));
        assertThat(rows(spark.read().parquet(table.toString()))).isEqualTo(rows(once));
    }

    @Test
    void aModelThatIsNoneIsRefusedBeforeTheFirstTask() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.mrcnn"), "no model", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> SparkDetector.of(spark, wrong.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wrong.mrcnn");
    }

    @Test
    void columnsThatAreMissingOrInTheWayAreNamed() {
        Dataset<Row> numbers = spark.range(1).toDF();
        assertThatThrownBy(() -> detector.detect(numbers))
                .hasMessageContaining("expected a column content")
                .hasMessageContaining("[id]");
        assertThatThrownBy(() -> detector.detect(files().withColumnRenamed("length", "error")))
                .hasMessageContaining("expected no column error");
    }
}
