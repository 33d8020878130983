// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.core.config.LoadingConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.format.DataFormat;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.internal.loader.CachedDataset;
import org.mrcnn.data.internal.loader.LoaderSettings;
import org.mrcnn.data.mask.Rle;

class DataSettingsTest {

    /** Up to {@code size} images: one with an object, an empty one, one with a crowd, one with an object. */
    private record Four(int size) implements Dataset {
        @Override
        public List<String> labels() {
            return List.of(BACKGROUND, "thing");
        }

        @Override
        public Sample load(int index) {
            Image image = Image.black(1, 1, 3);
            List<Rle> mask = List.of(new Rle(1, 1, new int[] {0, 1}));
            return switch (index) {
                case 1 -> Sample.of(index, imageName(index), image, new int[0], List.of());
                case 2 -> Sample.of(index, imageName(index), image, new int[] {-1}, mask);
                default -> Sample.of(index, imageName(index), image, new int[] {1}, mask);
            };
        }

        @Override
        public long imageId(int index) {
            return index;
        }

        @Override
        public String imageName(int index) {
            return "four-" + index;
        }
    }

    @Test
    void settingsReachTheLoader() {
        LoaderSettings loader = DataSettings.loader(
                TrainConfig.defaults()
                        .withBatchSize(3)
                        .withSeed(8)
                        .withWorkers(5)
                        .withLoading(
                                LoadingConfig.defaults().withOrder(true, 0.25f).withMemory(4, 0)),
                BadDataPolicy.SKIP);
        assertThat(loader)
                .isEqualTo(LoaderSettings.of(3, 8)
                        .withWorkers(5)
                        .withQueueBatches(4)
                        .withBadData(BadDataPolicy.SKIP)
                        .withOrder(true, 0.25));
    }

    @Test
    void imagesWithoutObjectsAreLeftOutOnRequest() {
        LoadingConfig all = LoadingConfig.defaults();
        Dataset data = new Four(4);
        assertThat(DataSettings.trained(data, all)).isSameAs(data);
        Dataset left = DataSettings.trained(data, all.withEmptyImages(false));
        assertThat(left.size()).isEqualTo(2);
        assertThat(left.imageId(1)).isEqualTo(3);
        Dataset empty = data.subset(1, 2);
        assertThatThrownBy(() -> DataSettings.trained(empty, all.withEmptyImages(false)))
                .hasMessageContaining("train.loading.emptyImages");
    }

    /** For example if all objects to train on were left out. */
    @Test
    void imagesWithoutAnyObjectAreNothingToTrainOn(@TempDir Path folder) throws IOException {
        Images.write(Image.black(48, 64, 3), folder.resolve("a.png"));
        String json =
                "{'images':[{'id':1,'file_name':'a.png','width':64,'height':48}],'categories':[{'id':1,'name':'x'}],"
                        + "'annotations':[{'id':1,'image_id':1,'category_id':1,'iscrowd':1,'segmentation':[[1,1,9,1,9,9]]}]}";
        Path file = Files.writeString(folder.resolve("a.json"), json.replace('\'', '"'));
        Dataset crowds = DataFormat.COCO.open(null, file);
        assertThatThrownBy(() -> DataSettings.trained(crowds, LoadingConfig.defaults()))
                .hasMessageContaining("None of 1 image has a usable object other than a crowd");
    }

    @Test
    void theCacheHoldsWhatWasWishedAndAtMostHalfOfTheHeap() {
        Dataset cached =
                DataSettings.trained(new Four(4), LoadingConfig.defaults().withMemory(2, 1_000_000));
        assertThat(cached).isInstanceOf(CachedDataset.class);
        assertThat(cached.load(3)).isSameAs(cached.load(3));
    }
}
