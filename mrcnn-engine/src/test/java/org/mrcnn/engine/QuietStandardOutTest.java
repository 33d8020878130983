// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class QuietStandardOutTest {

    private final PrintStream jvm = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream captured = new PrintStream(written, true, Charset.defaultCharset());

    @BeforeEach
    void capture() {
        System.setOut(captured);
    }

    @AfterEach
    void restore() {
        System.setOut(jvm);
    }

    private String text() {
        return written.toString(Charset.defaultCharset());
    }

    /**
     * The first thread finishes before the second: only the last one restores the stream, whichever stream each of them found.
     */
    @Test
    void theLastOfOverlappingThreadsRestoresTheStream() throws Exception {
        CountDownLatch secondIsIn = new CountDownLatch(1);
        CountDownLatch firstIsOut = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (QuietStandardOut quiet = new QuietStandardOut()) {
                secondIsIn.countDown();
                firstIsOut.await();
                System.out.println("dropped");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (QuietStandardOut quiet = new QuietStandardOut()) {
            second.start();
            secondIsIn.await();
            System.out.println("dropped too");
        }
        System.out.println("first after");
        firstIsOut.countDown();
        second.join();
        assertThat(System.out).isSameAs(captured);
        assertThat(text()).isEqualTo("first after" + System.lineSeparator());
    }

    @Test
    void manyThreadsThatBuildGraphsLeaveTheOutputOfOthers() throws Exception {
        List<Thread> builders = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            builders.add(new Thread(() -> {
                for (int i = 0; i < 10; i++) {
                    build();
                }
            }));
        }
        builders.forEach(Thread::start);
        int lines = 0;
        StringBuilder expected = new StringBuilder();
        while (builders.stream().anyMatch(Thread::isAlive)) {
            System.out.println("line " + lines);
            expected.append("line ").append(lines++).append(System.lineSeparator());
            Thread.sleep(1);
        }
        for (Thread builder : builders) {
            builder.join();
        }
        assertThat(System.out).isSameAs(captured);
        assertThat(text()).isEqualTo(expected.toString());
    }

    private static void build() {
        SameDiff sd = SameDiff.create();
        SDVariable w = sd.var("w", Nd4j.createFromArray(1f, 2f));
        w.mul(w).sum().rename("loss");
        try (OpResources shared = new OpResources()) {
            GraphRunner.forGradients(sd, "loss", List.of("loss"), shared).close();
        }
    }

    @Test
    void aStreamThatSomebodyElseInstalledMeanwhileStays() {
        PrintStream wrapping;
        try (QuietStandardOut quiet = new QuietStandardOut()) {
            wrapping = new PrintStream(System.out, true, Charset.defaultCharset());
            System.setOut(wrapping);
        }
        assertThat(System.out).isSameAs(wrapping);
        System.out.println("heard");
        assertThat(text()).isEqualTo("heard" + System.lineSeparator());
    }
}
