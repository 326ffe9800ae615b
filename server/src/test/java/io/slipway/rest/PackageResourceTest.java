// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.registry.Archives;
import io.slipway.security.TestDigest;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageResourceTest {
  private static final String ALL = "/v1/_/packages";
  private static final String REQUESTS = "/v1/_/provisionRequests";

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    slipway
        .admin()
        .post(
            "/v1/_/endpointInfos",
            "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
        .is(201);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void deploymentPackage_isKeptWithWhatItsManifestSays() {
    Reply made = ann.upload(ALL, Archives.heater()).is(201);
    assertThat(made.at("/name")).isEqualTo("heater");
    assertThat(made.at("/version")).isEqualTo("1.2.0");
    assertThat(made.at("/handler")).isEqualTo("dp");
    assertThat(made.at("/bundles/1/name")).isEqualTo("org.b");
    assertThat(made.at("/sha256")).isEqualTo(TestDigest.sha256(Archives.heater()));
    assertThat(ann.get(one(made)).is(200).json()).isEqualTo(made.json());
    ann.upload(ALL, Archives.heater()).isProblem(409, "ENTITY_UNIQUENESS");
    ann.upload(ALL + "?version=1.2.1", Archives.heater()).refuses("/version");
    ann.upload(ALL, Archives.of(Archives.HEAD, "../evil")).refuses("/");
    ann.upload(ALL, Archives.of(Archives.HEAD.replace(": heater", ": ../x"))).refuses("/");
    ann.delete(one(made)).is(204);
    ann.get(one(made)).is(404);
    assertThat(
            ann.get("/v1/_/auditRecords?subjectName=heater:1.2.0")
                .json()
                .findValuesAsText("action"))
        .containsExactly("deleted", "created");
  }

  @Test
  void fileOfAnyKind_comesBackByteByByte() {
    byte[] bytes = new byte[600_000];
    new Random(7).nextBytes(bytes);
    String sha256 = TestDigest.sha256(bytes);
    String named = ALL + "?name=tool&version=7&handler=shell&sha256=";
    ann.upload(named + "0".repeat(64), bytes).refuses("/sha256");
    Reply made = ann.upload(named + sha256, bytes).is(201);
    assertThat(made.json().at("/size").asInt()).isEqualTo(600_000);
    assertThat(TestDigest.sha256(ann.bytes(one(made) + "/content"))).isEqualTo(sha256);
    String listed = ALL + "?matchTerm=to&handler=shell&askTotalCount=true";
    assertThat(ann.get(listed).json().at("/totalCount").asInt()).isEqualTo(1);
    ann.delete(one(made)).is(204);
  }

  @Test
  void packageElsewhere_isNoted() {
    String far = "{\"name\":\"far\",\"version\":\"1\",\"url\":\"%s\",\"sha256\":\"%s\",\"size\":9}";
    String hash = "a".repeat(64);
    Reply made = ann.post(ALL, far.formatted("https://a.example/far.dp", hash)).is(201);
    assertThat(ann.get(one(made)).at("/url")).isEqualTo("https://a.example/far.dp");
    ann.get(one(made) + "/content").isProblem(409, "OPERATION_NOT_ALLOWED");
    ann.post(ALL, far.formatted("file:///etc/passwd", hash)).refuses("/url");
    ann.post(ALL, far.formatted("https://user:x@a.example", hash)).refuses("/url");
    ann.post(ALL, far.formatted("https://a.example", "AB")).refuses("/sha256");
    ann.delete(one(made)).is(204);
  }

  @Test
  void whatCannotBeKept_isRefusedByName() {
    ann.upload(ALL + "?handler=shell&version=1", new byte[1]).refuses("/name");
    ann.upload(ALL + "?handler=shell&name=a", new byte[1]).refuses("/version");
    ann.upload(ALL + "?handler=shell&name=..&version=1", new byte[1]).refuses("/name");
    ann.upload(ALL + "?handler=shell&name=a&version=1%2F2", new byte[1]).refuses("/version");
    ann.upload(ALL + "?handler=No&name=a&version=1", new byte[1]).refuses("/handler");
    ann.upload(ALL + "?handler=shell&name=a&version=1", new byte[0]).refuses("/");
    ann.upload(ALL + "?handler=shell&name=a&version=1", new byte[1024 * 1024 + 1])
        .isProblem(413, "PAYLOAD_TOO_LARGE");
    ann.post(ALL, "x", "text/plain").isProblem(415, "UNSUPPORTED_MEDIA_TYPE");
    assertThat(ann.get(ALL + "?name=a").json().at("/items")).isEmpty();
  }

  @Test
  void requestForPackages_holdsThemUntilItEnds() {
    for (String name : new String[] {"p1", "p2", "p3"}) {
      ann.upload(ALL + "?handler=shell&version=1&name=" + name, new byte[] {1}).is(201);
    }
    String at = "/options/extraOptions/slipway/packages";
    String two = "[{\"name\":\"p2\",\"version\":\"1\"},{\"name\":\"p1\",\"version\":\"1\"}]";
    Bodied order =
        Bodied.request("packed").with("/options/extraOptions/slipway/profile", "\"any\"");
    ann.post(REQUESTS, order.with(at, two.replace("p1", "p9")).json()).refuses(at + "/1");
    ann.post(REQUESTS, order.with(at, two.replace("p1", "p2")).json()).refuses(at + "/1");
    ann.post(
            REQUESTS,
            order.with(at, two.replace("]", ",{\"name\":\"p3\",\"version\":\"1\"}]")).json())
        .refuses(at);
    Bodied stock = order.with("/options/extraOptions/slipway/profile", "\"kura\"");
    ann.post(REQUESTS, stock.with(at, two).json()).refuses(at + "/0");
    ann.post(REQUESTS, stock.with("/options/extraOptions/slipway/rollbackPackages", "true").json())
        .refuses("/options/extraOptions/slipway/rollbackPackages");
    Reply made =
        ann.post(
                REQUESTS,
                order
                    .with(at, two)
                    .with("/options/extraOptions/slipway/rollbackPackages", "true")
                    .json())
            .is(200);
    assertThat(made.at(at + "/0/name")).isEqualTo("p2");
    assertThat(made.json().at("/options/extraOptions/slipway/rollbackPackages").asBoolean())
        .isTrue();
    String p1 = ALL + "/" + ann.get(ALL + "?name=p1").at("/items/0/id");
    assertThat(ann.delete(p1).isProblem(409, "OPERATION_NOT_ALLOWED").at("/message"))
        .contains("packed");
    ann.delete(REQUESTS + "/" + made.at("/id")).is(200);
    ann.delete(p1).is(204);
  }

  private static String one(Reply made) {
    return ALL + "/" + made.at("/id");
  }
}
