// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.image;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The samples of an image in memory, an array per channel, treated like the pages of a grey TIFF file.
 *
 * @param height number of rows
 * @param width number of columns
 * @param arrays all of one type: byte[], short[] or float[]
 */
record SamplePlanes(int height, int width, List<?> arrays) implements ChannelPixels.Pages {

    /** Checks types and lengths. */
    SamplePlanes {
        long pixels = (long) height * width;
        if (arrays.isEmpty() || height < 1 || width < 1) {
            throw new IllegalArgumentException("planes: expected one or more of at least 1x1 pixels, found "
                    + arrays.size() + " of " + height + "x" + width);
        }
        Class<?> first = arrays.get(0).getClass();
        for (Object array : arrays) {
            if (array.getClass() != first
                    || !(array instanceof byte[] || array instanceof short[] || array instanceof float[])) {
                throw new IllegalArgumentException(
                        "planes: expected arrays of one type, byte[], short[] or float[], found "
                                + array.getClass().getSimpleName() + " beside " + first.getSimpleName());
            }
            if (Array.getLength(array) != pixels) {
                throw new IllegalArgumentException("planes: expected arrays of " + height + "x" + width + " = " + pixels
                        + " values, found " + Array.getLength(array));
            }
        }
    }

    Image image(PixelFormat format) {
        ImageLayout layout = new ImageLayout(height, width, arrays.size(), 1, type(), ImageLayout.Colour.GREY, false);
        return ChannelPixels.of(ImageFile.IN_MEMORY, layout.select(ImageFile.IN_MEMORY, format), format, this);
    }

    private SampleType type() {
        Object first = arrays.get(0);
        return first instanceof byte[]
                ? SampleType.UINT8
                : first instanceof short[] ? SampleType.UINT16 : SampleType.FLOAT32;
    }

    @Override
    public int perPage() {
        return 1;
    }

    @Override
    public RawSamples samples(int page) {
        return new RawSamples(height, width, 1, type(), values(arrays.get(page)));
    }

    private static ByteBuffer values(Object array) {
        if (array instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        ByteBuffer values = ByteBuffer.allocate(
                Math.multiplyExact(Array.getLength(array), array instanceof short[] ? Short.BYTES : Float.BYTES));
        if (array instanceof short[] shorts) {
            values.asShortBuffer().put(shorts);
        } else {
            values.asFloatBuffer().put((float[]) array);
        }
        return values;
    }

    @Override
    public boolean isInverted(int page) {
        return false;
    }
}
