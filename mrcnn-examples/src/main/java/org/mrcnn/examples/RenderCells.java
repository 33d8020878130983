package org.mrcnn.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.data.dataset.CellsDataset;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.mask.Rle;

/** Writes rendered cells as a COCO data set, to try the rest on: folder, number of pictures, seed. */
public final class RenderCells {
    private RenderCells() {}

    /** Writes {@code FOLDER/images/*.png} and {@code FOLDER/annotations.json}. */
    public static void main(String[] args) throws IOException {
        write(new CellsDataset(Integer.parseInt(args[1]), Long.parseLong(args[2])), Path.of(args[0]));
    }

    /** Writes any data set so. */
    public static void write(Dataset data, Path folder) throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode coco = mapper.createObjectNode();
        ArrayNode categories = coco.putArray("categories");
        for (int id = 1; id < data.labels().size(); id++) {
            categories.addObject().put("id", id).put("name", data.labels().get(id));
        }
        ArrayNode pictures = coco.putArray("images");
        ArrayNode annotations = coco.putArray("annotations");
        for (int i = 0; i < data.size(); i++) {
            Sample sample = data.load(i);
            String name = sample.imageName() + ".png";
            Images.write(sample.image(), images.resolve(name));
            pictures.addObject()
                    .put("id", sample.imageId())
                    .put("file_name", name)
                    .put("height", sample.image().height())
                    .put("width", sample.image().width());
            for (int k = 0; k < sample.count(); k++) {
                annotate(annotations, sample, k);
            }
        }
        mapper.writeValue(folder.resolve("annotations.json").toFile(), coco);
    }

    private static void annotate(ArrayNode annotations, Sample sample, int k) {
        Rle mask = sample.masks().get(k);
        ObjectNode object = annotations
                .addObject()
                .put("id", annotations.size())
                .put("image_id", sample.imageId())
                .put("category_id", sample.classIds()[k])
                .put("iscrowd", 0)
                .put("area", mask.area());
        ArrayNode box = object.putArray("bbox");
        for (double value : mask.toCocoBox()) {
            box.add(value);
        }
        ObjectNode segmentation = object.putObject("segmentation").put("counts", mask.toCocoString());
        segmentation.putArray("size").add(mask.height()).add(mask.width());
    }
}
