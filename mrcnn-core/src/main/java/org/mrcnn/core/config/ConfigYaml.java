// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.mrcnn.core.internal.SettingNames;
import org.mrcnn.data.internal.file.Text;
import org.mrcnn.data.transform.Augmentation;

/**
 * Reads a configuration as YAML, with the names of the record components and lower-case enum values. Settings that a file omits
 * keep their defaults; unknown settings are rejected.
 */
final class ConfigYaml {
    static final YAMLMapper MAPPER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private static final String AUGMENTATIONS = "train.augmentations";
    /** Name of this list within {@code train} and within a stage. */
    static final String AUGMENTATIONS_OF_STAGE = "augmentations";

    private static final String STAGES = "train.stages";

    /** Groups in which the user chooses the names. */
    private static final Set<String> OPEN =
            Set.of("train.lossWeights", "train.optimizer.rateFactors", "train.classWeights");

    private final List<Augmentation> augmentations = new ArrayList<>();
    private final List<StageConfig> stages = new ArrayList<>();
    private final LocatedFaults faults;
    private final JsonNode all;

    private ConfigYaml(LocatedFaults faults, JsonNode all) {
        this.faults = faults;
        this.all = all;
    }

    static MaskRcnnConfig read(String yaml, String source) {
        ObjectNode settings;
        ConfigYaml reader;
        try {
            LocatedFaults faults = new LocatedFaults(source, YamlLines.of(MAPPER.getFactory(), yaml));
            JsonNode file = MAPPER.readTree(yaml);
            settings = MAPPER.valueToTree(MaskRcnnConfig.defaults(dialect(file)));
            reader = new ConfigYaml(faults, settings.deepCopy());
            reader.merge(settings, file, "");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? "" : ":" + at.getLineNr();
            throw new InvalidConfigException(
                    List.of(source + line + ": no sound YAML: " + ConfigFaults.shown(Text.fault(e))));
        }
        return reader.bind(settings);
    }

    /**
     * Returns the dialect that determines the defaults of all other settings. An unknown dialect is ignored here and rejected
     * by {@link #bind}.
     */
    private static ModelConfig.Dialect dialect(JsonNode file) {
        String name = file.path("model").path("dialect").asText();
        return Arrays.stream(ModelConfig.Dialect.values())
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(ModelConfig.Dialect.MATTERPORT);
    }

    /**
     * Replaces defaults by the values of the file. Adds a fault for each unknown setting and for each group that is not a group
     * in the file.
     */
    private void merge(ObjectNode defaults, JsonNode file, String path) {
        if (path.isEmpty() && file.isMissingNode()) {
            return; // the file is empty or has only comments: all defaults
        }
        if (!file.isObject()) {
            faults.add(path, "expected settings as key: value, found " + ConfigFaults.shown(file));
            return;
        }
        for (Map.Entry<String, JsonNode> entry : file.properties()) {
            String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            JsonNode known = defaults.get(entry.getKey());
            if (known == null && OPEN.contains(path)) {
                // such as losses, checked with the run's objective
                defaults.set(entry.getKey(), number(DoubleNode.valueOf(1), entry.getValue()));
            } else if (known == null) {
                String names = StreamSupport.stream(((Iterable<String>) defaults::fieldNames).spliterator(), false)
                        .collect(Collectors.joining(", "));
                String nested =
                        entry.getKey().contains(".") ? "; write each group on a line of its own, as group:" : "";
                String hint = SettingNames.hint(key, all) + nested;
                faults.addUnknown(key, "no such setting; known here: " + names + hint, hint.isEmpty());
            } else if (known instanceof ObjectNode group) {
                merge(group, entry.getValue(), key);
            } else if (key.equals(AUGMENTATIONS)) {
                augmentations.addAll(readAugmentations(entry.getValue(), key));
            } else if (key.equals(STAGES)) {
                readStages(entry.getValue());
            } else if (known.isTextual() && entry.getValue().isBoolean()) {
                faults.add(
                        key,
                        "expected text, found yes, no, on, off, true or false, a truth value in YAML; put it in quotes");
            } else {
                defaults.set(entry.getKey(), number(known, entry.getValue()));
            }
        }
    }

    private List<Augmentation> readAugmentations(JsonNode list, String path) {
        if (!list.isArray()) {
            faults.add(path, "expected a list, found " + ConfigFaults.shown(list));
        }
        List<Augmentation> read = new ArrayList<>();
        for (int i = 0; i < list.size() && list.isArray(); i++) {
            readAugmentation(list.get(i), path + "[" + i + "]").ifPresent(read::add);
        }
        return read;
    }

