// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserResourceTest {
  private static final String BOB =
      "{\"name\":\"bob\",\"email\":\"bob@acme.example\",\"slipway\":{\"roles\":[\"VIEWER\"]}}";

  @TempDir private Path directory;
  private Installation slipway;
  private Installation.Caller ann;

  @BeforeEach
  void start() throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
  }

  @AfterEach
  void stop() {
    slipway.close();
  }

  @Test
  void user_logsInWithThePasswordThatWasSet() {
    String bob = made();
    ann.post(reset(bob), "{\"newPassword\":\"short\"}").refuses("/newPassword");
    ann.post(reset(bob), "{\"newPassword\":\"" + Installation.PASSWORD + "\"}").is(204);
    Installation.Caller viewer = slipway.login("bob");
    viewer.get("/v1/_/devices").is(200);
    viewer.delete("/v1/_/users/" + bob).isProblem(403, "SUBJECT_UNAUTHORIZED");
    viewer.post(reset(bob), "{\"newPassword\":\"another-of-bob\"}").is(204);
    viewer.get("/v1/_/devices").is(200);
  }

  @Test
  void user_isChangedAndOutWhenDisabled() {
    String bob = made();
    ann.post(reset(bob), "{\"newPassword\":\"" + Installation.PASSWORD + "\"}").is(204);
    Installation.Caller viewer = slipway.login("bob");
    String shown = ann.get("/v1/_/users/" + bob).is(200).text();
    Reply changed =
        ann.put("/v1/_/users/" + bob, shown.replace("\"ENABLED\"", "\"DISABLED\"")).is(200);
    assertThat(changed.at("/slipway/roles/0")).isEqualTo("VIEWER");
    viewer.get("/v1/_/devices").is(401);
    ann.put("/v1/_/users/" + bob, shown).isProblem(409, "OPTIMISTIC_LOCKING");
    ann.put("/v1/_/users/" + bob, shown.replace("\"bob\"", "\"rob\"")).refuses("/name");
    ann.delete("/v1/_/users/" + bob).is(204);
    ann.get("/v1/_/users/" + bob).is(404);
  }

  @Test
  void nobody_locksHimselfOut() {
    String own = ann.get("/v1/_/users?name=ann").is(200).at("/items/0/id");
    String shown = ann.get("/v1/_/users/" + own).is(200).text();
    ann.delete("/v1/_/users/" + own).isProblem(409, "OPERATION_NOT_ALLOWED");
    for (String less : new String[] {"\"roles\":[]", "\"roles\":[\"VIEWER\"]"}) {
      ann.put("/v1/_/users/" + own, shown.replace("\"roles\":[\"ADMINISTRATOR\"]", less))
          .isProblem(409, "OPERATION_NOT_ALLOWED");
    }
  }

  @Test
  void user_isRefusedWithTheFieldThatIsWrong() {
    ann.post("/v1/_/users", BOB.replace("bob\"", "b b\"")).refuses("/name");
    ann.post("/v1/_/users", BOB.replace("VIEWER", "KING")).refuses("/slipway/roles");
    ann.post("/v1/_/users", "{\"name\":\"bob\",\"userType\":\"EXTERNAL\"}").refuses("/userType");
    ann.post("/v1/_/users", BOB.replace("\"bob\"", "\"olga\"")).isProblem(409, "ENTITY_UNIQUENESS");
  }

  @Test
  void apiKey_isShownOnceAndLogsIn() {
    String bob = made();
    Reply made =
        ann.post("/v1/_/credentials", "{\"userId\":\"" + bob + "\",\"credentialType\":\"API_KEY\"}")
            .is(201);
    String key = made.at("/credentialKey");
    Reply shown = ann.get("/v1/_/credentials/" + made.at("/id")).is(200);
    assertThat(shown.text()).doesNotContain(key);
    Reply login =
        slipway
            .send(null, "POST", "/v1/authentication/apikey", "{\"apiKey\":\"" + key + "\"}")
            .is(200);
    Installation.Caller program = slipway.withToken(login.at("/tokenId"));
    program.get("/v1/_/devices").is(200);
    ann.put(
            "/v1/_/credentials/" + made.at("/id"),
            shown.text().replace("\"ENABLED\"", "\"DISABLED\""))
        .is(200);
    program.get("/v1/_/devices").is(401);
    slipway.send(null, "POST", "/v1/authentication/apikey", "{\"apiKey\":\"" + key + "\"}").is(401);
    ann.delete("/v1/_/credentials/" + made.at("/id")).is(204);
  }

  @Test
  void failedLogins_areShownAndCleared() {
    String own = ann.get("/v1/_/users?name=ann").is(200).at("/items/0/id");
    slipway.tryLogin("{\"username\":\"ann\",\"password\":\"wrong\"}").is(401);
    Reply list = ann.get("/v1/_/users/" + own + "/credentials").is(200);
    assertThat(list.json().at("/items/0/loginFailures").asInt()).isEqualTo(1);
    String one = "/v1/_/credentials/" + list.at("/items/0/id");
    ann.post(one + "/_unlock", "").is(204);
    assertThat(ann.get(one).is(200).json().at("/loginFailures").asInt()).isZero();
  }

  @Test
  void deeds_areRecordedWithWhoAndWhence() {
    String bob = made();
    Reply records = ann.get("/v1/_/auditRecords?subjectId=" + bob + "&actor=ann").is(200);
    assertThat(records.at("/items/0/action")).isEqualTo("created");
    assertThat(records.at("/items/0/source")).isEqualTo("127.0.0.1");
    assertThat(records.at("/items/0/detail/roles")).isEqualTo("VIEWER");
    Reply logins = ann.get("/v1/_/auditRecords?action=loggedIn").is(200);
    assertThat(logins.at("/items/0/detail/with")).isEqualTo("password");
  }

  private String made() {
    return ann.post("/v1/_/users", BOB).is(201).at("/id");
  }

  private static String reset(String user) {
    return "/v1/_/users/" + user + "/credentials/password/_reset";
  }
}
