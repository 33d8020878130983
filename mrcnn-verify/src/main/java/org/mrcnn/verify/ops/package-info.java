// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/**
 * JMH benchmarks of single operations, run by {@code scripts/bench --mode ops} or {@code scripts/java-main org.openjdk.jmh.Main
 * REGEX}. Each checks its result once before it is timed.
 */
package org.mrcnn.verify.ops;
