// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.List;

/** A kind of case: runs the project's own code on the inputs of a case. New topics must be added to {@link Topics}. */
interface Topic {
    /** Returns the name of the folder that contains the cases, and the {@code topic} in their {@code case.json}. */
    String name();

    /**
     * Computes a case. Parameters and tolerances come from the case, never from its name.
     *
     * @return one comparison per array or number, at least one
     * @throws IOException if the case is incomplete or inconsistent; the message names the file
     */
    List<Comparison> run(GoldenCase golden) throws IOException;
}
