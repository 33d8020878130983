// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import io.jhdf.ObjectHeader;
import io.jhdf.WritableDatasetImpl;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.Message;
import io.jhdf.storage.HdfFileChannel;
import java.nio.ByteBuffer;
import java.util.List;
import org.mrcnn.engine.internal.NativeCopy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dataset that is written to the file directly from native memory; jhdf's own needs all data as nested arrays on the heap.
 */
final class StreamedDataset extends WritableDatasetImpl {

    private static final float[][][][] OF_RANK_4 = new float[1][1][1][1];
    private static final Object[] OF_RANK = {new float[1], new float[1][1], new float[1][1][1], OF_RANK_4};

    private final INDArray array;

    StreamedDataset(String name, INDArray array) {
        super(OF_RANK[array.rank() - 1], name, null);
        this.array = array;
    }

    @Override
    public long write(HdfFileChannel channel, long position) {
        long bytes = array.length() * Float.BYTES;
        int headerBytes = header(position, 0, bytes).remaining();
        long dataAt = position + headerBytes;
        ByteBuffer data = NativeCopy.bytes(array);
        while (data.hasRemaining()) {
            channel.write(data, dataAt + data.position());
        }
        ByteBuffer header = header(position, dataAt, bytes);
        channel.write(header, position);
        channel.position(dataAt + bytes);
        return dataAt + bytes;
    }

    private ByteBuffer header(long position, long dataAt, long bytes) {
        DataSpace one = DataSpace.fromObject(getData());
        List<Message> messages = List.of(
                DataTypeMessage.create(FloatingPoint.FLOAT),
                DataSpaceMessage.create(DataSpace.modifyDimensions(one, array.shape())),
                FillValueMessage.NO_FILL,
                ContiguousDataLayoutMessage.create(dataAt, bytes));
        return new ObjectHeader.ObjectHeaderV2(position, messages).toBuffer();
    }
}
