// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Masks of a part of an image, which annotation files contain as PNG: the upper half of x 10 to 30, y 10 to 20. */
class PartMasksTest {

    private static final Rle HALF = Rle.fromBox(new double[] {10, 10, 20, 5}, 48, 64);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeImage() throws IOException {
        Files.createDirectories(folder.resolve("img"));
        Images.write(Image.black(48, 64, 3), folder.resolve("img/a.png"));
    }

    private static String png(int type, int object, int background) throws IOException {
        BufferedImage image = new BufferedImage(20, 10, type);
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                image.setRGB(x, y, y < 5 ? object : background);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }

    private AnnotatedDataset supervisely(String png, String annotation) throws IOException {
        String json = "{'size':{'height':48,'width':64},'objects':[{'classTitle':'cat','geometryType':'bitmap',"
                + "'bitmap':{'data':'" + png + "','origin':[10,10]}}]}";
        Files.createDirectories(folder.resolve("ann"));
        Files.writeString(folder.resolve("ann").resolve(annotation), json.replace('\'', '"'));
        return DataFormat.SUPERVISELY.open(null, folder);
    }

    private AnnotatedDataset labelMe(String png, String corners, String size) throws IOException {
        String json = "{'imagePath':'a.png'," + size + "'shapes':[{'label':'cat','shape_type':'mask','points':"
                + corners + ",'mask':'" + png + "'}]}";
        Files.writeString(folder.resolve("img/a.json"), json.replace('\'', '"'));
        return DataFormat.LABELME.open(null, folder.resolve("img"));
    }

    /**
     * The opaque pixels are the object, in any colour; without transparent pixels, those that are not black. The PNG is not
     * compressed again.
     */
    @ParameterizedTest
    @CsvSource({"2, ffffffff, 00ffffff", "2, ff000000, 00000000", "2, ff00ff00, 00ff0000", "1, ffffff, 000000"})
    void opaquePixelsAreTheObject(int type, String object, String background) throws IOException {
        String png = png(type, Integer.parseUnsignedInt(object, 16), Integer.parseUnsignedInt(background, 16));
        assertThat(supervisely(png, "a.png.json").load(0).masks()).containsExactly(HALF);
        assertThat(labelMe(png, "[[10,10],[29,19]]", "'imageHeight':48,'imageWidth':64,")
                        .load(0)
                        .masks())
                .containsExactly(HALF);
    }

    @Test
    void olderProjectsLeaveOutTheEndingOfTheImage() throws IOException {
        AnnotatedDataset data = supervisely(png(BufferedImage.TYPE_INT_RGB, -1, 0), "a.json");
        assertThat(data.imageName(0)).isEqualTo("img/a.png");
        assertThat(data.report().notes()).isZero();
    }

    @Test
    void aMaskThatDoesNotFitItsCornersIsRefused() throws IOException {
        String png = png(BufferedImage.TYPE_INT_RGB, -1, 0);
        String size = "'imageHeight':48,'imageWidth':64,";
        assertThatThrownBy(() -> labelMe(png, "[[10,10],[19,14]]", size))
                .hasMessageContainingAll("BAD_SEGMENT", "annotation id 1", "a mask of 10 rows between corners of 5");
        assertThatThrownBy(() -> labelMe(png, "[[10,10],[29,19]]", ""))
                .hasMessageContainingAll("BAD_SEGMENT", "a mask, but no height and width of its image");
    }
}
