// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.train;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file of TensorBoard: records of TensorFlow, each an Event message of protocol buffers (tensorflow/core/util/event.proto
 * and summary.proto), framed by its length and masked CRC-32C checksums (tensorflow/core/lib/io/record_writer.cc).
 */
final class EventFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int EVENT_WALL_TIME = 1 << 3 | 1;
    private static final int EVENT_STEP = 2 << 3;
    private static final int EVENT_FILE_VERSION = 3 << 3 | 2;
    private static final int EVENT_SUMMARY = 5 << 3 | 2;
    private static final int EVENT_SESSION = 7 << 3 | 2;
    /** A session log whose status, its first field, is START. */
    private static final byte[] SESSION_START = {1 << 3, 1};

    private static final int SUMMARY_VALUE = 1 << 3 | 2;
    private static final int VALUE_TAG = 1 << 3 | 2;
    private static final int VALUE_NUMBER = 2 << 3 | 5;
    private static final int VALUE_IMAGE = 4 << 3 | 2;
    private static final int IMAGE_HEIGHT = 1 << 3;
    private static final int IMAGE_WIDTH = 2 << 3;
    private static final int IMAGE_COLORS = 3 << 3;
    private static final int IMAGE_DATA = 4 << 3 | 2;
    private static final int RGB = 3;
    /** Position of width and height, big endian, in the header of a PNG file. */
    private static final int PNG_SIZE = 16;

    private final OutputStream out;

    private EventFile(OutputStream out) throws IOException {
        this.out = out;
        record(event(0, EVENT_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Creates a new file in the folder of earlier runs, which TensorBoard shows as a single run.
     *
     * @param step step at which the run begins or resumes: TensorBoard discards what the earlier run wrote from this step on
     */
    static EventFile in(Path folder, int step) throws IOException {
        EventFile file = in(folder);
        if (step > 1) {
            file.record(event(step, EVENT_SESSION, SESSION_START));
        }
        return file;
    }

    private static EventFile in(Path folder) throws IOException {
        for (long time = System.currentTimeMillis(); ; time++) {
            Path file = folder.resolve("events.out.tfevents." + time / 1000 + "." + time);
            if (!Files.exists(file)) {
                return made(file);
            }
        }
    }

    /** A full disk takes names of files, but no content: without it no file stays, as the next step tries again. */
    private static EventFile made(Path file) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        try {
            EventFile events = new EventFile(out);
            out.flush();
            return events;
        } catch (IOException e) {
            closeAfter(e, out);
            Files.delete(file);
            throw e;
        }
    }

    private static void closeAfter(IOException fault, OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            fault.addSuppressed(e);
        }
    }

    /** Writes numbers of a step by tag. */
    void write(int step, Map<String, Float> scalars) throws IOException {
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        scalars.forEach((tag, number) -> {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            field(value, VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
            value.write(VALUE_NUMBER);
            value.writeBytes(little(Float.BYTES).putFloat(number).array());
            field(summary, SUMMARY_VALUE, value.toByteArray());
        });
        record(event(step, EVENT_SUMMARY, summary.toByteArray()));
        out.flush();
    }

    /** Writes an image of a step, given as the content of a PNG file. */
    void image(int step, String tag, byte[] png) throws IOException {
        ByteBuffer size = ByteBuffer.wrap(png, PNG_SIZE, 2 * Integer.BYTES);
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        int width = size.getInt();
        image.write(IMAGE_HEIGHT);
        varint(image, size.getInt());
        image.write(IMAGE_WIDTH);
        varint(image, width);
        image.write(IMAGE_COLORS);
        varint(image, RGB);
        field(image, IMAGE_DATA, png);
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        field(value, VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
        field(value, VALUE_IMAGE, image.toByteArray());
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        field(summary, SUMMARY_VALUE, value.toByteArray());
        record(event(step, EVENT_SUMMARY, summary.toByteArray()));
        out.flush();
    }

    private static byte[] event(int step, int key, byte[] content) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.write(EVENT_WALL_TIME);
        event.writeBytes(little(Double.BYTES)
                .putDouble(System.currentTimeMillis() / 1000.0)
                .array());
        event.write(EVENT_STEP);
        varint(event, step);
        field(event, key, content);
        return event.toByteArray();
    }

    private static void field(ByteArrayOutputStream into, int key, byte[] content) {
        into.write(key);
        varint(into, content.length);
        into.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream into, int value) {
        int rest = value;
        while (rest > 0x7f) {
            into.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        into.write(rest);
    }

    private void record(byte[] data) throws IOException {
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        out.write(length);
        out.write(little(Integer.BYTES).putInt(masked(length)).array());
        out.write(data);
        out.write(little(Integer.BYTES).putInt(masked(data)).array());
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
