// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.parity;

import java.io.IOException;
import java.util.List;

/** A kind of case: runs the project's own code on the inputs of one. Add a new one to {@link Topics}. */
interface Topic {
    /** The name of the folder that holds the cases, and the {@code topic} of their {@code case.json}. */
    String name();

    /**
     * Computes a case. Parameters and tolerances come from the case, never from its name.
     *
     * @return one comparison an array or number, at least one
     * @throws IOException when the case is incomplete or makes no sense; the message names the file
     */
    List<Comparison> run(GoldenCase golden) throws IOException;
}
