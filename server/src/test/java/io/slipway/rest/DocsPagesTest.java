// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsPagesTest {
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

  private Installation slipway;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void page_loadsNothingFromElsewhere() {
    Reply page = get("/v1/docs");
    assertThat(header(page, "Content-Type")).startsWith("text/html");
    assertThat(header(page, "Content-Security-Policy"))
        .isEqualTo(DocsPages.POLICY)
        .doesNotContain("unsafe", "http");
    List<String> loaded = LOADED.matcher(page.text()).results().map(r -> r.group(1)).toList();
    assertThat(loaded).hasSize(6).allMatch(l -> l.startsWith("/v1/") || l.equals("data:,"));
    for (String path : loaded) {
      if (path.startsWith("/")) {
        get(path);
      }
    }
  }

  @Test
  void file_isOfItsType() {
    assertThat(header(get("/v1/docs/swagger-ui.css"), "Content-Type")).startsWith("text/css");
    Reply script = get("/v1/docs/swagger-ui-bundle.js");
    assertThat(header(script, "Content-Type")).startsWith("text/javascript");
    assertThat(script.text()).contains("SwaggerUIBundle");
    assertThat(header(script, "Cache-Control")).isEqualTo("max-age=3600");
    slipway.send(null, "GET", "/v1/docs/index.html", null).is(404);
  }

  private Reply get(String path) {
    return slipway.send(null, "GET", path, null).is(200);
  }

  private static String header(Reply reply, String name) {
    return reply.http().headers().firstValue(name).orElse("");
  }
}
