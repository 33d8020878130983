// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches images from servers that the operator has allowed. Otherwise a client could make the service send requests to servers
 * that only the service can reach. Redirects are not followed, because they could lead to other servers.
 */
final class AllowedUrls {
    private static final int OK = 200;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final List<URI> prefixes;
    private final String authorization;
    private final long maxBytes;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Creates a fetcher for servers and the folders on them.
     *
     * @param prefixes prefixes such as {@code http://labels.example/data/}; URLs without a scheme are relative to the first
     * @param authorization value of the header Authorization for all of them; null for none
     * @param limits limits on the number of bytes and on the time
     */
    AllowedUrls(List<URI> prefixes, String authorization, ServiceLimits limits) {
        this.prefixes = List.copyOf(prefixes);
        this.authorization = authorization;
        maxBytes = limits.maxBytes();
        patience = limits.time().compareTo(LONGEST) < 0 ? limits.time() : LONGEST;
    }

    /** Parses a prefix: an http or https server, without user, query and fragment. */
    static URI prefix(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null || climbs(uri)) {
            throw new IllegalArgumentException(
                    "allowed URL: expected the beginning of a URL, such as http://labels.example/data/, found '" + text
                            + "'");
        }
        return uri;
    }

    /**
     * Returns the content of a URL.
     *
     * @throws Refusal if the URL is not allowed, or cannot be fetched in time
     */
    byte[] fetch(String url) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(resolved(url));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request.build(), this::body);
        try {
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw Refusal.wrong(
                        "the image at " + shown(url) + ": expected status 200, found " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw Refusal.wrong("the image at " + shown(url) + ": expected it within " + patience.toMillis()
                    + " ms, found that it takes longer");
        } catch (ExecutionException e) {
            throw refusal(url, e.getCause());
        }
    }

    private HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo response) {
        return response.statusCode() == OK
                ? new LimitedBody(maxBytes)
                : HttpResponse.BodySubscribers.replacing(new byte[0]);
    }

    private Refusal refusal(String url, Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof LimitedBody.TooLongException) {
                return new Refusal(
                        413, "the image at " + shown(url) + ": expected at most " + maxBytes + " bytes, found more");
            }
        }
        return Refusal.wrong("the image at " + shown(url) + " cannot be fetched: "
                + fault.getClass().getSimpleName());
    }

    private URI resolved(String url) {
        try {
            URI uri = new URI(new URI(url.replace(" ", "%20")).toASCIIString()); // encodes spaces and non-ASCII letters
            URI absolute = uri.isAbsolute() || prefixes.isEmpty()
                    ? uri
                    : prefixes.get(0).resolve(uri);
            if (prefixes.stream().anyMatch(prefix -> covers(prefix, absolute))) {
                return absolute;
            }
        } catch (java.net.URISyntaxException e) {
            throw Refusal.wrong("expected a URL of an image, found '" + shown(url) + "'");
        }
        throw new Refusal(
                403,
                "expected image data in the request"
                        + (prefixes.isEmpty() ? "" : ", or a URL that begins with one of " + prefixes) + ", found '"
                        + shown(url)
                        + "'; whoever runs the service can allow more (--allow-url)");
    }

    private static boolean covers(URI prefix, URI uri) {
        String folder = path(prefix);
        return prefix.getScheme().equals(uri.getScheme())
                && prefix.getHost().equalsIgnoreCase(uri.getHost())
                && port(prefix) == port(uri)
                && uri.getUserInfo() == null
                && !climbs(uri)
                && (path(uri).equals(folder) || path(uri).startsWith(folder.endsWith("/") ? folder : folder + "/"));
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    /** Returns whether a server might resolve the path to another folder than that of the prefix. */
    private static boolean climbs(URI uri) {
        String raw = path(uri).toLowerCase(Locale.ROOT);
        return raw.contains("..")
                || raw.contains("%2e")
                || raw.contains("%2f")
                || raw.contains("%5c")
                || raw.contains("%25");
    }

    private static String shown(String url) {
        return url.length() <= 200 ? url : url.substring(0, 200) + "...";
    }
}
