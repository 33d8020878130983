package org.mrcnn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.mrcnn.core.config.MaskRcnnConfig;
import picocli.CommandLine.Model.CommandSpec;

/** A configuration file, or without one the defaults, with settings changed by {@code --set key=value}. */
final class ConfigOverrides {
    private ConfigOverrides() {}

    static MaskRcnnConfig read(CommandSpec spec, Path file, Map<String, String> settings) throws IOException {
        MaskRcnnConfig asWritten = file == null
                ? MaskRcnnConfig.defaults()
                : MaskRcnnConfig.from(file); // names the lines of the user's own file
        if (settings.isEmpty()) {
            return asWritten;
        }
        YAMLMapper yaml = new YAMLMapper();
        JsonNode root = yaml.readTree(file == null ? "" : Files.readString(file));
        ObjectNode changed = root.isObject() ? (ObjectNode) root : yaml.createObjectNode();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String[] path = setting.getKey().split("\\.", -1);
            ObjectNode at = changed;
            for (int i = 0; i < path.length - 1; i++) {
                JsonNode next = at.get(path[i]);
                if (next != null && !next.isObject()) {
                    throw Arguments.wrong(
                            spec, "--set " + setting.getKey() + ": " + path[i] + " is no group of settings");
                }
                at = next == null ? at.putObject(path[i]) : (ObjectNode) next;
            }
            at.set(path[path.length - 1], yaml.readTree(setting.getValue()));
        }
        return MaskRcnnConfig.fromYaml(
                yaml.writeValueAsString(changed), (file == null ? "defaults" : file) + " with --set");
    }
}
