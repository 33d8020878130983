package org.mrcnn.data.evaluation;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Metrics as one flat JSON object: {@code bbox/AP, bbox/AP50, ..., segm/AP, ...} and {@code bbox/stats}, {@code
 * segm/stats} with the 12 numbers in the order of pycocotools. Numbers have 17 significant digits, so files compare to
 * the last bit.
 */
public final class MetricsJson {
    private static final MathContext DIGITS = new MathContext(17);

    private MetricsJson() {}

    /** Writes the metrics of one or several evaluations, each of its own type. */
    public static void write(Path file, EvaluationResult... results) throws IOException {
        Files.writeString(file, toJson(results));
    }

    /**
     * The text of the file.
     *
     * @throws IllegalArgumentException if two results have one type
     */
    public static String toJson(EvaluationResult... results) {
        List<String> lines = new ArrayList<>();
        if (Arrays.stream(results).map(r -> r.settings().type()).distinct().count() != results.length) {
            throw new IllegalArgumentException("two results of one IouType, expected at most one of each");
        }
        for (EvaluationResult result : results) {
            String key = "  \"" + result.settings().type().key() + "/";
            result.metrics().forEach((name, value) -> lines.add(key + name + "\": " + number(value)));
            String stats =
                    Arrays.stream(result.stats()).mapToObj(MetricsJson::number).collect(Collectors.joining(", "));
            lines.add(key + "stats\": [" + stats + "]");
        }
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }

    /** As C's %.17g; Java's own %g pads the shortest form with zeros instead. */
    private static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
    }
}
