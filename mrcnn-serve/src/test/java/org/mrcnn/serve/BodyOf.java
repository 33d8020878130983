// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;

/** A request with a body of zeros. */
final class BodyOf extends ServletInputStream {
    private int left;

    BodyOf(int length) {
        left = length;
    }

    HttpServletRequest request() {
        int length = left;
        return (HttpServletRequest) Proxy.newProxyInstance(
                BodyOf.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getContentLengthLong" -> (long) length;
                    case "getInputStream" -> this;
                    default -> null;
                });
    }

    @Override
    public int read() {
        return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        int count = Math.min(left, length);
        left -= count;
        return count == 0 ? -1 : count;
    }

    @Override
    public boolean isFinished() {
        return left <= 0;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException();
    }
}
