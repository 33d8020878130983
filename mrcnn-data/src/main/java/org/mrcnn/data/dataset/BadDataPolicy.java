// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.dataset;

/** What to do with an image or annotation that cannot be used. */
public enum BadDataPolicy {
    /** Stop at the first one with an exception that names it. */
    FAIL,
    /** Skip it, count it and report it. */
    SKIP
}
