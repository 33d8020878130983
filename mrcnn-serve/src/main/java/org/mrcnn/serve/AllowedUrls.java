// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Fetches images from servers that the operator has allowed. Without that, a client could let the service ask servers that only the
 * service can reach. Redirects are not followed, as they could lead elsewhere.
 */
final class AllowedUrls {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<URI> prefixes;
    private final String authorization;
    private final long maxBytes;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Servers and the folders on them.
     *
     * @param prefixes such as {@code http://labels.example/data/}; those without a scheme are relative to the first
     * @param authorization header of that name for all of them; null for none
     * @param maxBytes of an image
     */
    AllowedUrls(List<URI> prefixes, String authorization, long maxBytes) {
        this.prefixes = List.copyOf(prefixes);
        this.authorization = authorization;
        this.maxBytes = maxBytes;
    }

    /** Checks a prefix: a server of http or https, without a user, query or fragment. */
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
     * The content of a URL.
     *
     * @throws Refusal if it is not allowed, or cannot be had
     */
    byte[] fetch(String url) throws InterruptedException {
        URI uri = resolved(url);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                return content(url, response.statusCode(), in);
            }
        } catch (IOException e) {
            throw Refusal.wrong("the image at " + shown(url) + " cannot be fetched: "
                    + e.getClass().getSimpleName());
        }
    }

    private byte[] content(String url, int status, InputStream in) throws IOException {
        if (status != 200) {
            throw Refusal.wrong("the image at " + shown(url) + ": expected status 200, found " + status);
        }
        byte[] bytes = in.readNBytes((int) maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new Refusal(
                    413, "the image at " + shown(url) + ": expected at most " + maxBytes + " bytes, found more");
        }
        return bytes;
    }

    private URI resolved(String url) {
        try {
            URI uri = new URI(url);
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

    /** Whether a server might leave the folder of the prefix for this path. */
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
