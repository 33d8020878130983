// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mrcnn.serve.Client.assertRefused;
import static org.mrcnn.serve.Client.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mrcnn.core.MaskRcnn;

/** Forms with files, which browsers and other clients write in different ways. */
@Timeout(60)
class FormsTest {
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

    private static HttpRequest.Builder form(String parts) {
        return client.to("/detect")
                .header("Content-Type", "multipart/form-data; boundary=line")
                .POST(HttpRequest.BodyPublishers.ofString(parts));
    }

    private static String part(String disposition, String content) {
        return "--line\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    @Test
    void formsWithoutAFileAreRefused() throws Exception {
        assertRefused(client.send(form("")), 400);
        assertRefused(client.send(form("--line--\r\n")), 400);
        assertRefused(client.send(form(part("name=\"file\"", "text") + "--line--\r\n")), 400);
        assertRefused(client.send(form(part("name=\"file\"; filename=\"\"", "") + "--line--\r\n")), 400);
        assertRefused(client.send(form(part("name=\"file\"; filename=\"a.png\"", "cut"))), 400);
    }

    /** The parameters are those of the URL; ignoring one in a form would return other objects than requested. */
    @Test
    void aParameterInAFormIsRefused() throws Exception {
        String file = part("name=\"file\"; filename=\"a.png\"", "text");

        HttpResponse<byte[]> refused = client.send(form(part("name=\"min_score\"", "0.9") + file + "--line--\r\n"));
        HttpResponse<byte[]> other = client.send(form(part("name=\"comment\"", "mine") + file + "--line--\r\n"));

        assertRefused(refused, 400);
        assertThat(text(refused)).contains("min_score", "in the query");
        assertRefused(other, 415); // the text is no image
    }

    @Test
    void namesOfTheTypeAreReadInAnyCase() throws Exception {
        HttpRequest.Builder request = client.to("/detect")
                .header("Content-Type", "Multipart/Form-Data; Boundary=line")
                .POST(HttpRequest.BodyPublishers.ofString(
                        part("name=\"file\"; filename=\"a.png\"", "text") + "--line--\r\n"));
        assertRefused(client.send(request), 415);
    }

    /** One of several files is empty, another is a text: each has its own line. */
    @Test
    void aFileOfSeveralThatIsNoneHasItsLine() throws Exception {
        String parts = part("name=\"file\"; filename=\"empty.png\"", "")
                + part("name=\"file\"; filename=\"../\u00fc \\\"x\\\".png\"", "text");

        HttpResponse<byte[]> response = client.send(form(parts + "--line--\r\n"));

        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text(response).strip().split("\n", -1)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines).hasSize(2).allMatch(line -> line.get("status").asInt() == 415);
        assertThat(lines.get(0).get("image").asText()).isEqualTo("empty.png");
    }
}
