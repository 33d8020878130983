// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import org.apache.spark.sql.SparkSession;

/** The session of all tests, because starting one takes longer than most tests. Spark stops it when the process ends. */
final class LocalSpark {

    private LocalSpark() {}

    static SparkSession session() {
        return Once.SESSION;
    }

    private static final class Once {
        static final SparkSession SESSION = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.codegen.wholeStage", false) // compiling takes longer than these few rows
                .config("spark.hadoop.fs.other.impl", OtherFileSystem.class.getName())
                .config("spark.hadoop.fs.object.impl", ObjectStore.class.getName())
                .config("spark.sql.warehouse.dir", "target/warehouse")
                .getOrCreate();
    }
}
