// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.mrcnn.engine.internal.weights.NamedWeights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Mask R-CNN model: configuration, class names and weights. It is created with random weights or loaded from a file, trained
 * by {@link Training}, and detects objects in images.
 *
 * <p>Any number of threads may detect at once, also during training. A detection uses the weights as they are between two
 * training steps, and a step waits for running detections before it changes the weights. The first detection after a change
 * packs the weights again. {@link #close} waits for running detections; calls after it throw IllegalStateException.
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

    /** Takes ownership of the weights. */
    MaskRcnn(MaskRcnnConfig config, List<String> labels, Backbone backbone, Map<String, INDArray> weights) {
        NativeBackend.current(); // logs the native backend once, with a warning if it is the slow build
        this.config = config.validate();
        this.labels = ModelLabels.checked(labels);
        this.backbone = backbone;
        this.weights = weights;
    }

    /**
     * Creates a model with random weights, which the seed of the configuration determines.
     *
     * @param labels class names by class id: {@link Dataset#BACKGROUND}, then one class or more, each with a name of its own
     * @throws IllegalArgumentException if settings contradict each other, the configuration names a backbone that is not built
     *     in, or the labels are not as described
     */
    public static MaskRcnn create(MaskRcnnConfig config, List<String> labels) {
        return create(config, labels, Backbone.named(config.model().backbone()));
    }

    /**
     * Like {@link #create(MaskRcnnConfig, List)}, with a custom backbone, whose name the model's configuration and file then
     * record.
     *
     * @throws IllegalArgumentException also if the backbone has the name of a built-in one
     */
    public static MaskRcnn create(MaskRcnnConfig config, List<String> labels, Backbone backbone) {
        return Models.create(config, labels, backbone);
    }

    /**
     * Loads a model from a file.
     *
     * @throws IOException if the file cannot be read
     * @throws RuntimeException if the file is not a complete model file, its weights do not fit, or its backbone is not built
     *     in (the message names the file and the fault), or if the limits of native memory are too low for one detection (the
     *     message names the property to set)
     */
    public static MaskRcnn load(Path file) throws IOException {
        return Models.file(file, null);
    }

    /**
     * Like {@link #load(Path)}, for a model with a custom backbone.
     *
     * @throws IllegalArgumentException if the model has a backbone of another name
     */
    public static MaskRcnn load(Path file, Backbone backbone) throws IOException {
        return Models.file(file, Objects.requireNonNull(backbone, "backbone"));
    }

    /**
     * Loads a model from a stream that has the content of a model file, for example a resource on the class path: {@code
     * getResourceAsStream("/m.mrcnn")}. The stream is read to its end and left open.
     *
     * @throws IOException if the stream cannot be read, or there is no room for a temporary copy
     * @throws RuntimeException as {@link #load(Path)}; the message names the temporary copy
     */
    public static MaskRcnn load(InputStream content) throws IOException {
        return Models.stream(content);
    }

    /**
     * Saves configuration, labels and weights to a file. If this fails, an existing file stays as it was.
     *
     * @throws IllegalArgumentException if weights are not finite, as after a training run that diverged; the message names them
     */
    public void save(Path file) throws IOException {
        saveCheckpoint(file, config, provenance, null);
    }

    /** Like {@link #save}, with the configuration and progress of a training run. */
    void saveCheckpoint(Path file, MaskRcnnConfig run, Provenance reached, TrainingState state) throws IOException {
        try (WeightLock.Held held = lock.reading()) {
            use.requireOpen();
            new ModelFile(run, labels, new NamedWeights(weights), reached).save(file, state);
        }
    }

    /**
     * Replaces the weights with those of a file, for example one opened by {@code WeightFiles} of mrcnn-interop. Excluded
     * weights keep their values. If names or shapes do not match, all weights keep their values; if the file cannot be read to
     * its end, or has values that are not finite, the model must not be used any more.
     *
     * @param source an open source, which is left open
     * @param exclude the layers to leave out; {@link WeightExclusion#HEADS} if the model's classes are not the file's
     * @return the names of the weights that were loaded, and of those that were not
     * @throws IllegalArgumentException if arrays are missing, unexpected, of another shape, or not finite; the message lists
     *     all of them
     */
    public WeightImport importWeights(WeightSource source, WeightExclusion exclude) {
        try (WeightLock.Held held = lock.writing()) {
            use.requireOpen();
            WeightImport done = WeightImport.into(weights, source, exclude);
            imported.addAll(done.loaded());
            ImportedClasses.check(done, source.labels(), labels);
            provenance = provenance.imported(String.valueOf(source.file().getFileName()));
            return done;
        }
    }

    /**
     * Changes weights in place while no detection reads them. All later detections use the changed weights.
     *
     * @param change receives the weights by name, in the layout of {@link #weights}; it must not keep them
     * @throws IllegalStateException if the model is closed
     */
    public void update(Consumer<Map<String, INDArray>> change) {
        try (WeightLock.Held held = lock.writing()) {
            change.accept(weights());
        }
    }

    /**
     * Detects the objects in an image file, which is read with the channels and the value window of the configuration.
     *
     * @return the objects; boxes and masks are in pixels of the image as a viewer shows it, with its Exif orientation applied
     * @throws org.mrcnn.data.image.ImageException if the file cannot be read; the message names it
     * @throws IllegalArgumentException as {@link #detect(Image)}
     */
    public Detections detect(Path image) {
        return detect(Images.read(image, config.image().pixelFormat()));
    }

    /**
     * Detects the objects in an image.
     *
     * @param image an image with the channels of the network: three, unless {@code image.channels} is set
     * @return the objects, highest score first; boxes and masks are in pixels of this image, not of the network's input
     * @throws IllegalArgumentException if the image has other channels, or a size that {@code image.mode} does not accept
     */
    public Detections detect(Image image) {
        try (WeightLock.Held held = lock.reading()) {
            return detector().detect(image);
        }
    }

    /**
     * Like {@link #detect(Image)}, with score thresholds for this call, or in a part of the image only.
     *
     * @throws IllegalArgumentException also if the region is not within the image, or a threshold is for a class that the model
     *     lacks
     */
    public Detections detect(Image image, DetectOptions options) {
        return options.detect(image, this::detect, labels);
    }

    /** Detects the objects in an encoded image in memory, such as a JPEG file sent by a client; see {@link #detect(Path)}. */
    public Detections detect(byte[] file) {
        return detect(Images.read(file, config.image().pixelFormat()));
    }

    /** Like {@link #detect(byte[])}, for the bytes from a buffer's position to its limit. Neither is changed. */
    public Detections detect(ByteBuffer file) {
        return detect(Images.read(file, config.image().pixelFormat()));
    }

    /** Like {@link #detect(byte[])}, for a stream, which is read to its end and left open. */
    public Detections detect(InputStream file) throws IOException {
        return detect(Images.read(file, config.image().pixelFormat()));
    }

    /**
     * Detects the objects in each of several images, one image after the other; they may differ in size. {@link AsyncDetector}
     * keeps more cores busy.
     *
     * @return one result per image, in the order of the images
     * @throws org.mrcnn.core.detect.PartialDetectionException after the last image, if some images could not be used; the
     *     exception has the results of the others
     */
    public List<Detections> detect(List<Image> images) {
        use.requireOpen();
        return BatchDetection.of(images, this::detect);
    }

    /**
     * Runs the network on an image and passes variables of its graph to a function, such as the proposals or a feature map.
     *
     * <p>Boxes are in the coordinates of the network's input, see {@code rpn.coordinates}; {@link
     * org.mrcnn.core.names.NetworkNames#INPUT_IMAGE_META} has the sizes and the window of the image in it.
     *
     * @param image an image as for {@link #detect(Image)}
     * @param names names of {@link org.mrcnn.core.names.NetworkNames}, except those of training
     * @param use receives the arrays by name, for one image (N is 1); they are valid during the call only: copy what must be
     *     kept
     * @param <T> type of the function's result
     * @return the function's result
     * @throws IllegalArgumentException as {@link #detect(Image)}, and if the graph lacks a variable; the message lists all
     */
    public <T> T inspect(Image image, List<String> names, Function<Map<String, INDArray>, T> use) {
        try (WeightLock.Held held = lock.reading()) {
            return detector().look(image, names, (out, resized) -> {
                Map<String, INDArray> arrays = new LinkedHashMap<>();
                names.forEach(name -> arrays.put(name, out.get(name)));
                return use.apply(Collections.unmodifiableMap(arrays));
            });
        }
    }

    /** Returns the memory outside the Java heap that weights and detection hold now. Memory of training is not counted. */
    public NativeMemory nativeMemory() {
        return use.isClosed() ? new NativeMemory(0, 0, 0, 0) : detector.memory(weights.values());
    }

    /** Returns the configuration that the model is built from; after a training run was resumed, it has that run's settings. */
    public MaskRcnnConfig config() {
        return config;
    }

    /** Returns the class names by class id, background first. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Returns the weights by name. The arrays are the model's own, for reading only; change them with {@link #update}. They are
     * row-major FLOAT arrays in the layout of Keras: the kernel of a convolution is [height, width, in / groups, out], of a
     * transposed convolution [height, width, out, in], of a dense layer [in, out]; biases and the gamma, beta, moving_mean and
     * moving_variance of a normalization are [out].
     *
     * @return arrays by {@code layer/weight}, such as {@code conv1/kernel}; the map is unmodifiable
     * @throws IllegalStateException if the model is closed
     */
    public Map<String, INDArray> weights() {
        use.requireOpen();
        return Collections.unmodifiableMap(weights);
    }

    /** Returns the origin of the weights: software, data set, seed, and number of training steps in all runs. */
    public Provenance provenance() {
        return provenance;
    }

    /** Returns the backbone, the part of the network below the feature pyramid. */
    public Backbone backbone() {
        return backbone;
    }

    /** Returns what graphs of this model are built from. */
    GraphParts parts(MaskRcnnConfig of) {
        return GraphParts.of(of, labels, backbone, weights);
    }

    /** Returns the names of the weights that {@link #importWeights} loaded. */
    Set<String> imported() {
        return Collections.unmodifiableSet(imported);
    }

    WeightLock lock() {
        return lock;
    }

    /** Sets the configuration to that of a resumed run, which may be longer than the run it resumes. */
    void resumed(MaskRcnnConfig run) {
        config = run;
    }

    void trained(Provenance by) {
        provenance = by;
    }

    ModelUse use() {
        return use;
    }

    /**
     * Returns the detector of the current weights. Throws if weights or memory do not suffice for detection. The caller holds
     * the read lock.
     */
    Detector detector() {
        use.requireOpen();
        return detector.get();
    }

    /**
     * Closes the model: waits for running detections and frees native memory.
     *
     * @throws IllegalStateException if a training session is open: its next step would write to freed memory
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
