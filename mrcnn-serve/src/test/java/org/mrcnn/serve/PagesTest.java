// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.serve.Client.json;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mrcnn.core.MaskRcnn;

class PagesTest {
    private static MaskRcnn model;
    private static DetectionService service;
    private static Client client;

    @BeforeAll
    static void start() {
        model = SampleModel.create();
        service = DetectionService.builder()
                .model(SampleModel.detectsNothing("cells", model))
                .port(0)
                .start();
        client = new Client(service);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    /** Pages load everything from the service, which the browser enforces. */
    @Test
    void pagesUseNoOtherServer() throws Exception {
        for (String page : List.of("/", "/docs", "/page.js", "/docs.js", "/page.css")) {
            HttpResponse<byte[]> response = client.get(page);
            assertThat(response.statusCode()).as(page).isEqualTo(200);
            assertThat(text(response).replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("//www", "http:", "https:");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe");
            Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                    .matcher(text(response))
                    .results()
                    .map(MatchResult::group)
                    .forEach(link -> assertThat(link).isIn(LINKS));
        }
    }

    private static final Set<String> LINKS = Set.of(
            "href=\"data:,\"",
            "href=\"page.css\"",
            "src=\"page.js\"",
            "src=\"docs.js\"",
            "href=\"docs\"",
            "href=\".\"",
            "href=\"openapi.json\"");

    @Test
    void theDescriptionHasEveryRouteAndNoOther() throws Exception {
        Set<String> described = new TreeSet<>();
        JsonNode paths = json(client.get("/openapi.json")).get("paths");
        paths.properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(service.routes())
                .map(route -> route.method().name() + " " + route.path())
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void theDescriptionHasTheParametersFormatsAndReferences() throws Exception {
        String text = text(client.get("/openapi.json"));
        JsonNode description = json(client.get("/openapi.json"));
        JsonNode parameters = description.at("/components/parameters");

        assertThat(Query.NAMES).allMatch(parameters::has);
        assertThat(parameters.at("/format/schema/enum"))
                .map(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(List.of(AnswerFormat.values()).stream()
                        .map(AnswerFormat::toString)
                        .toList());
        Pattern.compile("\"\\$ref\": \"#([^\"]+)\"")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .forEach(pointer -> assertThat(description.at(pointer).isMissingNode())
                        .as(pointer)
                        .isFalse());
    }
}
