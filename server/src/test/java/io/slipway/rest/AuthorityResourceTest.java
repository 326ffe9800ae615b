// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.Fingerprints;
import io.slipway.security.TestEst;
import io.slipway.security.TestPki;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorityResourceTest {
  private static final String ALL = "/v1/_/certificateAuthorities";

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void authorities_areListedWithWhatTheyAreFor() throws Exception {
    Reply list = ann.get(ALL).is(200);
    assertThat(current(list)).containsExactly("ROOT", "PROVISIONING", "DEVICES", "MANAGEMENT");
    JsonNode root = list.json().at("/items/0");
    assertThat(root.path("subject").asText()).startsWith("CN=Slipway Root CA");
    assertThat(root.path("fingerprint").asText())
        .isEqualTo(Fingerprints.of(slipway.authority.root()));
    assertThat(Pem.certificates(root.path("pem").asText()))
        .containsExactly(slipway.authority.root());
    ann.get(ALL + "?limit=1").is(400);
  }

  @Test
  void account_isRolledOverAndOnlyAfterADryRunNotYet() {
    String before = devices(ann.get(ALL));
    Reply plan = ann.post(ALL + "/_rollOver", "{\"dryRun\":true}").is(200);
    assertThat(plan.at("/replaced/0/fingerprint")).isEqualTo(before);
    assertThat(plan.json().at("/inForce")).isEmpty();
    assertThat(devices(ann.get(ALL))).isEqualTo(before);
    Reply done = ann.post(ALL + "/_rollOver", "{}").is(200);
    assertThat(done.at("/replaced/0/fingerprint")).isEqualTo(before);
    assertThat(done.at("/inForce/0/fingerprint")).isNotEqualTo(before);
    assertThat(devices(ann.get(ALL))).isEqualTo(done.at("/inForce/0/fingerprint"));
    assertThat(ann.get("/v1/_/auditRecords?action=authorityRolledOver").json().at("/size").asInt())
        .isOne();
  }

  @Test
  void root_isRolledOverInTheRootAccountAlone() {
    ann.post(ALL + "/_rollOver", "{\"root\":true}").isProblem(409, "OPERATION_NOT_ALLOWED");
    Installation.Caller admin = slipway.admin();
    var before = slipway.authority.root();
    admin.post(ALL + "/_rollOver", "{\"root\":true,\"dryRun\":true}").is(200);
    assertThat(slipway.authority.root()).isEqualTo(before);
    Reply done = admin.post(ALL + "/_rollOver", "{\"root\":true}").is(200);
    assertThat(done.at("/replaced/0/purpose")).isEqualTo("ROOT");
    assertThat(slipway.authority.root()).isNotEqualTo(before);
    assertThat(slipway.authority.roots()).contains(before);
    ann.post(ALL + "/_rollOver", "{\"everything\":true}").refuses("/everything");
  }

  @Test
  void authorityOfOnesOwn_isImportedAndTakenBack() {
    TestPki plant = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
    Installation.Caller olga = slipway.login("olga");
    String own = devices(olga.get(ALL));
    Reply done = olga.post(ALL + "/_import", body(plant.pem(), plant.keyPem())).is(200);
    assertThat(done.text()).doesNotContain("PRIVATE KEY");
    assertThat(devices(done)).isEqualTo(Fingerprints.of(plant.chain().get(0)));
    assertThat(devices(olga.post(ALL + "/_useOwn", "{}").is(200))).isEqualTo(own);
    int recorded = recorded(olga);
    olga.post(ALL + "/_useOwn", "{}").is(200);
    assertThat(recorded(olga)).isEqualTo(recorded).isPositive();
  }

  @Test
  void faultOfWhatIsImported_isToldOfTheField() {
    TestPki plant = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
    TestPki other = TestPki.root("CN=Other");
    ann.post(ALL + "/_import", body(plant.pem(), other.keyPem())).refuses("/key");
    ann.post(ALL + "/_import", body(Pem.of(plant.chain().get(0)), plant.keyPem()))
        .refuses("/chain");
    ann.post(ALL + "/_import", "{\"chain\":\"\"}").is(400);
  }

  @Test
  void authorityElsewhere_isAskedBeforeItIsUsed(@TempDir Path folder) throws Exception {
    try (TestEst est = new TestEst(folder)) {
      Installation.Caller olga = slipway.login("olga");
      String good =
          JsonNodeFactory.instance
              .objectNode()
              .put("url", est.settings().url().toString())
              .put("trust", est.settings().trust())
              .put("username", "slipway")
              .put("password", "est-secret")
              .toString();
      Reply done = olga.post(ALL + "/_external", good).is(200);
      assertThat(done.text()).contains("EXTERNAL").doesNotContain("est-secret");
      assertThat(devices(done)).isEqualTo(Fingerprints.of(est.pki.chain().get(0)));
      olga.post(ALL + "/_useOwn", "{}").is(200);
      olga.post(ALL + "/_external", good.replace("/est\"", "/none\"")).refuses("/url");
      olga.post(ALL + "/_external", good.replace("https:", "http:")).refuses("/url");
      olga.post(ALL + "/_external", good.replace("password", "key")).is(400);
    }
  }

  private static int recorded(Installation.Caller caller) {
    return caller.get("/v1/_/auditRecords?action=ownAuthorityUsed").json().at("/size").asInt();
  }

  private static String body(String chain, String key) {
    return JsonNodeFactory.instance.objectNode().put("chain", chain).put("key", key).toString();
  }

  private static List<String> current(Reply list) {
    List<String> purposes = new ArrayList<>();
    for (JsonNode one : list.json().at("/items")) {
      if (one.path("state").asText().equals("CURRENT")) {
        purposes.add(one.path("purpose").asText());
      }
    }
    return purposes;
  }

  private static String devices(Reply list) {
    for (JsonNode one : list.json().at("/items")) {
      if (one.path("state").asText().equals("CURRENT")
          && one.path("purpose").asText().equals("DEVICES")) {
        return one.path("fingerprint").asText();
      }
    }
    throw new AssertionError("nobody issues for devices");
  }
}
