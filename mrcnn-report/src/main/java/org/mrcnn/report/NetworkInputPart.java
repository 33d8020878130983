// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.report;

import static org.mrcnn.report.DataInspection.format;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mrcnn.core.internal.data.DataSettings;
import org.mrcnn.data.dataset.Sample;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.internal.Plural;
import org.mrcnn.data.internal.image.ResizeGeometry;
import org.mrcnn.data.internal.inspect.ImageFacts;
import org.mrcnn.data.internal.loader.TrainingSettings;
import org.mrcnn.data.internal.targets.MiniMask;
import org.mrcnn.data.mask.Rle;
import org.mrcnn.data.transform.Augmentation;
import org.mrcnn.report.internal.Canvas;
import org.mrcnn.report.internal.HtmlReport;
import org.mrcnn.report.internal.HtmlReport.Figure;

/** The part about the network's input: the effects of resizing, augmentation and mini masks on images and objects. */
final class NetworkInputPart {
    private static final int RESIZED = 3;
    private static final int AUGMENTED = 3;
    private static final int VARIANTS = 4;
    private static final int MINI_MASKS = 6;
    private static final int SIDE = 420;
    private static final Color MASK = new Color(0x00C2FF);

    private NetworkInputPart() {}

    static void add(HtmlReport report, DataInspection of) {
        TrainingSettings settings =
                DataSettings.training(of.config(), of.labels().size());
        resize(report, of, settings);
        miniMasks(report, of, settings);
        augmentation(report, of, settings);
    }

    private static void resize(HtmlReport report, DataInspection of, TrainingSettings settings) {
        report.heading("Resize")
                .paragraph("Mode " + of.config().image().mode()
                        + ": on the left the image, on the right the network's"
                        + " input with its padding, both at one scale of the page.");
        List<Figure> figures = new ArrayList<>();
        for (ImageFacts image : ImagesPart.chosen(of, RESIZED)) {
            Sample original = of.request().data().load(image.index());
            Sample resized = resized(of, settings, original, image).sample();
            ResizeGeometry g = image.geometry().orElseThrow();
            figures.add(new Figure(
                    format("%s, %d x %d", image.name(), image.height(), image.width()),
                    Canvas.shrink(Drawing.draw(original, of.labels()), SIDE)));
            figures.add(new Figure(
                    format(
                            "%d x %d, scale %.2f, %d of %d objects left",
                            g.outputHeight(), g.outputWidth(), g.scale(), resized.count(), original.count()),
                    Canvas.shrink(Drawing.draw(resized, of.labels()), SIDE)));
        }
        report.gallery(2, figures);
    }

    private static NetworkSample resized(
            DataInspection of, TrainingSettings settings, Sample original, ImageFacts image) {
        return NetworkSample.of(original, settings.resize(), of.request().seed() + image.index());
    }

    private static void miniMasks(HtmlReport report, DataInspection of, TrainingSettings settings) {
        report.heading("Mini masks");
        if (!settings.miniMasks()) {
            report.paragraph("roi.useMiniMask is off: masks are kept whole.");
            return;
        }
        List<MiniMaskFigures> shown = new ArrayList<>();
        for (ImageFacts image : ImagesPart.chosen(of, MINI_MASKS)) {
            NetworkSample resized = resized(of, settings, of.request().data().load(image.index()), image);
            int largest = largest(resized);
            if (largest >= 0) {
                shown.add(miniMask(resized, largest, settings.maskHeight(), settings.maskWidth()));
            }
        }
        String mean = shown.stream().mapToDouble(MiniMaskFigures::iou).average().stream()
                .mapToObj(iou -> format(" Mean IoU of the first and the last: %.3f.", iou))
                .findFirst()
                .orElse("");
        report.paragraph(
                "The largest object of some images: its mask, the mask as training stores it, and that scaled back."
                        + mean);
        report.gallery(MINI_MASKS, shown.stream().map(MiniMaskFigures::input).toList())
                .pixels(MINI_MASKS, shown.stream().map(MiniMaskFigures::mini).toList())
                .gallery(MINI_MASKS, shown.stream().map(MiniMaskFigures::back).toList());
    }

    /**
     * The masks of one object in the network's input, as a mini mask, and scaled back, and the IoU of the first and the last.
     */
    private record MiniMaskFigures(Figure input, Figure mini, Figure back, double iou) {}

    private static MiniMaskFigures miniMask(NetworkSample resized, int object, int height, int width) {
        Image image = resized.sample().image();
        float[] box = ObjectBox.of(resized.sample().boxes(), object);
        byte[] mini = resized.crops().get(object).minimize(height, width);
        Rle back = Rle.of(
                MiniMask.expand(mini, height, width, box, image.height(), image.width()),
                image.height(),
                image.width());
        Rle mask = resized.sample().masks().get(object);
        double iou = Rle.iou(List.of(back), List.of(mask), new boolean[1])[0];
        Crop crop = Crop.around(box, 1.3, image);
        return new MiniMaskFigures(
                masked("network input", crop, image, mask),
                new Figure("mini mask " + height + " x " + width, binary(mini, height, width)),
                masked(format("scaled back, IoU %.3f", iou), crop, image, back),
                iou);
    }

    private static Figure masked(String caption, Crop crop, Image image, Rle mask) {
        return new Figure(
                caption,
                Canvas.of(crop.of(image), 160).mask(crop.of(mask), MASK).image());
    }

    private static int largest(NetworkSample resized) {
        int largest = -1;
        for (int i = 0; i < resized.sample().count(); i++) {
            boolean larger = largest < 0
                    || resized.sample().masks().get(i).area()
                            > resized.sample().masks().get(largest).area();
            largest = !resized.sample().isCrowd(i) && larger ? i : largest;
        }
        return largest;
    }

    private static Image binary(byte[] mask, int height, int width) {
        byte[] pixels = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            pixels[i] = (byte) (mask[i] == 0 ? 0 : 255);
        }
        return new Image(height, width, 1, pixels);
    }

    private static void augmentation(HtmlReport report, DataInspection of, TrainingSettings settings) {
        report.heading("Augmentation")
                .paragraph("train.augmentations: "
                        + of.config().train().augmentations().stream()
                                .map(Augmentation::name)
                                .toList()
                        + ", then the resize: each row is one image as training sees it " + VARIANTS + " times.");
        List<Figure> figures = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(of.request().seed());
        for (ImageFacts image : ImagesPart.chosen(of, AUGMENTED)) {
            Sample original = of.request().data().load(image.index());
            for (int v = 0; v < VARIANTS; v++) {
                Sample changed = settings.augmenter().apply(original, random, () -> another(of, random));
                NetworkSample input = NetworkSample.of(changed, settings.resize(), random.nextLong());
                figures.add(new Figure(
                        image.name() + ", " + Plural.of(input.sample().count(), "object"),
                        Canvas.shrink(Drawing.draw(input.sample(), of.labels()), SIDE)));
            }
        }
        report.gallery(VARIANTS, figures);
    }

    private static Sample another(DataInspection of, SplittableRandom random) {
        List<ImageFacts> usable = of.usable();
        return of.request()
                .data()
                .load(usable.get(random.nextInt(usable.size())).index());
    }
}
