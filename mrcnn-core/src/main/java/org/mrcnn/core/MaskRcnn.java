// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.mrcnn.core.backbone.Backbone;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.detect.DetectOptions;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.ModelUse;
import org.mrcnn.core.internal.WeightLock;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.BackboneChoice;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
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
    private Detector detector;
    private long detectorVersion;

    private MaskRcnn(MaskRcnnConfig config, List<String> labels, Backbone backbone, Map<String, INDArray> weights) {
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
     * @param labels class names by class id; the first is {@link Dataset#BACKGROUND}
     * @throws IllegalArgumentException if the configuration names a backbone that is not built in
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
        MaskRcnnConfig named = config.withModel(config.model().withBackbone(BackboneChoice.ownName(backbone)));
        MaskRcnn model = new MaskRcnn(named, labels, backbone, new LinkedHashMap<>());
        MaskRcnnGraph.initialize(model.parts(named), config.train().seed());
        model.provenance = Provenance.untrained(config.train().seed());
        return model;
    }

    /**
     * A model from its file.
     *
     * @throws IOException if the file cannot be read
     * @throws RuntimeException naming the file and the fault if it is not a whole model file, its weights do not fit, or its
     *     backbone is not built in, or if the limits of native memory are too low for one detection, naming the property to set
     */
    public static MaskRcnn load(Path file) throws IOException {
        return of(file, read(file), null);
    }

    /**
     * Like {@link #load(Path)}, for a model on a backbone of your own.
     *
     * @throws IllegalArgumentException if the model is on a backbone of another name
     */
    public static MaskRcnn load(Path file, Backbone backbone) throws IOException {
        return of(file, read(file), Objects.requireNonNull(backbone, "backbone"));
    }

    /**
     * A model from a stream with the content of its file, such as one from the class path: {@code getResourceAsStream("/m.mrcnn")}. The
     * stream is read to its end and left open.
     *
     * @throws IOException if the stream cannot be read, or there is no room for a temporary copy
     * @throws RuntimeException as {@link #load(Path)}, naming the temporary copy
     */
    public static MaskRcnn load(InputStream content) throws IOException {
        Path copy = Files.createTempFile("mrcnn-", ".mrcnn");
        try {
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            return load(copy);
        } finally {
            Files.delete(copy);
        }
    }

    private static ModelFile read(Path file) throws IOException {
        NativeBackend.current(); // names what is missing, which ND4J, used first by the reader, does not
        return ModelFile.load(file);
    }

    private static MaskRcnn of(Path file, ModelFile content, Backbone backboneOrNull) {
        try {
            Backbone backbone = BackboneChoice.ofFile(content.config().model().backbone(), backboneOrNull);
            MaskRcnn model = new MaskRcnn(
                    content.config(),
                    content.labels(),
                    backbone,
                    new LinkedHashMap<>(content.weights().asMap()));
            model.provenance = content.provenance();
            model.detector();
            return model;
        } catch (IllegalArgumentException e) {
            content.weights().close();
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            content.weights().close();
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
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
        return write(() -> {
            WeightImport done = WeightImport.into(weights, source, exclude);
            imported.addAll(done.loaded());
            provenance = provenance.imported(String.valueOf(source.file().getFileName()));
            return done;
        });
    }

    /**
     * Changes weights in place, with nobody reading them meanwhile; every later detection uses the changed ones.
     *
     * @param change is lent the weights by name, in the layout of {@link #weights}
     * @throws IllegalStateException if the model is closed
     */
    public void update(Consumer<Map<String, INDArray>> change) {
        write(() -> {
            change.accept(weights());
            return null;
        });
    }

    private <T> T write(Supplier<T> change) {
        try (WeightLock.Held held = lock.writing()) {
            use.requireOpen();
            return change.get();
        }
    }

    /** Finds the objects of an image file, read with the channels and the window of the configuration. */
    public Detections detect(Path image) {
        return detect(Images.read(image, config.image().pixelFormat()));
    }

    /**
     * Finds the objects of an image.
     *
     * @param image with the channels of the network, three unless {@code image.channels} says otherwise
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
    public synchronized NativeMemory nativeMemory() {
        if (use.isClosed()) {
            return new NativeMemory(0, 0, 0, 0);
        }
        long bytes = weights.values().stream()
                .mapToLong(array -> array.length() * array.dataType().width())
                .sum();
        return detector == null ? new NativeMemory(bytes, 0, 0, 0) : detector.memory(bytes);
    }

    /** What the model is built from. */
    public MaskRcnnConfig config() {
        return config;
    }

    /** Class names by class id, background first. */
    public List<String> labels() {
        return labels;
    }

    /** The weights by name, shared with the model: to be read; {@link #update} changes them. */
    public Map<String, INDArray> weights() {
        use.requireOpen();
        return Collections.unmodifiableMap(weights);
    }

    /** Where the weights come from. */
    public Provenance provenance() {
        return provenance;
    }

    /** The network below the pyramid. */
    public Backbone backbone() {
        return backbone;
    }

    /** What graphs of this model are built of. */
    MaskRcnnGraph.Parts parts(MaskRcnnConfig of) {
        return MaskRcnnGraph.Parts.of(of, labels, backbone, weights);
    }

    /** Names of the weights that {@link #importWeights} loaded. */
    Set<String> imported() {
        return Collections.unmodifiableSet(imported);
    }

    WeightLock lock() {
        return lock;
    }

    /** The settings of a run that resumes the model's own: they may be longer ones. */
    void resumed(TrainConfig train) {
        config = config.withTrain(train);
    }

    void trained(Provenance by) {
        provenance = by;
    }

    ModelUse use() {
        return use;
    }

    /**
     * The detector of the weights of this moment; the caller holds them for reading, so that they stay, and a detector of other
     * weights is in nobody's use.
     */
    private synchronized Detector detector() {
        use.requireOpen();
        if (detector != null && detectorVersion != lock.version()) {
            closeDetector();
        }
        if (detector == null) {
            detector = new Detector(parts(config), labels);
            detectorVersion = lock.version();
        }
        return detector;
    }

    private synchronized void closeDetector() {
        if (detector != null) {
            detector.close();
            detector = null;
        }
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
            closeDetector();
            weights.values().forEach(INDArray::close);
        }
    }
}
