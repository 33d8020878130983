// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Settings of a Mask R-CNN: one record a component, checked when made, read from and written to YAML.
 *
 * <p>A component receives its own record, never the whole tree. Defaults are those of Matterport's {@code Config};
 * each setting's Javadoc names its counterpart there.
 *
 * <p>A {@code Config} is what a user writes, in YAML or by the {@code with} methods, and names its faults as they stand there. A
 * {@code Settings} record, of the other modules, is what a function or an op takes, in its own terms; {@code DataSettings} inside of this module
 * is the one place that makes it of a {@code Config}.
 */
package org.mrcnn.core.config;
