// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;

/** Pickles written operation by operation. Pickles written by Python are tested in TorchFilesTest. */
class PickleTest {

    static Bytes bytes(byte[] content) {
        return new Bytes() {
            @Override
            public String name() {
                return "test.pkl";
            }

            @Override
            public long size() {
                return content.length;
            }

            @Override
            public void read(long at, ByteBuffer into) {
                requireWithin(at, into.remaining());
                into.put(content, (int) at, into.remaining());
            }
        };
    }

    private static Object read(String latin1) throws IOException {
        return Pickle.read(bytes(latin1.getBytes(StandardCharsets.ISO_8859_1)), 0)
                .value();
    }

    @Test
    void numbersOfEveryOperation() throws IOException {
        assertThat(read(
                        "(I12\nI01\nI00\nL-5L\nF-2.5\nJ\u00fe\u00ff\u00ff\u00ffK\u00ffM\u0001\u0002\u008a\u0001\u0080\u008a\u0000"
                                + "G?\u00f8\u0000\u0000\u0000\u0000\u0000\u0000\u0088\u0089Nt."))
                .isEqualTo(
                        Arrays.asList(12L, true, false, -5L, -2.5, -2L, 255L, 513L, -128L, 0L, 1.5, true, false, null));
    }

    @Test
    void textsOfEveryOperation() throws IOException {
        assertThat(read(
                        "(S'a\\n\\x41\\''\nVb\\u00e9\\n\nU\u0002\u00e9cX\u0002\u0000\u0000\u0000\u00c3\u00a9\u008c\u0001d"
                                + "T\u0001\u0000\u0000\u0000el."))
                .isEqualTo(List.of("a\nA'", "bé\\n", "éc", "é", "d", "e"));
    }

    @Test
    void aCallIsWrittenDownAndNotMade() throws IOException {
        PickledObject call = (PickledObject) read("cjava.lang\nRuntime\n(S'x'\ntRS'state'\nb.");
        assertThat(call.callable()).isEqualTo("java.lang.Runtime");
        assertThat(call.argument(0)).isEqualTo("x");
        assertThat(call.argument(1)).isNull();
        assertThat(call.state()).isEqualTo("state");
        for (String form : List.of(
                "(ia\nb\n.",
                "(ca\nb\no.",
                "ca\nb\n)\u0081.",
                "ca\nb\n)}\u0092.",
                "\u008c\u0001a\u008c\u0001b\u0093)R.")) {
            assertThat(((PickledObject) read(form)).callable()).as(form).isEqualTo("a.b");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "nt, system",
        "subprocess, Popen",
        "builtins, eval",
        "builtins, exec",
        "__builtin__, eval",
        "os.path, join",
        "torch, os.system",
        "importlib, import_module",
        "runpy, _run_code"
    })
    void aHarmfulCallIsRefusedByName(String module, String name) {
        for (String form : List.of("c%s\n%s\n(tR.", "(i%s\n%s\n.", "c%s\n%s\n)\u0081.", "(c%s\n%s\no.")) {
            assertThatThrownBy(() -> read("]" + form.formatted(module, name)))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("test.pkl: refused: the file would run code")
                    .hasMessageContaining("it calls " + module + "." + name);
        }
    }

    @Test
    void dictionariesKeepTheLastValueAndMayContainThemselves() throws IOException {
        PickledMap map = (PickledMap) read("}q\u0000(S'a'\nK\u0001S'a'\nK\u0002h\u0000K\u0003S'b'\nh\u0000u.");
        Map<String, Object> named = map.byName();
        assertThat(named).containsOnlyKeys("a", "b").containsEntry("a", 2L);
        assertThat(named.get("b")).isSameAs(map);
    }

    @Test
    void longDataStayInTheFile() throws IOException {
        String data = "x".repeat(70_000);
        assertThat(((Bytes) read("Bp\u0011\u0001\u0000" + data + ".")).size()).isEqualTo(70_000);
        assertThat(((LongText) read("Xp\u0011\u0001\u0000" + data + ".")).utf8().size())
                .isEqualTo(70_000);
        assertThat(((Bytes) read("\u008a\u0009" + "1".repeat(9) + ".")).size()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "K",
                ".",
                "t.",
                "a.",
                "h\u0001.",
                "(K\u0001u.",
                "K\u0001K\u0002a.",
                "]]s.",
                "(o.",
                "\u0080\u0006N.",
                "I1x\n.",
                "Fa\n.",
                "S'a\n.",
                "B\u00ff\u00ff\u00ff\u007f.",
                "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.",
                "\u008b\u00ff\u00ff\u00ff\u00ff.",
                "\u0097.",
                "z.",
                "(R.",
                "K\u0001K\u0002\u0093.",
                "N00.",
                "(N1N0."
            })
    void damagedPicklesAreRefusedByName(String damaged) {
        assertThatThrownBy(() -> read(damaged))
                .isInstanceOf(WeightFileException.class)
                .hasMessageStartingWith("test.pkl: ");
    }

    /** Python would fail. Only a value or an error may result. */
    @Test
    void whatIsAppendedToATupleIsKept() throws IOException {
        assertThat(read(")K\u0001a.")).isEqualTo(List.of(1L));
    }

    @Test
    void tooManyOperationsAreRefused() {
        assertThatThrownBy(() -> read("N0".repeat(1_000_001) + "N."))
                .hasMessageContaining("expected a pickle of at most 2000000 operations");
        assertThat("(".repeat(500_000)).satisfies(deep -> assertThat(read(deep + "t".repeat(500_000) + "."))
                .isInstanceOf(List.class));
    }
}
