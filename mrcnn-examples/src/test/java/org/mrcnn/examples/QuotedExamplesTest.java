// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that quotations of examples in the documentation match the examples: a java block after a line {@code <!-- example:
 * Detect -->} must have the lines between {@code // example: Detect} and {@code // end} of Detect.java.
 */
class QuotedExamplesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path EXAMPLES = Path.of("src/main/java/org/mrcnn/examples");
    private static final Pattern QUOTE =
            Pattern.compile("<!-- example: (\\w+) -->\\s*```java\\R(.*?)\\R```", Pattern.DOTALL);

    @Test
    void quotesAreWhatTheExamplesSay() throws IOException {
        for (Path page : pages()) {
            for (MatchResult quote : quotes(Files.readString(page))) {
                assertThat(quote.group(2))
                        .as("%s quotes %s", page, quote.group(1))
                        .isEqualTo(
                                region(Files.readString(EXAMPLES.resolve(quote.group(1) + ".java")), quote.group(1)));
            }
        }
    }

    @Test
    void everyExampleHasARegionThatThePageOfExamplesQuotes() throws IOException {
        List<String> examples;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            examples = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> !name.equals("package-info"))
                    .toList();
        }
        for (String name : examples) {
            String body = region(Files.readString(EXAMPLES.resolve(name + ".java")), name);
            assertThat(body.lines().findFirst().orElseThrow()).as(name).matches("\\S.*");
        }
        assertThat(quotes(Files.readString(ROOT.resolve("docs/examples.md"))))
                .extracting(quote -> quote.group(1))
                .as("docs/examples.md quotes every example")
                .containsExactlyInAnyOrderElementsOf(examples);
    }

    @Test
    void quotesAndRegionsAreTakenOut() {
        List<MatchResult> quotes =
                quotes("text\n<!-- example: A -->\n```java\nint x;\n  y();\n```\n```java\nother\n```\n");
        assertThat(quotes).hasSize(1);
        String file = "class A {\n    // example: A\n    int x;\n      y();\n    // end\n}\n";
        assertThat(quotes.get(0).group(2)).isEqualTo(region(file, "A"));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages = new ArrayList<>(
                    docs.filter(f -> f.toString().endsWith(".md")).toList());
            pages.add(ROOT.resolve("README.md"));
            return pages;
        }
    }

    private static List<MatchResult> quotes(String page) {
        return QUOTE.matcher(page).results().toList();
    }

    private static String region(String file, String name) {
        Matcher region = Pattern.compile("// example: " + name + "\\R(.*?)\\R *// end", Pattern.DOTALL)
                .matcher(file);
        assertThat(region.find())
                .as("a region \"// example: %s\" in %s.java", name, name)
                .isTrue();
        return region.group(1).stripIndent();
    }
}
