// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.keras;

import io.jhdf.GlobalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.DatasetReader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mrcnn.engine.weights.WeightFileException;
import org.mrcnn.interop.internal.bytes.Bytes;
import org.mrcnn.interop.internal.bytes.FileBytes;

/**
 * The groups, texts and tensors of an HDF5 file, accessed by name. jhdf reads single structures; this class follows the
 * references between them, but only along the requested names, so that a cycle of groups does no harm.
 */
final class Hdf5File implements AutoCloseable {

    /** Maximum number of bytes of all texts of one attribute. The layer names of a ResNet-101 take 12 KB. */
    private static final int MAX_TEXT = 4 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int GROUP = 1;
    private static final int SOFT_LINK = 2;

    private final BoundedStorage storage;
    private final ObjectHeader root;

    private Hdf5File(BoundedStorage storage) {
        this.storage = storage;
        this.root = guarded("root group", () -> ObjectHeader.readObjectHeader(storage, rootAddress()));
    }

    /**
     * Opens a file.
     *
     * @throws WeightFileException if the file is not HDF5, or is damaged
     */
    static Hdf5File open(Path file) throws IOException {
        FileBytes bytes = FileBytes.open(file);
        return of(file, bytes, bytes::close);
    }

    /**
     * Reads a file that is already open. It is closed by {@link #close}, and if this method throws an exception.
     *
     * @param content the HDF5 file, or the part of a file that contains it
     * @param open closes the file
     * @throws WeightFileException if the content is not HDF5, or is damaged
     */
    static Hdf5File of(Path file, Bytes content, Closeable open) throws IOException {
        try {
            return new Hdf5File(new BoundedStorage(file, content, open));
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private long rootAddress() {
        Superblock superblock = storage.getSuperblock();
        if (superblock instanceof Superblock.SuperblockV0V1 old) {
            return new SymbolTableEntry(storage, old.getRootGroupSymbolTableAddress()).getObjectHeaderAddress();
        }
        return ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
    }

    /** The path of an object and its header. */
    record Node(String path, ObjectHeader header) {}

    Node root() {
        return new Node("", root);
    }

    /** Returns the addresses of the objects in a group, by name. */
    Map<String, Long> children(Node group) {
        return guarded("group " + group.path(), () -> {
            ObjectHeader header = group.header();
            return header.hasMessageOfType(SymbolTableMessage.class) ? symbolTable(header) : links(header);
        });
    }

    /** Returns the object at a path below a group; null if there is none. */
    Node find(Node group, String path) {
        String[] steps = path.split("/", MAX_DEPTH + 1);
        if (steps.length > MAX_DEPTH) {
            throw new WeightFileException(
                    storage.file() + ": expected groups at most " + MAX_DEPTH + " deep, found " + shorten(path));
        }
        Node at = group;
        for (String step : steps) {
            Long address = children(at).get(step);
            if (address == null) {
                return null;
            }
            at = node(at, step, address);
        }
        return at;
    }

    Node node(Node parent, String name, long address) {
        String path = parent.path() + "/" + name;
        return new Node(path, guarded(path, () -> ObjectHeader.readObjectHeader(storage, address)));
    }

    /** Returns the tensor of this object. */
    Hdf5Tensor tensor(Node node) {
        return guarded("dataset " + node.path(), () -> Hdf5Tensor.of(storage, node.path(), node.header()));
    }

    /** Returns the texts of an attribute; null if there is none. Keras splits long attributes into name0, name1 and so on. */
    List<String> texts(Node node, String attribute) {
        return guarded("attribute " + attribute + " of " + node.path() + "/", () -> {
            Map<String, AttributeMessage> attributes = new HashMap<>();
            node.header().getMessagesOfType(AttributeMessage.class).forEach(a -> attributes.put(a.getName(), a));
            if (attributes.containsKey(attribute)) {
                return texts(attributes.get(attribute));
            }
            List<String> all = new ArrayList<>();
            for (int i = 0; attributes.containsKey(attribute + i); i++) {
                all.addAll(texts(attributes.get(attribute + i)));
            }
            return attributes.containsKey(attribute + "0") ? all : null;
        });
    }

    private Map<String, Long> symbolTable(ObjectHeader header) {
        SymbolTableMessage table = header.getMessageOfType(SymbolTableMessage.class);
        ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
        Map<String, Long> found = new LinkedHashMap<>();
        for (long leaf :
                BTreeV1.createGroupBTree(storage, table.getBTreeAddress()).getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(storage, leaf).getSymbolTableEntries()) {
                if (entry.getCacheType() <= GROUP) {
                    names.position(entry.getLinkNameOffset());
                    found.put(Utils.readUntilNull(names), entry.getObjectHeaderAddress());
                } else if (entry.getCacheType() != SOFT_LINK) { // links are ignored: they may refer to other files
                    throw new HdfException("an entry of type " + entry.getCacheType());
                }
            }
        }
        return found;
    }

    private static Map<String, Long> links(ObjectHeader header) {
        if (!header.hasMessageOfType(LinkInfoMessage.class)) {
            return Map.of(); // a dataset
        }
        if (header.getMessageOfType(LinkInfoMessage.class).getBTreeNameIndexAddress()
                != io.jhdf.Constants.UNDEFINED_ADDRESS) {
            throw new HdfException(
                    "its entries are stored in a form that Keras does not write (h5py's libver=\"latest\");"
                            + " copy the file with h5py's default settings");
        }
        Map<String, Long> found = new LinkedHashMap<>();
        for (LinkMessage link : header.getMessagesOfType(LinkMessage.class)) {
            if (link.getLinkType() == LinkMessage.LinkType.HARD) {
                found.put(link.getLinkName(), link.getHardLinkAddress());
            }
        }
        return found;
    }

    private List<String> texts(AttributeMessage attribute) {
        ByteBuffer data = attribute.getDataBuffer();
        if (data == null) {
            return List.of(); // Keras writes an empty list of numbers for a layer without weights
        }
        if (attribute.getDataType() instanceof VariableLength type && type.isVariableLengthString()) {
            return variableTexts(data, type);
        }
        if (!(attribute.getDataType() instanceof StringData type)) {
            throw new HdfException("expected texts, found " + attribute.getDataType());
        }
        int count = data.remaining() / type.getSize();
        return List.of((String[]) DatasetReader.readDataset(type, data, new int[] {count}, storage));
    }

    /** Resolves texts from references, each of which contains a length, the address of a heap, and an index in the heap. */
    private List<String> variableTexts(ByteBuffer references, VariableLength type) {
        Map<Long, GlobalHeap> heaps = new HashMap<>();
        List<String> texts = new ArrayList<>();
        int total = 0;
        while (references.hasRemaining()) {
            int length = references.getInt();
            long address = references.getLong();
            int index = references.getInt();
            total = Math.addExact(total, length);
            if (length < 0 || total > MAX_TEXT) {
                throw new HdfException("texts of more than " + MAX_TEXT + " bytes");
            }
            GlobalHeap heap = heaps.computeIfAbsent(address, a -> new GlobalHeap(storage, a));
            ByteBuffer text = heap.getObjectData(index);
            text.limit(Math.min(text.limit(), length));
            texts.add(type.getEncoding().decode(text).toString());
        }
        return texts;
    }

    /** Creates an exception about the content of the file. */
    WeightFileException fault(String what) {
        return new WeightFileException(path() + ": damaged: " + what);
    }

    /** Adds the file and the location to every exception about the content. */
    <T> T guarded(String what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (WeightFileException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new WeightFileException(
                    storage.file() + ", " + shorten(what) + ": damaged: " + reason(e) + "; fetch the file again", e);
        }
    }

    /** Returns the message of the root cause. */
    static String reason(Throwable e) {
        Throwable cause = e;
        for (int i = 0; cause.getCause() != null && i < MAX_DEPTH; i++) {
            cause = cause.getCause();
        }
        if (cause instanceof StackOverflowError) {
            return "its parts refer to each other in a circle, or without end";
        }
        return cause instanceof HdfException
                ? cause.getMessage()
                : cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private static String shorten(String path) {
        int most = 200;
        return path.length() <= most ? path : path.substring(0, most) + "...";
    }

    Path path() {
        return storage.file();
    }

    @Override
    public void close() {
        storage.close();
    }
}
