// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Detection in DataFrames of Apache Spark: {@link org.mrcnn.spark.SparkDetector}. */
package org.mrcnn.spark;
