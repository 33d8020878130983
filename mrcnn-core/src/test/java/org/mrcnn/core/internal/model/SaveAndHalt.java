// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mrcnn.core.config.MaskRcnnConfig;
import org.mrcnn.core.model.Provenance;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A process that ends, without a chance to clean up, while it saves a model. */
final class SaveAndHalt {
    static final int STATUS = 42;

    private SaveAndHalt() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, INDArray> weights = new DeadlyMap();
        weights.put("a/kernel", Nd4j.ones(300, 300));
        weights.put("b/kernel", Nd4j.ones(300, 300));
        ModelFile.save(
                Path.of(arguments[0]),
                MaskRcnnConfig.defaults(),
                List.of("BG", "new"),
                weights,
                Provenance.untrained(2));
    }

    /** Ends the process after its first value was read, when the file is partly written. */
    private static final class DeadlyMap extends LinkedHashMap<String, INDArray> {
        private static final long serialVersionUID = 1L;

        @Override
        public Collection<INDArray> values() {
            Iterator<INDArray> all = super.values().iterator();
            return new AbstractCollection<>() {
                @Override
                public Iterator<INDArray> iterator() {
                    return new Iterator<>() {
                        private boolean begun;

                        @Override
                        public boolean hasNext() {
                            return all.hasNext();
                        }

                        @Override
                        public INDArray next() {
                            if (begun) {
                                Runtime.getRuntime().halt(STATUS);
                            }
                            begun = true;
                            return all.next();
                        }
                    };
                }

                @Override
                public int size() {
                    return DeadlyMap.this.size();
                }
            };
        }
    }
}
