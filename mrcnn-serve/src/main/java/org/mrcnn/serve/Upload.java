// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.util.Promise;

/**
 * An image file sent by a client.
 *
 * @param name name of the file, without folders
 * @param bytes content of the file
 */
@SuppressWarnings("ArrayRecordComponent") // a copy of every image would double the memory
record Upload(String name, byte[] bytes) {

    private static final String ANY = "application/octet-stream";
    private static final String FORM = "multipart/form-data";
    private static final int MAX_PARTS = 1000;

    /**
     * Returns the image files in the body of a request: one, or several from a form.
     *
     * @throws Refusal if the body is of another type, is empty, or is a form without a file
     */
    static List<Upload> of(Context request, byte[] body) {
        // As sent: the servlet API would reject "charset=binary", which file(1) prints for images.
        String sent = request.header("Content-Type");
        String header = sent == null ? ANY : sent;
        String type = header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        List<Upload> images;
        if (type.equals(FORM)) {
            images = ofForm(header, body);
        } else if (type.equals(ANY) || type.startsWith("image/")) { // the content determines the type
            images = List.of(new Upload("image", body));
        } else {
            throw new Refusal(
                    415,
                    "Content-Type: expected image/png, image/jpeg, image/tiff, image/webp, " + ANY + " or " + FORM
                            + ", found '" + type + "'");
        }
        if (images.size() == 1 && images.get(0).bytes.length == 0) {
            throw Refusal.wrong("expected an image in the body of the request, found no bytes");
        }
        return images;
    }

    private static List<Upload> ofForm(String header, byte[] body) {
        String boundary = MultiPart.extractBoundary(header.replaceFirst("(?i);\\s*boundary\\s*=", "; boundary="));
        if (boundary == null) {
            throw Refusal.wrong("Content-Type: expected " + FORM + " with a boundary, found '" + header + "'");
        }
        MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(MAX_PARTS);
        parser.setMaxLength(-1);
        parser.setMaxFileSize(-1);
        parser.setMaxMemoryFileSize(-1);
        List<Upload> files = new ArrayList<>();
        CompletableFuture<MultiPartFormData.Parts> parsed = new CompletableFuture<>();
        parser.parse(new ByteBufferContentSource(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
        try (MultiPartFormData.Parts parts = parsed.join()) {
            for (MultiPart.Part part : parts) {
                if (part.getFileName() != null) {
                    files.add(new Upload(name(part.getFileName()), content(part)));
                } else {
                    requireNoParameter(part.getName());
                }
            }
        } catch (IOException | CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw Refusal.wrong("the form of the request cannot be read: " + cause.getMessage());
        }
        if (files.isEmpty()) {
            throw Refusal.wrong("expected a form with a file, found none");
        }
        return files;
    }

    /** Rejects a parameter in a form, because ignoring it would return other objects than requested. */
    private static void requireNoParameter(String field) {
        if (field != null && Query.NAMES.contains(field)) {
            throw Refusal.wrong(field + ": expected this parameter in the query of the URL, such as ?" + field
                    + "=..., found it in the form");
        }
    }

    private static byte[] content(MultiPart.Part part) throws IOException {
        ByteBuffer content = Content.Source.asByteBuffer(part.newContentSource(null, 0, -1));
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    /** Returns the file name without folders; unsafe characters are replaced by underscores. */
    private static String name(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String legal = last.replaceAll("[\\p{Cntrl}<>:\"|?*]", "_").strip();
        boolean usable = !legal.matches("\\.*") && legal.getBytes(StandardCharsets.UTF_8).length <= 200;
        return usable ? legal : "image";
    }
}
