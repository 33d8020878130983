// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import org.mrcnn.engine.internal.onednn.OneDnn;
import org.slf4j.LoggerFactory;

/** The type in which convolutions and dense layers multiply; they sum in float, and all arrays stay float. */
public enum Precision {
    /** 24 bits of mantissa. */
    F32,
    /** bfloat16: 8 bits of mantissa, about twice as fast on a CPU with AVX512_BF16 or AMX. */
    BF16;

    /** Whether this machine computes in this precision in hardware. */
    public boolean isSupported() {
        return this == F32 || (OneDnn.isEnabled() && OneDnn.hasBf16());
    }

    /** This precision, or F32 with a warning in the log where the machine lacks it. */
    public Precision orSupported() {
        if (isSupported()) {
            return this;
        }
        LoggerFactory.getLogger(Precision.class)
                .warn("precision {} needs oneDNN and a CPU with AVX512_BF16 or AMX; computing in F32 instead", this);
        return F32;
    }
}
