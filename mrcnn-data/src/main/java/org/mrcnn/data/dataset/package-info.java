// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * Data sets: annotated images by index, from annotations in any format.
 *
 * <p>Terms: an object is a single annotated thing, a crowd is a region with many of them. Counts of objects include crowds;
 * counts of instances in reports do not, unless their Javadoc says so. A problem is a kind of fault ({@link
 * org.mrcnn.data.dataset.DataProblem}). A finding is a problem at one place ({@link org.mrcnn.data.dataset.DataFinding}), which
 * {@link org.mrcnn.data.dataset.Findings} throws or collects. A suspicion is valid data that looks wrong; it is shown to the
 * user and never rejected.
 */
package org.mrcnn.data.dataset;
