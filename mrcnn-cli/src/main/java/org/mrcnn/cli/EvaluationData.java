// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mrcnn.data.dataset.AnnotatedDataset;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.Findings;
import org.mrcnn.data.evaluation.CocoGroundTruth;
import org.mrcnn.data.format.DataFormat;

/** The ground truth of an evaluation: read as in pycocotools, or converted from a data set. */
final class EvaluationData {

    private final DataOptions data;
    private final Path annotations;
    private final BadDataPolicy badData;
    private final boolean boxesOnly;
    private final PrintWriter terminal;
    private final Findings notes = new Findings(BadDataPolicy.SKIP);
    private AnnotatedDataset dataset;

    EvaluationData(DataOptions data, Path annotations, BadDataPolicy badData, boolean boxesOnly, PrintWriter terminal) {
        this.data = data;
        this.annotations = annotations;
        this.badData = badData;
        this.boxesOnly = boxesOnly;
        this.terminal = terminal;
    }

    boolean isCoco() {
        return data.reading().formatOf(annotations) == DataFormat.COCO;
    }

    /** Returns questionable data that pycocotools accepts. */
    Findings notes() {
        return notes;
    }

    /** Reads a COCO file like pycocotools. Other formats, and COCO files that pycocotools would reject, are converted. */
    CocoGroundTruth read() {
        try {
            if (!isCoco() || badData == BadDataPolicy.SKIP) {
                return converted();
            }
            try {
                return CocoGroundTruth.read(annotations, !boxesOnly, notes);
            } catch (IllegalArgumentException e) { // for example, ids that are text: the file can still be used
                return convertedAfter(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CocoGroundTruth convertedAfter(IllegalArgumentException refusal) throws IOException {
        try {
            CocoGroundTruth truth = converted();
            terminal.println("not readable as pycocotools reads COCO, so read as for training, with areas taken from"
                    + " masks: " + refusal.getMessage());
            return truth;
        } catch (BadDataException unusable) {
            refusal.addSuppressed(unusable);
            throw refusal;
        }
    }

    /** Returns the annotations in the format of convert-data, with the ids of the data set. */
    private CocoGroundTruth converted() throws IOException {
        Path coco = Files.createTempFile("mrcnn-", ".json");
        try {
            DataFormat.writeCoco(dataset(), coco);
            return boxesOnly ? CocoGroundTruth.readBoxes(coco) : CocoGroundTruth.read(coco);
        } finally {
            Files.deleteIfExists(coco);
        }
    }

    /** Returns the data set, which is opened and reported on the first call. */
    synchronized AnnotatedDataset dataset() {
        if (dataset == null) {
            dataset = data.reading().openToEvaluate(annotations, badData);
            terminal.println("data: " + dataset.report());
        }
        return dataset;
    }
}
