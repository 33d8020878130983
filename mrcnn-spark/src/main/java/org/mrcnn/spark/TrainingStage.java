// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.Serializable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/** The barrier stage of a training, with one {@link TrainingTask} per machine. */
record TrainingStage(SparkContext context, int machines) {

    /** A failure of the stage. Spark throws checked exceptions that it does not declare. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(SparkException cause) {
            super(cause.getMessage(), cause);
        }

        /** Returns whether another attempt would fail too. Spark passes on only the text of a task's exception. */
        boolean isHopeless() {
            return getMessage().contains(TrainingTask.HopelessException.class.getName());
        }
    }

    /** Runs the stage. Returns the lines to report at the end. */
    Stream<String> run(TrainingTask.Functions functions, RunFiles files, TrainingTask.Meeting meeting)
            throws FailedException {
        LastStep last = new LastStep();
        context.register(last, LastStep.NAME);
        TrainingTask task = new TrainingTask(functions, files, meeting, last);
        try {
            return JavaSparkContext.fromSparkContext(context)
                    .parallelize(IntStream.range(0, machines).boxed().toList(), machines)
                    .rdd()
                    .barrier()
                    .mapPartitions(running(task), false, ClassTag$.MODULE$.<String>apply(String.class))
                    .toJavaRDD()
                    .collect()
                    .stream()
                    .flatMap(String::lines);
        } catch (Exception e) {
            if (e instanceof SparkException failure) {
                throw new FailedException(failure);
            }
            throw e;
        }
    }

    private static Function1<Iterator<Integer>, Iterator<String>> running(TrainingTask task) {
        return (Function1<Iterator<Integer>, Iterator<String>> & Serializable) own -> own.map(machine -> task.run());
    }
}
