package org.mrcnn.core.internal.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.data.internal.targets.AnchorGenerator;
import org.mrcnn.data.internal.targets.AnchorSettings;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The placeholder input_anchors for every image size that has come up; frees them on close. Thread-safe. */
public final class AnchorArrays implements AutoCloseable {

    private final AnchorGenerator generator;
    private final Map<List<Integer>, INDArray> bySize = new HashMap<>();

    /** Anchors of that configuration. */
    public AnchorArrays(AnchorSettings config) {
        generator = new AnchorGenerator(config);
    }

    /** The anchors [A, 4], normalized, of images of that size. */
    public synchronized INDArray of(int height, int width) {
        return bySize.computeIfAbsent(
                List.of(height, width),
                size -> NativeCopy.of(generator.normalized(height, width), generator.count(height, width), 4));
    }

    @Override
    public synchronized void close() {
        bySize.values().forEach(INDArray::close);
        bySize.clear();
    }
}
