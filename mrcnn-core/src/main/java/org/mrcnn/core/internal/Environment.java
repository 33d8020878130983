// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mrcnn.engine.internal.NativeBackend;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The software and the machine of this process, for the provenance in model files. Values that cannot be determined are
 * "unknown".
 */
public final class Environment {

    private static final String UNKNOWN = "unknown";
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Names in Linux of the processor features by which oneDNN and the JVM select kernels. */
    private static final List<String> FEATURES =
            List.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "sve", "bf16");

    private Environment() {}

    /** Returns versions by name of the software, and the commit that this software was built from. */
    public static Map<String, String> versions() {
        Properties own = properties(Environment.class, "/org/mrcnn/core/version.properties");
        Properties nd4j = properties(Nd4j.class, "/META-INF/maven/org.nd4j/nd4j-api/pom.properties");
        return Map.of(
                "mrcnn", own.getProperty("version", UNKNOWN),
                "commit", own.getProperty("commit", UNKNOWN),
                "nd4j", nd4j.getProperty("version", UNKNOWN),
                "java", System.getProperty("java.version", UNKNOWN));
    }

    /** Returns the version of this software. */
    public static String version() {
        return versions().get("mrcnn");
    }

    /** Returns what else results depend on: operating system, processor, threads, and native code. */
    public static Map<String, String> machine() {
        Map<String, String> machine = new TreeMap<>(cpu(cpuInfo()));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("OMP_NUM_THREADS", System.getenv().getOrDefault("OMP_NUM_THREADS", "unset"));
        machine.put("backend", NativeBackend.current().describe());
        machine.put("engine", OneDnn.isEnabled() ? System.getProperty("mrcnn.engine", "onednn") : "samediff");
        return machine;
    }

    private static Properties properties(Class<?> near, String resource) {
        Properties found = new Properties();
        try (InputStream in = near.getResourceAsStream(resource)) {
            if (in != null) {
                found.load(in);
            }
        } catch (IOException damaged) {
            found.clear();
        }
        return found;
    }

    private static String cpuInfo() {
        try {
            return Files.readString(CPU_INFO);
        } catch (IOException notLinux) {
            return "";
        }
    }

    /** Returns model and features of the first processor from the text of Linux's cpuinfo. */
    static Map<String, String> cpu(String info) {
        List<String> flags =
                Arrays.asList(value(info, "flags", value(info, "Features", "")).split(" "));
        String features = FEATURES.stream().filter(flags::contains).collect(Collectors.joining(" "));
        return Map.of(
                "cpu", value(info, "model name", UNKNOWN), "cpu features", features.isEmpty() ? UNKNOWN : features);
    }

    private static String value(String info, String key, String otherwise) {
        return info.lines()
                .map(line -> line.split("\\s*:\\s*", 2))
                .filter(pair -> pair.length == 2 && pair[0].equals(key))
                .map(pair -> pair[1].strip())
                .findFirst()
                .orElse(otherwise);
    }
}
