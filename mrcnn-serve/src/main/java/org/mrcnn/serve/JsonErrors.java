// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Reports errors that the server detects before a route is called, such as headers that are too long, in the format of all
 * other errors.
 */
final class JsonErrors extends ErrorHandler {

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answers.JSON);
        if (code == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(new HttpField(HttpHeader.RETRY_AFTER, "1"));
        }
        String text = code == HttpStatus.SERVICE_UNAVAILABLE_503
                ? "the service is stopping; try again later"
                : HttpStatus.getMessage(code);
        Content.Sink.write(response, true, Answers.errorText(text), callback);
    }
}
