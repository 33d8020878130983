package org.mrcnn.engine;

/** Arithmetic of the large tensor products; the tensors between operations are 32-bit floats either way. */
public enum Precision {
    /** 32-bit floats throughout. */
    F32,
    /** Inputs rounded to bfloat16, sums accumulated in 32-bit floats; needs a CPU that has it. */
    BF16
}
