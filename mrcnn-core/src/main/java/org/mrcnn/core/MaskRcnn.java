// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.ModelUse;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.model.ModelFile;
import org.mrcnn.core.internal.model.TrainingState;
import org.mrcnn.core.model.Provenance;
import org.mrcnn.core.weights.WeightExclusion;
import org.mrcnn.core.weights.WeightImport;
import org.mrcnn.core.weights.WeightSource;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.Image;
import org.mrcnn.data.image.Images;
import org.mrcnn.engine.internal.NativeBackend;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Mask R-CNN: configuration, class names and weights. Made new, or loaded from a file; trained by {@link Training}; finds
 * objects in images.
 *
 * <p>Detection is safe from any number of threads, during training as well: it uses the weights of one moment between two
 * steps, and a step that changes the weights waits for the detections that are running. The first detection after a change
 * packs the weights anew. {@link #close} waits for running detections; later calls throw IllegalStateException.
 */
public final class MaskRcnn implements AutoCloseable {

    private volatile MaskRcnnConfig config;
    private final List<String> labels;
    private final Backbone backbone;
    private final Map<String, INDArray> weights;
    private final WeightLock lock = new WeightLock();
    private final ModelUse use = new ModelUse();
    private final Set<String> imported = new HashSet<>();
    private volatile Provenance provenance;
    private final CurrentDetector detector = new CurrentDetector(lock, () -> new Detector(parts(config()), labels()));

    /** With these weights, which it owns from now on. */
    MaskRcnn(MaskRcnnConfig config, List<String> labels, Backbone backbone, Map<String, INDArray> weights) {
        NativeBackend.current(); // says once what computes, and warns when it is the slow build
        this.config = config.validate();
        this.labels = List.copyOf(labels);
        this.backbone = backbone;
        this.weights = weights;
        if (labels.size() < 2 || !labels.get(0).equals(Dataset.BACKGROUND)) {
            throw new IllegalArgumentException("labels: expected " + Dataset.BACKGROUND
                    + " (the background) and one class or more after it, found " + labels);
        }
    }

    /**
     * A new model with random weights, given by the seed of the configuration.
     *
     * @param labels class names by class id; the first is {@link Dataset#BACKGROUND}, and there is at least one more
     * @throws IllegalArgumentException if the settings do not fit together, the configuration names a backbone that is not built in,
     *     or the labels are others than these
     */
    public static MaskRcnn create(MaskRcnnConfig config, List<String> labels) {
        return create(config, labels, Backbone.named(config.model().backbone()));
    }

    /**
     * A new model on a backbone of your own, whose name the model's configuration and file have then.
     *
     * @throws IllegalArgumentException if it has the name of a built-in backbone
     */
    public static MaskRcnn create(MaskRcnnConfig config, List<String> labels, Backbone backbone) {
        return Models.create(config, labels, backbone);
    }

    /**
     * A model from its file.
     *
     * @throws IOException if the file cannot be read
     * @throws RuntimeException naming the file and the fault if it is not a whole model file, its weights do not fit, or its
     *     backbone is not built in, or if the limits of native memory are too low for one detection, naming the property to set
     */
    public static MaskRcnn load(Path file) throws IOException {
        return Models.file(file, null);
    }

    /**
     * Like {@link #load(Path)}, for a model on a backbone of your own.
     *
     * @throws IllegalArgumentException if the model is on a backbone of another name
     */
    public static MaskRcnn load(Path file, Backbone backbone) throws IOException {
        return Models.file(file, Objects.requireNonNull(backbone, "backbone"));
    }

    /**
     * A model from a stream with the content of its file, such as one from the class path: {@code getResourceAsStream("/m.mrcnn")}. The
     * stream is read to its end and left open.
     *
     * @throws IOException if the stream cannot be read, or there is no room for a temporary copy
     * @throws RuntimeException as {@link #load(Path)}, naming the temporary copy
     */
    public static MaskRcnn load(InputStream content) throws IOException {
        return Models.stream(content);
    }

    /**
     * Writes configuration, labels and weights to a file: whole, or not at all.
     *
     * @throws IllegalArgumentException naming the weights that are not finite, as after a training that diverged
     */
    public void save(Path file) throws IOException {
        saveCheckpoint(file, config, provenance, null);
    }

    /** Like {@link #save}, with the configuration and progress of a run. */
    void saveCheckpoint(Path file, MaskRcnnConfig run, Provenance reached, TrainingState state) throws IOException {
        try (WeightLock.Held held = lock.reading()) {
            use.requireOpen();
            ModelFile.save(file, run, labels, weights, reached, state);
        }
    }

    /**
     * Replaces the weights by those of a file, such as one that {@code WeightFiles} of mrcnn-interop opens. What is excluded
     * keeps its values, and so does everything if this throws for another reason than a file that cannot be read.
     *
     * @param source open, and left open
     * @param exclude layers to leave out; {@link WeightExclusion#HEADS} for a model of other classes than the file's
     * @return what was loaded, and what was not
     * @throws IllegalArgumentException listing every array that is missing, unexpected, or of another shape
     */
    public WeightImport importWeights(WeightSource source, WeightExclusion exclude) {
        try (WeightLock.Held held = lock.writing()) {
            use.requireOpen();
            WeightImport done = WeightImport.into(weights, source, exclude);
            imported.addAll(done.loaded());
            provenance = provenance.imported(String.valueOf(source.file().getFileName()));
            return done;
        }
    }

    /**
     * Changes weights in place, with nobody reading them meanwhile; every later detection uses the changed ones.
     *
     * @param change is lent the weights by name, in the layout of {@link #weights}
     * @throws IllegalStateException if the model is closed
     */
    public void update(Consumer<Map<String, INDArray>> change) {
        try (WeightLock.Held held = lock.writing()) {
            change.accept(weights());
        }
    }

    /**
     * Finds the objects of an image file, read with the channels and the window of the configuration.
     *
     * @return boxes and masks in pixels of the image as a viewer shows it, its Exif orientation applied
     * @throws org.mrcnn.data.image.ImageException naming the file, if it cannot be read
     * @throws IllegalArgumentException as {@link #detect(Image)}
     */
    public Detections detect(Path image) {
        return detect(Images.read(image, config.image().pixelFormat()));
    }

    /**
     * Finds the objects of an image.
     *
     * @param image with the channels of the network, three unless {@code image.channels} says otherwise
     * @return best score first; boxes and masks in pixels of this image, whatever the size of the network's input
     * @throws IllegalArgumentException if it has others, or a shape that {@code image.mode} cannot take
     */
    public Detections detect(Image image) {
        try (WeightLock.Held held = lock.reading()) {
            return detector().detect(image);
        }
    }

    /**
     * Like {@link #detect(Image)}, with thresholds of this call and in a part of the image.
     *
     * @throws IllegalArgumentException also if the region is not within the image, or a threshold is of a class that the model lacks
     */
    public Detections detect(Image image, DetectOptions options) {
        return options.detect(image, this::detect, labels);
    }

    /** Finds the objects of an image file in memory, such as a JPEG that a client has sent; see {@link #detect(Path)}. */
    public Detections detect(byte[] file) {
        return detect(Images.read(file, config.image().pixelFormat()));
    }

    /** Like {@link #detect(byte[])}, from a buffer's position to its limit, which stay. */
    public Detections detect(ByteBuffer file) {
        return detect(Images.read(file, config.image().pixelFormat()));
    }

    /** Like {@link #detect(byte[])}, from a stream, which is read to its end and left open. */
    public Detections detect(InputStream file) throws IOException {
        return detect(Images.read(file, config.image().pixelFormat()));
    }

    /**
     * Finds the objects of images, of any sizes, one after the other; {@link AsyncDetector} keeps more cores busy.
     *
     * @return one result per image, in their order
     * @throws org.mrcnn.core.detect.PartialDetectionException after the last image, if some cannot be used; it has the results of the others
     */
    public List<Detections> detect(List<Image> images) {
        use.requireOpen();
        return BatchDetection.of(images, this::detect);
    }

    /** The memory outside of the Java heap that weights and detection hold now; training is not counted. */
    public NativeMemory nativeMemory() {
        return use.isClosed() ? new NativeMemory(0, 0, 0, 0) : detector.memory(weights.values());
    }

    /** What the model is built from; of a run that was resumed, with its settings. */
    public MaskRcnnConfig config() {
        return config;
    }

    /** Class names by class id, background first. */
    public List<String> labels() {
        return labels;
    }

    /**
     * The weights by name, shared with the model: to be read; {@link #update} changes them. FLOAT arrays, row-major, in the layout of
     * Keras: a kernel of a convolution is [height, width, in / groups, out], of a transposed convolution [height, width, out, in], of
     * a dense layer [in, out]; biases and the gamma, beta, moving_mean and moving_variance of a normalization are [out].
     *
     * @return {@code layer/weight} to its array, such as {@code conv1/kernel}; the map cannot be changed
     * @throws IllegalStateException if the model is closed
     */
    public Map<String, INDArray> weights() {
        use.requireOpen();
        return Collections.unmodifiableMap(weights);
    }

    /** Where the weights come from: software, data, seed, and the steps of all runs. */
    public Provenance provenance() {
        return provenance;
    }

    /** The network below the pyramid. */
    public Backbone backbone() {
        return backbone;
    }

    /** What graphs of this model are built of. */
    GraphParts parts(MaskRcnnConfig of) {
        return GraphParts.of(of, labels, backbone, weights);
    }

    /** Names of the weights that {@link #importWeights} loaded. */
    Set<String> imported() {
        return Collections.unmodifiableSet(imported);
    }

    WeightLock lock() {
        return lock;
    }

    /** The settings of a run that resumes the model's own: they may be longer ones. */
    void resumed(MaskRcnnConfig run) {
        config = run;
    }

    void trained(Provenance by) {
        provenance = by;
    }

    ModelUse use() {
        return use;
    }

    /** Refuses weights or memory that are not enough for detection. The caller holds the weights for reading. */
    Detector detector() {
        use.requireOpen();
        return detector.get();
    }

    /**
     * Frees native memory.
     *
     * @throws IllegalStateException if a training session is open, whose next step would write to freed memory
     */
    @Override
    public void close() {
        try (WeightLock.Held held = lock.writing()) {
            use.close();
            detector.close();
            weights.values().forEach(INDArray::close);
        }
    }
}
