// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tests machines of a ring, here threads of one process that are connected over its network address. */
class RingTest {

    /**
     * Returns arrays with sizes that are not divisible by any number of machines, one of which has fewer values than there are
     * machines.
     */
    private static List<INDArray> gradients(int rank) {
        Random random = new Random(rank);
        List<INDArray> arrays = new ArrayList<>();
        for (int size : new int[] {70_001, 1, 3, 20_000}) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextGaussian();
            }
            arrays.add(Nd4j.createFromArray(values));
        }
        return arrays;
    }

    private static float[] flat(List<INDArray> arrays) {
        return Nd4j.concat(0, arrays.toArray(INDArray[]::new)).data().asFloat();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void sumsAreThoseOfAllMachinesWithTheSameBits(int machines) throws IOException {
        double[] expected = new double[90_005];
        for (int rank = 0; rank < machines; rank++) {
            float[] own = flat(gradients(rank));
            for (int i = 0; i < own.length; i++) {
                expected[i] += own[i];
            }
        }
        List<float[]> sums = LocalRing.together(machines, ring -> {
            List<INDArray> arrays = gradients(ring.rank());
            ring.sum(arrays);
            return flat(arrays);
        });
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs(sums.get(0)[i] - expected[i]));
        }
        assertThat(most).isLessThan(1e-5);
        sums.forEach(sum -> assertThat(Arrays.equals(sum, sums.get(0))).isTrue());
        List<double[]> numbers = LocalRing.together(machines, ring -> {
            double[] values = {1e16, ring.rank(), 1};
            ring.sum(values);
            return values;
        });
        numbers.forEach(each -> assertThat(each).containsExactly(numbers.get(0)));
        assertThat(numbers.get(0)[1]).isEqualTo(machines * (machines - 1) / 2.0);
        assertThat(numbers.get(0)[2]).isEqualTo(machines);
    }

    @Test
    void aMachineThatIsGoneIsNamed() throws IOException {
        List<CompletableFuture<Void>> runs = LocalRing.start(3, LocalRing.PATIENT, ring -> {
            if (ring.rank() == 1) {
                throw new IllegalStateException("out of memory");
            }
            ring.sum(gradients(ring.rank()));
            return null;
        });
        assertThatThrownBy(runs.get(1)::join).hasMessageContaining("out of memory");
        assertThatThrownBy(runs.get(2)::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RingLink.LostMachineException.class)
                .hasMessageContaining("machine 1 of 3 (127.0.0.1:");
        assertThatThrownBy(runs.get(0)::join).hasCauseInstanceOf(RingLink.LostMachineException.class);
    }

    @Test
    void aMachineThatIsSilentIsNamedAndAKilledTaskDoesNotWait() throws IOException {
        assertThat(waiting(new RingLink.Waiting(Duration.ofMillis(600), () -> false)))
                .contains("machine 1 of 2")
                .contains("sent nothing for 0 s");
        assertThat(waiting(new RingLink.Waiting(Duration.ofHours(1), () -> true)))
                .contains("cancelled while it waited for machine 1 of 2");
    }

    private static String waiting(RingLink.Waiting waiting) throws IOException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        List<CompletableFuture<Void>> runs = LocalRing.start(2, waiting, ring -> {
            if (ring.rank() == 1) {
                return over.join();
            }
            ring.sum(new double[1]);
            return null;
        });
        try {
            runs.get(0).join();
            return "";
        } catch (CompletionException e) {
            return e.getCause().getMessage();
        } finally {
            over.complete(null);
        }
    }
}
