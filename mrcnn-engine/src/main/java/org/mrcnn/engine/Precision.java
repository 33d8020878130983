// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.util.Locale;
import org.mrcnn.engine.internal.onednn.OneDnn;
import org.slf4j.LoggerFactory;

/**
 * The number format in which convolutions and dense layers multiply. They sum in 32-bit floats, and all arrays are 32-bit
 * floats.
 */
public enum Precision {
    /** 32-bit floats: 24 bits of mantissa. */
    F32,
    /** bfloat16: 8 bits of mantissa, about twice as fast on a CPU with AVX512_BF16 or AMX. */
    BF16;

    /** Returns the spelling of configurations: f32 or bf16. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether this machine supports the precision in hardware. */
    public boolean isSupported() {
        return this == F32 || (OneDnn.isEnabled() && OneDnn.hasBf16());
    }

    /** Returns this precision, or {@link #F32}, with a warning in the log, if the machine does not support it. */
    public Precision orSupported() {
        if (isSupported()) {
            return this;
        }
        LoggerFactory.getLogger(Precision.class)
                .warn("precision {} needs oneDNN and a CPU with AVX512_BF16 or AMX; computing in f32 instead", this);
        return F32;
    }
}
