// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Settings of a Mask R-CNN: one record per component, checked when created, read from YAML and written to YAML.
 *
 * <p>A component receives its own record, never the whole configuration. The defaults are those of Matterport's {@code Config};
 * the Javadoc of each setting names its counterpart there.
 *
 * <p>A {@code Config} is written by a user, in YAML or with the {@code with...} methods, and its messages use the names of the
 * YAML settings. A {@code Settings} record, in the other modules, is an argument of a function or an op, in the terms of that
 * function. {@code DataSettings} of this module is the only place that converts a {@code Config} to {@code Settings}.
 */
package org.mrcnn.core.config;
