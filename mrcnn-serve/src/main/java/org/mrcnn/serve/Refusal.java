// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import org.mrcnn.data.image.ImageException;

/** Thrown if a request gets no result; contains an HTTP status and a sentence for the client. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** Returns the refusal of a request that the client should send again later. */
    static Refusal busy(String sentence) {
        return new Refusal(429, sentence);
    }

    /** Returns the refusal of a request for which there is no memory. */
    static Refusal memory() {
        return new Refusal(503, "the memory of the service is used up, see its log; try again later");
    }

    /** Returns the refusal of an invalid request. */
    static Refusal wrong(String sentence) {
        return new Refusal(400, sentence);
    }

    /** Returns the refusal of an image that cannot be used. */
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

    /** Returns whether the same request may succeed later. */
    boolean isForNow() {
        return status == 429 || status == 503;
    }
}
