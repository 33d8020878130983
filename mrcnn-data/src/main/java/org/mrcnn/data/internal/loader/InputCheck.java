// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;

/** Whether images can become network input, as far as their headers show it. */
public final class InputCheck {

    private InputCheck() {}

    /** The fault of an image that the resize cannot take. */
    static BadDataException unfit(String name, long id, IllegalArgumentException e) {
        DataFinding finding = new DataFinding(
                DataProblem.UNFIT_FOR_RESIZE,
                name,
                Long.toString(id),
                null,
                "an image that image.mode can take",
                e.getMessage());
        return new BadDataException(finding, e);
    }
}
