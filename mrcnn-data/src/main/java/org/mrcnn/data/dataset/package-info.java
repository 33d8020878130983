// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Data sets: annotated images by index, in whatever format they come.
 *
 * <p>Words: an object is one annotated thing, a crowd a region of many; counts of objects include crowds, counts of
 * instances in reports do not, unless their Javadoc says so. A problem is a kind of what can be wrong ({@link
 * org.mrcnn.data.dataset.DataProblem}); a finding is one problem at one place ({@link
 * org.mrcnn.data.dataset.DataFinding}), thrown or collected by {@link org.mrcnn.data.dataset.Findings}; a suspicion is
 * valid data that looks wrong, which is shown to a person and never refused.
 */
package org.mrcnn.data.dataset;
