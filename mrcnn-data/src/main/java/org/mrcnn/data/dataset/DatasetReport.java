package org.mrcnn.data.dataset;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was found wrong with a data set and left out.
 *
 * @param images images that remain
 * @param annotations annotations that remain
 * @param counts how often each problem occurred
 * @param examples the first thousand of each problem
 */
public record DatasetReport(int images, int annotations, Map<DataProblem, Integer> counts, List<DataFinding> examples) {

    private static final int TOLD_EACH = 5; // of each problem, in the text

    /** Copies. */
    public DatasetReport {
        counts = Map.copyOf(counts);
        examples = List.copyOf(examples);
    }

    /** How many findings there are in all. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(images)
                .append(" images, ")
                .append(annotations)
                .append(" annotations, ")
                .append(total())
                .append(" problems");
        new EnumMap<>(counts.isEmpty() ? Map.of(DataProblem.NOT_JSON, 0) : counts)
                .forEach((problem, count) -> text.append(count == 0 ? "" : "\n  " + count + " x " + problem));
        Map<DataProblem, Integer> told = new EnumMap<>(DataProblem.class);
        examples.stream()
                .filter(example -> told.merge(example.problem(), 1, Integer::sum) <= TOLD_EACH)
                .forEach(example -> text.append("\n    ").append(example));
        return text.toString();
    }
}
