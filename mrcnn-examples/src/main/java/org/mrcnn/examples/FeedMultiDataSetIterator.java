// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.mrcnn.engine.optimizer.OptimizerSettings;
import org.mrcnn.losses.Objective;
import org.mrcnn.losses.SmoothL1;
import org.mrcnn.train.TrainStep;
import org.mrcnn.train.Trainer;
import org.mrcnn.train.TrainingHistory;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains a small graph on a CSV file that DataVec reads, with four inputs and two target values per row. This example needs
 * deeplearning4j-core; the libraries do not. Argument: the CSV file.
 *
 * <pre>{@code scripts/java-main org.mrcnn.examples.FeedMultiDataSetIterator rows.csv}</pre>
 */
public final class FeedMultiDataSetIterator {
    private static final int EPOCHS = 50;

    private FeedMultiDataSetIterator() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException, InterruptedException {
        train(Path.of(args[0]))
                .steps()
                .forEach(step -> System.out.println(
                        step.step() + " loss " + step.losses().total()));
    }

    static TrainingHistory train(Path csv) throws IOException, InterruptedException {
        // example: FeedMultiDataSetIterator
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
        SDVariable wanted = graph.placeHolder("wanted", DataType.FLOAT, -1, 2);
        SDVariable y = x.mmul("y", graph.var("kernel", Nd4j.zeros(DataType.FLOAT, 4, 2)));
        Objective objective =
                Objective.on(graph).loss("fit_loss", SmoothL1.of(wanted, y)).build();
        try (var step = TrainStep.of(graph, objective, OptimizerSettings.of(new Adam()))) {
            return Trainer.of(step)
                    .learningRate(0.05)
                    .run(Trainer.placeholders(read(csv), List.of("x"), List.of("wanted"), EPOCHS));
        }
        // end
    }

    private static MultiDataSetIterator read(Path csv) throws IOException, InterruptedException {
        CSVRecordReader rows = new CSVRecordReader();
        rows.initialize(new FileSplit(csv.toFile()));
        return new RecordReaderMultiDataSetIterator.Builder(16)
                .addReader("rows", rows)
                .addInput("rows", 0, 3)
                .addOutput("rows", 4, 5)
                .build();
    }
}
