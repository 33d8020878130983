// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.bytes.ZipBytes;
import org.mrcnn.interop.internal.pickle.Pickle;

/** The format of torch.save since PyTorch 1.6: a zip with a pickle and one entry per storage, all uncompressed. */
final class TorchZip {

    private static final String PICKLE = "data.pkl";

    private final Path file;
    private final ZipFile zip;
    private final String folder;
    private final ByteOrder order;

    private TorchZip(Path file, ZipFile zip, String folder) throws IOException {
        this.file = file;
        this.zip = zip;
        this.folder = folder;
        order = byteOrder();
    }

    /** Returns the folder of the pickle with a trailing slash; null if the zip was not written by torch.save. */
    static String folder(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .findFirst()
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .orElse(null);
    }

    /** Opens a file. */
    static Contents open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        try {
            String folder = folder(zip);
            if (folder == null) {
                throw new WeightFileException(file + ": expected a zip with " + PICKLE + ", found none");
            }
            TorchZip torch = new TorchZip(file, zip, folder);
            Pickle pickle = Pickle.read(torch.entry(PICKLE), 0);
            return new Contents(file, pickle.value(), new TensorObjects(torch::storage, id -> null), zip::close);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private ByteOrder byteOrder() throws IOException {
        if (zip.getEntry(folder + "byteorder") == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        Bytes entry = entry("byteorder");
        byte[] text = new byte[(int) Math.min(8, entry.size())];
        entry.read(0, ByteBuffer.wrap(text));
        return switch (new String(text, StandardCharsets.US_ASCII)) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new WeightFileException(entry.name() + ": expected little or big, found something else");
        };
    }

    private Storage storage(StorageId id) {
        return new Storage(entry("data/" + id.key()), id.type(), order, id.length());
    }

    private Bytes entry(String name) {
        return ZipBytes.of(zip, file.toFile().length(), folder + name, "torch.save");
    }
}
