package org.mrcnn.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.detect.Detections;
import org.mrcnn.core.detect.NativeMemory;
import org.mrcnn.core.internal.detect.Detector;
import org.mrcnn.core.internal.graph.Backbone;
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
 * <p>Detection is safe from any number of threads. Training and {@link #close} are not to run beside it.
 */
public final class MaskRcnn implements AutoCloseable {

    private final MaskRcnnConfig config;
    private final List<String> labels;
    private final Backbone backbone;
    private final Map<String, INDArray> weights;
    private Provenance provenance;
    private Detector detector;

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
     */
    public static MaskRcnn create(MaskRcnnConfig config, List<String> labels) {
        return create(config, labels, Backbone.named(config.model().backbone()));
    }

    /** A new model on a backbone of one's own. */
    public static MaskRcnn create(MaskRcnnConfig config, List<String> labels, Backbone backbone) {
        MaskRcnn model = new MaskRcnn(config, labels, backbone, new LinkedHashMap<>());
        MaskRcnnGraph.initialize(model.parts(), config.train().seed());
        model.provenance = Provenance.untrained(config.train().seed());
        return model;
    }

    /**
     * A model from its file.
     *
     * @throws IOException if the file cannot be read
     * @throws RuntimeException naming the file and the fault if it is not a whole model file, or its weights do not fit
     */
    public static MaskRcnn load(Path file) throws IOException {
        ModelFile content = ModelFile.load(file);
        return of(file, content, Backbone.named(content.config().model().backbone()));
    }

    /** As {@link #load(Path)}, for a model on a backbone of one's own. */
    public static MaskRcnn load(Path file, Backbone backbone) throws IOException {
        return of(file, ModelFile.load(file), backbone);
    }

    private static MaskRcnn of(Path file, ModelFile content, Backbone backbone) {
        MaskRcnn model = new MaskRcnn(
                content.config(),
                content.labels(),
                backbone,
                new LinkedHashMap<>(content.weights().asMap()));
        model.provenance = content.provenance();
        try {
            model.detector();
        } catch (IllegalArgumentException e) {
            model.close();
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        return model;
    }

    /** Writes configuration, labels and weights to a file: whole, or not at all. */
    public void save(Path file) throws IOException {
        ModelFile.save(file, config, labels, weights, provenance);
    }

    /** As {@link #save}, with what training needs to go on. */
    void saveCheckpoint(Path file, Provenance reached, TrainingState state) throws IOException {
        ModelFile.save(file, config, labels, weights, reached, state);
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
    public synchronized WeightImport importWeights(WeightSource source, WeightExclusion exclude) {
        closeDetector();
        WeightImport done = WeightImport.into(weights, source, exclude);
        provenance = provenance.imported(String.valueOf(source.file().getFileName()));
        return done;
    }

    /** Finds the objects of an image file. */
    public Detections detect(Path image) {
        return detect(Images.read(image));
    }

    /** Finds the objects of an image. */
    public Detections detect(Image image) {
        return detector().detect(image);
    }

    /** Finds the objects of images, of any sizes, one after the other. */
    public List<Detections> detect(List<Image> images) {
        return images.stream().map(this::detect).toList();
    }

    /** The memory outside of the Java heap that weights and detection hold now; training is not counted. */
    public synchronized NativeMemory nativeMemory() {
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

    /** The weights by name; shared with the model. */
    public Map<String, INDArray> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /** Where the weights come from. */
    public Provenance provenance() {
        return provenance;
    }

    /** What graphs of this model are built of, for loops of one's own. */
    public MaskRcnnGraph.Parts parts() {
        return new MaskRcnnGraph.Parts(config, labels.size(), backbone, weights);
    }

    synchronized void trained(Provenance by) {
        provenance = by;
    }

    private synchronized Detector detector() {
        if (detector == null) {
            detector = new Detector(parts(), labels);
        }
        return detector;
    }

    /** To be called before the weights change: a detector keeps packed copies of them. */
    synchronized void closeDetector() {
        if (detector != null) {
            detector.close();
            detector = null;
        }
    }

    /** Frees native memory. */
    @Override
    public synchronized void close() {
        closeDetector();
        weights.values().forEach(INDArray::close);
    }
}
