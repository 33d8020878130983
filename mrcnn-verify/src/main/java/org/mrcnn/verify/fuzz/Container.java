// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Damages data behind the lengths and checksums of a file format, which stay correct. */
enum Container {
    /** Bytes without lengths and checksums. */
    PLAIN {
        @Override
        byte[] mutated(byte[] file, Mutator mutator, SplittableRandom random) {
            return mutator.mutated(file);
        }
    },
    /** The header of a safetensors file, after its length. */
    SAFETENSORS {
        @Override
        byte[] mutated(byte[] file, Mutator mutator, SplittableRandom random) {
            int end = Math.addExact(8, (int)
                    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
            byte[] header = mutator.mutated(Arrays.copyOfRange(file, 8, end));
            ByteBuffer whole =
                    ByteBuffer.allocate(8 + header.length + file.length - end).order(ByteOrder.LITTLE_ENDIAN);
            return whole.putLong(header.length)
                    .put(header)
                    .put(file, end, file.length - end)
                    .array();
        }
    },
    /** One entry of a zip; weights in it are damaged as safetensors files. */
    ZIP {
        @Override
        byte[] mutated(byte[] file, Mutator mutator, SplittableRandom random) {
            try {
                Map<String, byte[]> entries = entries(file);
                List<String> names = List.copyOf(entries.keySet());
                String name = names.get(random.nextInt(names.size()));
                boolean weights = name.endsWith(".safetensors") && random.nextInt(4) > 0;
                entries.put(name, (weights ? SAFETENSORS : PLAIN).mutated(entries.get(name), mutator, random));
                return zip(entries);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    /** One entry of a zip without compression, the format of PyTorch and Keras. */
    STORED_ZIP {
        @Override
        byte[] mutated(byte[] file, Mutator mutator, SplittableRandom random) {
            try {
                Map<String, byte[]> entries = entries(file);
                List<String> names = List.copyOf(entries.keySet());
                String pickle = names.stream()
                        .filter(n -> n.endsWith("data.pkl"))
                        .findFirst()
                        .orElse(names.get(names.size() - 1));
                String name = random.nextInt(3) > 0 ? pickle : names.get(random.nextInt(names.size()));
                entries.put(name, mutator.mutated(entries.get(name)));
                return stored(entries);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    /** The chunks of a PNG file, whose checksums are corrected. */
    PNG {
        @Override
        byte[] mutated(byte[] file, Mutator mutator, SplittableRandom random) {
            byte[] damaged = mutator.mutated(file);
            ByteBuffer bytes = ByteBuffer.wrap(damaged);
            for (int at = 8; at >= 8 && at + 12 <= damaged.length; ) {
                int end = at + 8 + bytes.getInt(at);
                if (end < at + 8 || end > damaged.length - 4) {
                    break;
                }
                CRC32 crc = new CRC32();
                crc.update(damaged, at + 4, end - at - 4);
                bytes.putInt(end, (int) crc.getValue());
                at = end + 4;
            }
            return damaged;
        }
    };

    abstract byte[] mutated(byte[] file, Mutator mutator, SplittableRandom random);

    private static Map<String, byte[]> entries(byte[] file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                entries.put(e.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    /** Returns a zip with uncompressed entries. */
    static byte[] stored(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(e.getValue());
                ZipEntry entry = new ZipEntry(e.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(e.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(e.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
