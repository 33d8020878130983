// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.internal.graph.GraphParts;
import org.mrcnn.core.internal.graph.MaskRcnnGraph;
import org.mrcnn.core.internal.graph.TinyNetwork;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

class NetworkNamesTest {

    private final MaskRcnnConfig config = TinyNetwork.config();
    private final GraphParts parts = TinyNetwork.parts(config, 1);
    private final GraphParts givenRois = new GraphParts(
            config.withRoi(config.roi().withUseRpnRois(false)), parts.classes(), parts.backbone(), parts.weights());

    @Test
    void everyNameIsThatOfAVariableOrLoss() throws IllegalAccessException {
        MaskRcnnGraph training = MaskRcnnGraph.training(parts, name -> true, false);
        Set<String> known = new HashSet<>(training.objective().losses());
        for (SameDiff graph : graphs(training)) {
            known.addAll(graph.variableMap().keySet());
        }
        assertThat(known).containsAll(constants());
        assertThat(known).contains(NetworkNames.pyramid(2), NetworkNames.pyramid(6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkNames.pyramid(1))
                .withMessage("level of the pyramid: expected 2 to 6, found 1");
    }

    @Test
    void everyPlaceholderHasAName() throws IllegalAccessException {
        Set<String> placeholders = new TreeSet<>();
        for (SameDiff graph : graphs(MaskRcnnGraph.training(parts, name -> true, false))) {
            placeholders.addAll(graph.inputs());
        }
        assertThat(constants()).containsAll(placeholders);
    }

    @Test
    void placeholdersHaveTheRankThatIsDocumented() {
        Map<String, Integer> ranks = new HashMap<>();
        for (SameDiff graph : graphs(MaskRcnnGraph.training(parts, name -> true, false))) {
            graph.inputs().forEach(name -> {
                SDVariable placeholder = graph.getVariable(name);
                ranks.put(name, placeholder.placeholderShape().length);
            });
        }
        assertThat(ranks)
                .containsEntry(NetworkNames.INPUT_IMAGE, 4)
                .containsEntry(NetworkNames.INPUT_IMAGE_META, 2)
                .containsEntry(NetworkNames.INPUT_ANCHORS, 2)
                .containsEntry(NetworkNames.INPUT_RPN_MATCH, 3)
                .containsEntry(NetworkNames.INPUT_RPN_BBOX, 3)
                .containsEntry(NetworkNames.INPUT_GT_CLASS_IDS, 2)
                .containsEntry(NetworkNames.INPUT_GT_BOXES, 3)
                .containsEntry(NetworkNames.INPUT_GT_MASKS, 4)
                .containsEntry(NetworkNames.INPUT_SEED, 1)
                .containsEntry(NetworkNames.INPUT_ROIS, 3);
    }

    private List<SameDiff> graphs(MaskRcnnGraph training) {
        return List.of(
                training.sameDiff(),
                MaskRcnnGraph.training(givenRois, name -> true, false).sameDiff(),
                MaskRcnnGraph.inference(parts).sameDiff());
    }

    private static List<String> constants() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (Field field : NetworkNames.class.getFields()) {
            names.add((String) field.get(null));
        }
        assertThat(names).doesNotHaveDuplicates();
        return names;
    }
}
