// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The body of an answer as an array, up to a number of bytes. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final HttpResponse.BodySubscriber<byte[]> whole = HttpResponse.BodySubscribers.ofByteArray();
    private long left;
    private Flow.Subscription subscription;

    LimitedBody(long maxBytes) {
        left = maxBytes;
    }

    /** There are more bytes. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription of) {
        subscription = of;
        whole.onSubscribe(of);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        if (left < 0) {
            return; // what was under way when it was cancelled
        }
        left -= part.stream().mapToLong(ByteBuffer::remaining).sum();
        if (left < 0) {
            subscription.cancel();
            whole.onError(new TooLongException());
        } else {
            whole.onNext(part);
        }
    }

    @Override
    public void onError(Throwable fault) {
        whole.onError(fault);
    }

    @Override
    public void onComplete() {
        whole.onComplete();
    }
}
