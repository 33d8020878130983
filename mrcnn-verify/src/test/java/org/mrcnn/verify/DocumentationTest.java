// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.cli.Main;
import org.mrcnn.core.config.MaskRcnnConfig;
import picocli.CommandLine;

/** All links, classes, packages, scripts, commands, options and settings in the documentation exist. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    /** A package or a class, without a called method. */
    private static final Pattern QUALIFIED = Pattern.compile("\\borg\\.mrcnn\\.[a-z]+(?:\\.\\w+\\b(?!\\())*");
    /** A name with two capitals, in code style, alone or followed by a method, a nested name or an argument list. */
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z0-9]+[A-Z]\\w*)(?:[.(][^`]*)?`");

    private static final Pattern FILE = Pattern.compile("\\b((?:scripts|config|docs)/[\\w./-]*\\w)");
    private static final Pattern COMMAND = Pattern.compile("scripts/mrcnn ([a-z-]+)((?:\\\\\\n|[^\\n`])*)");
    private static final Pattern OPTION = Pattern.compile("(?<=\\s)--[a-z-]+");

    /** Names of other software, in code style. */
    private static final Set<String> FOREIGN = Set.of(
            "JPEGImages",
            "ImageID",
            "LabelName",
            "MaskPath",
            "SegmentationObject",
            "MaskRCNN",
            "MyConfig",
            "BrushLabels",
            "PolygonLabels",
            "RectangleLabels",
            "IllegalStateException",
            "OutOfMemoryError",
            "SameDiff",
            "MultiDataSetIterator");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream<Path> pages = Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
                    .map(ROOT::resolve);
            return Stream.concat(pages, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(link.group()).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void classesAndPackagesExist(Path page) throws IOException {
        Set<String> sources = sources();
        Set<String> simple = sources.stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        String text = Files.readString(page);
        assertThat(found(QUALIFIED, text, 0))
                .filteredOn(name -> !sources.contains(name))
                .isEmpty();
        Set<String> classes = found(CLASS, text, 1);
        classes.removeAll(FOREIGN);
        assertThat(classes).filteredOn(name -> !simple.contains(name)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void scriptsAndFilesExist(Path page) throws IOException {
        assertThat(found(FILE, Files.readString(page), 1))
                .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsHaveTheirOptions(Path page) throws IOException {
        Map<String, CommandLine> commands = new CommandLine(Main.class).getSubcommands();
        Matcher command = COMMAND.matcher(Files.readString(page));
        while (command.find()) {
            assertThat(commands).containsKey(command.group(1));
            assertThat(found(OPTION, command.group(2), 0)).allSatisfy(option -> assertThat(
                            commands.get(command.group(1)).getCommandSpec().findOption(option))
                    .as("%s in %s", option, command.group())
                    .isNotNull());
        }
    }

    @Test
    void everySettingIsExplained() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        JsonNode settings = new YAMLMapper().readTree(MaskRcnnConfig.defaults().toYaml());
        assertThat(paths(settings, "")).allSatisfy(path -> assertThat(page).contains("| `" + path + "` |"));
        assertThat(found(Pattern.compile("\\| `([a-z]+\\.[\\w.]+)` \\|"), page, 1))
                .isSubsetOf(paths(settings, "").collect(Collectors.toSet()));
    }

    /** Another test compares the file that lists all settings and defaults with the code. */
    @Test
    void everyDefaultIsNamed() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        JsonNode defaults = new YAMLMapper()
                .readTree(ROOT.resolve("config/matterport-coco.yaml").toFile());
        assertThat(paths(defaults, "")).allSatisfy(path -> {
            String shown = shown(defaults.at("/" + path.replace('.', '/')));
            assertThat(page).contains("| `" + path + "` | " + shown + " |");
        });
    }

    private static String shown(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue().stripTrailingZeros().toPlainString();
        }
        return value.isTextual()
                ? value.asText()
                : value.toString().replace("\"", "").replace(",", ", ");
    }

    private static Stream<String> paths(JsonNode at, String prefix) {
        return at.properties().stream().flatMap(entry -> {
            String path = prefix + entry.getKey();
            boolean isGroup = entry.getValue().isObject() && !entry.getValue().isEmpty();
            return isGroup ? paths(entry.getValue(), path + ".") : Stream.of(path);
        });
    }

    /** Returns the packages and top-level classes of all modules and their tests, by full names. */
    private static Set<String> sources() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.flatMap(module -> Stream.of(module.resolve("src/main/java"), module.resolve("src/test/java")))
                    .filter(Files::isDirectory)
                    .forEach(source -> addNames(source, names));
        }
        return names;
    }

    private static void addNames(Path source, Set<String> names) {
        try (Stream<Path> files = Files.walk(source)) {
            files.filter(file -> !file.equals(source))
                    .map(file -> source.relativize(file).toString())
                    .map(file -> file.replace(".java", "").replace('/', '.').replace('\\', '.'))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the anchors of headings: lower case, spaces as hyphens, without punctuation. */
    private static Set<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Set<String> found(Pattern pattern, String text, int group) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(group));
        }
        return found;
    }
}