    /** Reads an augmentation, given as a name, or as a name with the settings that differ from its defaults. */
    private Optional<Augmentation> readAugmentation(JsonNode entry, String path) {
        if (!entry.isTextual() && !(entry.isObject() && entry.size() == 1)) {
            faults.add(path, "expected a name, or one name: {settings}, found " + ConfigFaults.shown(entry));
            return Optional.empty();
        }
        String name = entry.isTextual() ? entry.textValue() : entry.fieldNames().next();
        List<Augmentation> all = Augmentation.defaults();
        Augmentation known =
                all.stream().filter(a -> a.name().equals(name)).findFirst().orElse(null);
        if (known == null) {
            String names = all.stream().map(Augmentation::name).collect(Collectors.joining(", "));
            faults.add(path, "expected one of " + names + ", found \"" + ConfigFaults.shown(name) + "\"");
            return Optional.empty();
        }
        ObjectNode settings = MAPPER.valueToTree(known);
        int faultsBefore = faults.size();
        if (entry.isObject()) {
            merge(settings, entry.get(name), path + "." + name);
        }
        return faults.size() > faultsBefore
                ? Optional.empty()
                : Optional.ofNullable(value(settings, path + "." + name, known.getClass()));
    }

    private void readStages(JsonNode list) {
        if (!list.isArray()) {
            faults.add(STAGES, "expected a list, found " + list);
        }
        for (int i = 0; i < list.size() && list.isArray(); i++) {
            readStage(list.get(i), STAGES + "[" + i + "]");
        }
    }

    private void readStage(JsonNode entry, String path) {
        ObjectNode settings = MAPPER.valueToTree(StageConfig.of("all", 0));
        List<Augmentation> own = null;
        JsonNode rest = entry;
        if (entry.isObject() && entry.has(AUGMENTATIONS_OF_STAGE)) {
            own = readAugmentations(entry.get(AUGMENTATIONS_OF_STAGE), path + "." + AUGMENTATIONS_OF_STAGE);
            rest = entry.deepCopy();
            ((ObjectNode) rest).remove(AUGMENTATIONS_OF_STAGE);
        }
        merge(settings, rest, path);
        StageConfig stage = value(settings, path, StageConfig.class);
        if (stage != null) {
            stages.add(stage.withAugmentations(own));
        }
    }

    /** Converts text to numbers where numbers are expected: YAML 1.1 treats 3e-4, without a decimal point, as text. */
    private static JsonNode number(JsonNode known, JsonNode value) {
        if (known.isArray() && known.path(0).isFloatingPointNumber() && value.isArray()) {
            ArrayNode numbers = MAPPER.createArrayNode();
            value.forEach(each -> numbers.add(number(known.get(0), each)));
            return numbers;
        }
        if (known.isFloatingPointNumber() && value.isTextual()) {
            try {
                return DoubleNode.valueOf(Double.parseDouble(value.textValue()));
            } catch (NumberFormatException e) {
                return value; // rejected with its name when bound to the record
            }
        }
        return value;
    }

    private MaskRcnnConfig bind(ObjectNode tree) {
        ModelConfig model = section(tree, "model", ModelConfig.class);
        RpnConfig rpn = section(tree, "rpn", RpnConfig.class);
        RoiConfig roi = section(tree, "roi", RoiConfig.class);
        DetectionConfig detection = section(tree, "detection", DetectionConfig.class);
        ImageConfig image = section(tree, "image", ImageConfig.class);
        TrainConfig train = section(tree, "train", TrainConfig.class);
        faults.check();
        MaskRcnnConfig config = new MaskRcnnConfig(
                model,
                rpn,
                roi,
                detection,
                image,
                train.withAugmentations(augmentations).withStages(stages));
        try {
            return config.validate();
        } catch (InvalidConfigException e) {
            e.faults().forEach(faults::locate);
            throw faults.exception();
        }
    }

    private <T> T section(ObjectNode tree, String name, Class<T> type) {
        return value(tree.get(name), name, type);
    }

    /** Creates a record. Adds faults and returns null if that is impossible. */
    private <T> T value(JsonNode settings, String path, Class<T> type) {
        try {
            return MAPPER.treeToValue(settings, type);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof InvalidConfigException refused) {
                refused.faults().forEach(fault -> faults.locate(fault.replaceFirst("^train\\.stages\\.", path + ".")));
            } else if (e.getCause() instanceof IllegalArgumentException refused) { // "Transform.setting: what is wrong"
                faults.locate(path
                        + refused.getMessage().substring(refused.getMessage().indexOf('.')));
            } else {
                wrongType(settings, path, e);
            }
        } catch (JsonProcessingException e) {
            faults.add(path, Text.fault(e));
        }
        return null;
    }

    private void wrongType(JsonNode section, String name, JsonMappingException e) {
        StringBuilder path = new StringBuilder(name);
        JsonNode node = section;
        for (JsonMappingException.Reference step : e.getPath()) {
            boolean named = step.getFieldName() != null;
            path.append(named ? "." + step.getFieldName() : "[" + step.getIndex() + "]");
            node = Optional.ofNullable(named ? node.get(step.getFieldName()) : node.get(step.getIndex()))
                    .orElse(MissingNode.getInstance());
        }
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        String found = node.isNull() || node.isMissingNode() ? "nothing" : node.toString();
        String expected = type == null && node.isIntegralNumber() ? "a smaller whole number" : expected(type);
        faults.add(path.toString(), "expected " + expected + ", found " + ConfigFaults.shown(found));
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return "a whole number";
        }
        if (type == float.class || type == double.class || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return List.class.isAssignableFrom(type) ? "a list" : "text";
    }
}
