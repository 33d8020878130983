// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpResourcesTest {
    private final List<String> closed = new ArrayList<>();

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    @Test
    void recentResourcesAreBoundedAndOthersStay() {
        try (OpResources resources = new OpResources()) {
            AutoCloseable lasting = resources.get("lasting", () -> resource("lasting"));
            AutoCloseable used = resources.recent("used", () -> resource("used"));
            for (int i = 0; i < 2 * OpResources.MOST_RECENT; i++) {
                String name = "size " + i;
                resources.recent(name, () -> resource(name));
                assertThat(resources.recent("used", () -> resource("again"))).isSameAs(used);
            }
            assertThat(closed).hasSize(OpResources.MOST_RECENT + 1).startsWith("size 0", "size 1");
            assertThat(resources.get("lasting", () -> resource("again"))).isSameAs(lasting);
        }
        assertThat(closed)
                .hasSize(2 * OpResources.MOST_RECENT + 2)
                .endsWith("used", "lasting")
                .doesNotHaveDuplicates();
    }

    @Test
    void closedResourcesGiveNone() {
        OpResources resources = new OpResources();
        resources.close();
        assertThatThrownBy(() -> resources.recent("size 1", () -> resource("size 1")))
                .hasMessageContaining("closed: size 1");
    }
}
