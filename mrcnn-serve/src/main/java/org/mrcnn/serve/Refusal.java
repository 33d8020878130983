// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import org.mrcnn.data.image.ImageException;

/** Why a request gets no result: a status of HTTP, and a sentence for the client. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** A request that a client should send again in a moment. */
    static Refusal busy(String sentence) {
        return new Refusal(429, sentence);
    }

    /** A request that can never be answered as it is. */
    static Refusal wrong(String sentence) {
        return new Refusal(400, sentence);
    }

    /** An image that cannot be used. */
    static Refusal of(ImageException e) {
        String sentence = e.getMessage().replaceFirst("^Image in memory: ", "the image: ");
        return switch (e.problem()) {
            case TOO_LARGE -> new Refusal(413, sentence);
            case NOT_AN_IMAGE -> new Refusal(415, sentence);
            default -> wrong(sentence);
        };
    }

    int status() {
        return status;
    }

    /** Whether the same request may succeed later. */
    boolean isForNow() {
        return status == 429 || status == 503;
    }
}
