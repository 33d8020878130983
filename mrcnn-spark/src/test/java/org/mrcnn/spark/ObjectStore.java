// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system of objects, which become visible when they are complete and are never renamed, like Amazon S3. */
public final class ObjectStore extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("object:///");
    }

    @Override
    public String getScheme() {
        return "object";
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM) || super.hasPathCapability(path, capability);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        throw new IOException(from + ": an object cannot be renamed in one step");
    }
}
