// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.mrcnn.core.config.InvalidConfigException;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.SettingNames;
import org.mrcnn.data.internal.PlainYaml;
import org.mrcnn.data.internal.file.Text;

/**
 * Settings that replace those of a configuration, from the option {@code --set} of commands.
 *
 * @param settings values by name of the setting, such as {@code train.batchSize}
 * @param wrong creates the exception for a wrong argument from its message
 */
public record ConfigOverrides(Map<String, String> settings, Function<String, RuntimeException> wrong) {
    /** Name of the merged text as the source in messages; removed before messages are shown. */
    private static final String MERGED = "merged";

    private static final YAMLMapper VALUES = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String DIALECT = "model.dialect";

    /**
     * Returns the settings of a command line; rejects a setting that is given twice, of which only the last value would count.
     *
     * @param given the values of all options {@code --set} as the user wrote them
     */
    public static ConfigOverrides of(
            Map<String, String> settings, List<String> given, Function<String, RuntimeException> wrong) {
        Set<String> names = new HashSet<>();
        for (String setting : given) {
            String name = setting.split("=", 2)[0];
            if (!names.add(name)) {
                throw wrong.apply("--set " + name + ": expected each setting once, found it twice");
            }
        }
        return new ConfigOverrides(settings, wrong);
    }

    /** Returns the configuration of a file, or the defaults if it is null, changed by the settings. */
    public MaskRcnnConfig read(Path file) throws IOException {
        MaskRcnnConfig asWritten = file == null
                ? MaskRcnnConfig.defaults()
                : MaskRcnnConfig.from(file); // its messages have the lines of the user's file
        return changed(asWritten);
    }

    /**
     * Returns a derived configuration, changed by the settings of a file and then by those of {@code --set}.
     *
     * @param file null if there is none
     */
    public MaskRcnnConfig over(MaskRcnnConfig derived, Path file) throws IOException {
        if (file == null) {
            return changed(derived);
        }
        MaskRcnnConfig asWritten = MaskRcnnConfig.from(file); // its messages have the lines of the user's file
        YAMLMapper yaml = new YAMLMapper();
        JsonNode given = yaml.readTree(file.toFile());
        if (given.path("model").has("dialect")
                && asWritten.model().dialect() != derived.model().dialect()) {
            throw wrong.apply(
                    "--config: expected model.dialect " + derived.model().dialect()
                            + ", which the weights are of, found "
                            + asWritten.model().dialect());
        }
        ObjectNode merged = (ObjectNode) yaml.readTree(derived.toYaml());
        merge(merged, given);
        return changed(MaskRcnnConfig.fromYaml(yaml.writeValueAsString(merged), file.toString()));
    }

    /** Merges groups of settings. Lists are replaced. */
    private static void merge(ObjectNode into, JsonNode from) {
        from.properties().forEach(setting -> {
            if (setting.getValue().isObject() && into.get(setting.getKey()) instanceof ObjectNode group) {
                merge(group, setting.getValue());
            } else {
                into.set(setting.getKey(), setting.getValue());
            }
        });
    }

    /** Returns a configuration changed by the settings. */
    public MaskRcnnConfig changed(MaskRcnnConfig asWritten) throws IOException {
        if (settings.isEmpty()) {
            return asWritten;
        }
        if (settings.containsKey(DIALECT)) {
            throw wrong.apply("--set " + DIALECT + "=" + settings.get(DIALECT)
                    + ": it changes the defaults of the other settings; write it into the file of --config");
        }
        YAMLMapper yaml = new YAMLMapper();
        JsonNode known = yaml.readTree(MaskRcnnConfig.defaults().toYaml());
        ObjectNode changed = (ObjectNode) yaml.readTree(asWritten.toYaml());
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            List<String> path = path(setting.getKey(), known);
            ObjectNode at = changed;
            for (String name : path.subList(0, path.size() - 1)) {
                at = at.get(name) instanceof ObjectNode group ? group : at.putObject(name);
            }
            at.set(path.get(path.size() - 1), value(setting.getKey(), setting.getValue()));
        }
        try {
            return MaskRcnnConfig.fromYaml(yaml.writeValueAsString(changed), MERGED);
        } catch (InvalidConfigException e) { // it was valid before: the fault is in a setting of --set
            throw wrong.apply(named(e.faults()));
        }
    }

    private JsonNode value(String key, String text) {
        try {
            PlainYaml.require(VALUES.getFactory(), text);
            return VALUES.readTree(text);
        } catch (JsonProcessingException e) {
            throw wrong.apply("--set " + key + "=" + text + ": expected a value as in YAML, found " + Text.fault(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading text in memory cannot fail
        }
    }

    /**
     * Returns the names of the groups and of the setting. An unknown setting is rejected, with a suggestion if a setting
     * differs from it only in spelling or group. In a group without settings by default, the user chooses the names, which may
     * contain dots.
     */
    private List<String> path(String key, JsonNode known) {
        JsonNode at = known;
        List<String> path = new ArrayList<>();
        String rest = key;
        while (!rest.isEmpty()) {
            int point = rest.indexOf('.');
            String name = point < 0 ? rest : rest.substring(0, point);
            if (at.isObject() && at.isEmpty()) {
                path.add(rest);
                return path;
            }
            JsonNode next = at.get(name);
            if (next == null) {
                throw wrong.apply("--set " + key + ": there is no setting " + key + hint(key, at, known));
            }
            at = next;
            path.add(name);
            rest = point < 0 ? "" : rest.substring(point + 1);
        }
        if (at.isObject()) {
            String remedy = at.isEmpty()
                    ? "name one of them, as in --set " + key + ".NAME=VALUE"
                    : "its settings are " + names(at);
            throw wrong.apply("--set " + key + ": " + key + " is a group of settings; " + remedy);
        }
        return path;
    }

    private static String hint(String key, JsonNode group, JsonNode known) {
        String meant = SettingNames.hint(key, known);
        return !meant.isEmpty() ? meant : group.isObject() ? "; known here: " + names(group) : "";
    }

    private static String names(JsonNode group) {
        Iterable<String> names = group::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).collect(Collectors.joining(", "));
    }

    /**
     * Returns the faults with the argument of {@code --set} in place of the line in the merged text, because no file has this
     * text.
     */
    private String named(List<String> faults) {
        return faults.stream()
                .map(fault -> fault.replaceFirst("^" + MERGED + "(:\\d+)?: ", ""))
                .map(fault -> {
                    Iterator<String> given = settings.keySet().stream()
                            .filter(key -> fault.startsWith(key))
                            .iterator();
                    String key = given.hasNext() ? given.next() : null;
                    return key == null
                            ? "with --set: " + fault
                            : "--set " + key + "=" + settings.get(key) + ": " + fault;
                })
                .collect(Collectors.joining("\n"));
    }
}
