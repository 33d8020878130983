// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection, evaluation and training on Apache Spark: start with {@link org.mrcnn.spark.SparkDetector}. */
package org.mrcnn.spark;
