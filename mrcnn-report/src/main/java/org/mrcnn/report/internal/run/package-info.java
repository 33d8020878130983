// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** The report of a training run in one HTML file, which is updated during the run. */
package org.mrcnn.report.internal.run;
