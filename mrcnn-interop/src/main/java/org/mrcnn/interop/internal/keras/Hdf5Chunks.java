// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A tensor that is stored in chunks, which may be shuffled and deflated. A chunk that inflates to more than its size is
 * rejected.
 */
final class Hdf5Chunks {

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;

    private final Hdf5Tensor tensor;
    private final ChunkedDataLayoutMessage layout;
    private final int[] sides;
    private final int chunkBytes;
    private final List<FilterInfo> filters;

    Hdf5Chunks(Hdf5Tensor tensor) {
        this.tensor = tensor;
        layout = tensor.header().getMessageOfType(ChunkedDataLayoutMessage.class);
        sides = layout.getChunkDimensions();
        filters = tensor.header().hasMessageOfType(FilterPipelineMessage.class)
                ? tensor.header().getMessageOfType(FilterPipelineMessage.class).getFilters()
                : List.of();
        long bytes = Float.BYTES;
        boolean fits = sides.length == tensor.shape().length;
        for (int i = 0; i < sides.length && fits; i++) {
            fits = sides[i] > 0 && sides[i] <= tensor.shape()[i];
            bytes *= fits ? sides[i] : 1;
        }
        if (!fits) {
            throw new HdfException(
                    "chunks of " + Arrays.toString(sides) + " of a tensor of " + Arrays.toString(tensor.shape()));
        }
        chunkBytes = Math.toIntExact(bytes);
        for (FilterInfo filter : filters) {
            if (filter.getId() != DEFLATE && filter.getId() != SHUFFLE) {
                throw new HdfException("expected data that are plain, shuffled or deflated (gzip), found the filter "
                        + filter.getName() + " number " + filter.getId());
            }
        }
    }

    void readInto(ByteBuffer to) {
        List<Chunk> chunks = BTreeV1.createDataBTree(tensor.storage(), layout.getBTreeAddress(), sides.length)
                .getChunks();
        long expected = 1;
        for (int i = 0; i < sides.length; i++) {
            expected *= (tensor.shape()[i] + sides[i] - 1) / sides[i];
        }
        long distinct = chunks.stream()
                .map(chunk -> Arrays.toString(chunk.getChunkOffset()))
                .distinct()
                .count();
        if (chunks.size() != expected || distinct != expected) {
            throw new HdfException("expected " + expected + " chunks, found " + chunks.size());
        }
        for (Chunk chunk : chunks) {
            copy(decode(chunk), chunk.getChunkOffset(), to);
        }
    }

    private byte[] decode(Chunk chunk) {
        if (chunk.getSize() > chunkBytes + chunkBytes / 8L + Byte.MAX_VALUE
                || !chunk.getFilterMask().isEmpty()) {
            throw new HdfException("a chunk of " + chunk.getSize() + " bytes in the place of " + chunkBytes);
        }
        tensor.storage().checkWithin(chunk.getAddress(), chunk.getSize());
        ByteBuffer stored = ByteBuffer.allocate(chunk.getSize());
        tensor.storage().read(chunk.getAddress(), stored);
        byte[] data = stored.array();
        for (int i = filters.size() - 1; i >= 0; i--) {
            data = filters.get(i).getId() == DEFLATE ? inflate(data) : unshuffle(data);
        }
        if (data.length != chunkBytes) {
            throw new HdfException("a chunk of " + data.length + " bytes in the place of " + chunkBytes);
        }
        return data;
    }

    private byte[] inflate(byte[] deflated) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            byte[] data = new byte[chunkBytes];
            int at = 0;
            while (at < data.length) {
                int n = inflater.inflate(data, at, data.length - at);
                if (n == 0) {
                    throw new HdfException("a deflated chunk ends after " + at + " of " + chunkBytes + " bytes");
                }
                at += n;
            }
            if (inflater.inflate(new byte[1]) > 0) {
                throw new HdfException("a deflated chunk of more than " + chunkBytes + " bytes");
            }
            return data;
        } catch (DataFormatException e) {
            throw new HdfException("a chunk cannot be inflated", e);
        } finally {
            inflater.end();
        }
    }

    /** Reverses the shuffle filter, which stores the first bytes of all numbers, then their second bytes, and so on. */
    private static byte[] unshuffle(byte[] shuffled) {
        int count = shuffled.length / Float.BYTES;
        byte[] data = new byte[shuffled.length];
        for (int b = 0; b < Float.BYTES; b++) {
            for (int i = 0; i < count; i++) {
                data[i * Float.BYTES + b] = shuffled[b * count + i];
            }
        }
        return data;
    }

    /** Copies the rows of a chunk that lie inside the tensor. */
    private void copy(byte[] data, long[] offset, ByteBuffer to) {
        int last = sides.length - 1;
        int rowBytes = sides[last] * Float.BYTES;
        int[] at = new int[sides.length];
        for (int row = 0; row < data.length / rowBytes; row++) {
            int rest = row;
            for (int i = last - 1; i >= 0; i--) {
                at[i] = rest % sides[i];
                rest /= sides[i];
            }
            long index = 0;
            boolean inside = true;
            for (int i = 0; i < sides.length; i++) {
                long place = offset[i] + at[i];
                if (offset[i] % sides[i] != 0) {
                    throw new HdfException("a chunk at " + Arrays.toString(offset));
                }
                inside &= place >= 0 && place < tensor.shape()[i];
                index = index * tensor.shape()[i] + place;
            }
            if (inside) {
                long width = Math.min(sides[last], tensor.shape()[last] - offset[last]);
                to.position(Math.toIntExact(index * Float.BYTES)).put(data, row * rowBytes, (int) width * Float.BYTES);
            }
        }
    }
}
