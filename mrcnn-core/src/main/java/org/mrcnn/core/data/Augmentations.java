package org.mrcnn.core.data;

import java.util.List;
import org.mrcnn.core.config.Augmentation;
import org.mrcnn.data.transform.HorizontalFlip;
import org.mrcnn.data.transform.QuarterTurns;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.data.transform.VerticalFlip;

/** The transforms that augmentations stand for. */
final class Augmentations {

    private static final double HALF = 0.5;

    private Augmentations() {}

    /** All of them, one after the other. */
    static Transform transform(List<Augmentation> augmentations) {
        List<Transform> steps =
                augmentations.stream().flatMap(a -> steps(a).stream()).toList();
        return (sample, random) -> {
            var changed = sample;
            for (Transform step : steps) {
                changed = step.apply(changed, random);
            }
            return changed;
        };
    }

    private static List<Transform> steps(Augmentation augmentation) {
        return switch (augmentation) {
            case HORIZONTAL_FLIP -> List.of(new HorizontalFlip(HALF));
            case FLIPS -> List.of(new HorizontalFlip(HALF), new VerticalFlip(HALF));
            case QUARTER_TURNS -> List.of(new QuarterTurns());
        };
    }
}
