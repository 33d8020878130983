package org.mrcnn.core.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.mrcnn.engine.weights.WeightFileException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A file of weights under the names of this project, of which single ones can be read. */
public interface WeightSource extends AutoCloseable {

    /** The file. */
    Path file();

    /** Shapes by name, in the order of the file. */
    Map<String, long[]> shapes();

    /**
     * Reads one array into memory.
     *
     * @param into row-major FLOAT array of the shape in the file
     */
    void read(String name, INDArray into);

    @Override
    void close();

    /**
     * Opens a file by the ending of its name: {@code .h5} or {@code .hdf5} of Keras, {@code .mrcnn} of this project.
     *
     * @throws WeightFileException naming the file and the fault, if it is not a sound file of its kind
     */
    static WeightSource open(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".h5") || name.endsWith(".hdf5")) {
            return KerasWeights.open(file);
        }
        if (name.endsWith(".mrcnn")) {
            return ModelFileWeights.open(file);
        }
        throw new WeightFileException(
                file + ": expected a file of weights, .h5, .hdf5 or .mrcnn, found another ending");
    }
}
