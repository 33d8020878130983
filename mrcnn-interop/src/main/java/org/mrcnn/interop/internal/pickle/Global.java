// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.util.Set;

/**
 * The name of a class or function in a pickle. It is never resolved.
 *
 * @param module the module, such as {@code collections}
 * @param name the name in the module, such as {@code OrderedDict}
 */
public record Global(String module, String name) {

    /** Modules that no weight file needs: processes, code, files, network. */
    private static final Set<String> HARMFUL_MODULES = Set.of(
            "os",
            "posix",
            "nt",
            "subprocess",
            "sys",
            "runpy",
            "pty",
            "shutil",
            "socket",
            "ctypes",
            "importlib",
            "webbrowser");

    private static final Set<String> BUILTINS = Set.of("builtins", "__builtin__");
    private static final Set<String> HARMFUL_BUILTINS = Set.of(
            "eval", "exec", "execfile", "compile", "open", "file", "__import__", "input", "breakpoint", "globals");

    /** Returns whether only malicious files call it. */
    boolean isHarmful() {
        return BUILTINS.contains(module)
                ? HARMFUL_BUILTINS.contains(root(name))
                : HARMFUL_MODULES.contains(root(module))
                        || (name.contains(".") && HARMFUL_MODULES.contains(root(name)));
    }

    private static String root(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? dotted : dotted.substring(0, dot);
    }

    @Override
    public String toString() {
        return module + "." + name;
    }
}
