package org.mrcnn.core.internal.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.mrcnn.data.dataset.Dataset;

/** Tells data sets apart by what they list, without reading an image. */
public final class DatasetDigest {
    private DatasetDigest() {}

    /** {@code sha256:} and 64 hexadecimal digits, over labels, image ids and image names in their order. */
    public static String of(Dataset dataset) {
        MessageDigest sha = sha256();
        dataset.labels().forEach(label -> update(sha, label));
        for (int i = 0; i < dataset.size(); i++) {
            update(sha, Long.toString(dataset.imageId(i)));
            update(sha, dataset.imageName(i));
        }
        return "sha256:" + HexFormat.of().formatHex(sha.digest());
    }

    private static void update(MessageDigest sha, String text) {
        sha.update(text.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0); // so that "a", "bc" and "ab", "c" differ
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
