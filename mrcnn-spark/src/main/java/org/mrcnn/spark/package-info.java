// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection, evaluation and training on Apache Spark: {@link org.mrcnn.spark.SparkDetector} is the entrance. */
package org.mrcnn.spark;
