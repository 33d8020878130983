// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockNameTest {

    @Test
    void lettersAsMatterportsThenTwo() {
        assertThat(IntStream.of(0, 5, 22, 25, 26, 35, 51, 52).mapToObj(BlockName::of))
                .containsExactly("a", "f", "w", "z", "aa", "aj", "az", "ba");
    }

    @Test
    void noTwoBlocksShareALetter() {
        assertThat(IntStream.range(0, 1000).mapToObj(BlockName::of))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+"));
    }
}
