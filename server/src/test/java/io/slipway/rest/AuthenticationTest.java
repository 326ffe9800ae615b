// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationTest {
  private static final String PASSWORD = "\"password\":\"" + Installation.PASSWORD + "\"";

  @TempDir private Path directory;
  private Installation slipway;

  @BeforeEach
  void start() throws Exception {
    slipway = new Installation(directory);
  }

  @AfterEach
  void stop() {
    slipway.close();
  }

  @Test
  void login_isAnsweredWithATokenThatOpensTheApi() {
    for (String name : new String[] {"username", "user"}) {
      Reply reply = slipway.tryLogin("{\"" + name + "\":\"ann\"," + PASSWORD + "}").is(200);
      assertThat(reply.at("/type")).isEqualTo("accessToken");
      assertThat(reply.at("/scopeId")).isEqualTo(Installation.ACME.toString());
      assertThat(Instant.parse(reply.at("/expiresOn"))).isAfter(Instant.now());
      slipway.withToken(reply.at("/tokenId")).get("/v1/_/devices").is(200);
    }
  }

  @Test
  void login_takesTheOriginalsOtherFields() {
    slipway
        .tryLogin(
            "{\"type\":\"usernamePasswordCredentials\",\"username\":\"ann\",\"user\":\"ann\","
                + PASSWORD
                + ",\"authenticationCode\":null,\"trustKey\":null,\"trustMe\":false}")
        .is(200);
  }

  @Test
  void login_withASecondFactorIsRefused() {
    for (String factor :
        List.of("\"authenticationCode\":\"123456\"", "\"trustKey\":\"x\"", "\"trustMe\":true")) {
      Reply reply = slipway.tryLogin("{\"username\":\"ann\"," + PASSWORD + "," + factor + "}");
      assertThat(reply.is(400).at("/message"))
          .contains("multi-factor authentication is not supported");
    }
  }

  @Test
  void login_failsTheSameWayForUnknownNameAndWrongPassword() {
    Reply unknown = slipway.tryLogin("{\"username\":\"nobody\"," + PASSWORD + "}");
    Reply wrong = slipway.tryLogin("{\"username\":\"ann\",\"password\":\"wrong\"}");
    Reply tooLong =
        slipway.tryLogin(
            "{\"username\":\"" + "n".repeat(300) + "\",\"password\":\"" + "p".repeat(5000) + "\"}");
    for (Reply reply : new Reply[] {unknown, wrong, tooLong}) {
      reply.isProblem(401, "INVALID_LOGIN_CREDENTIALS");
      assertThat(reply.text()).isEqualTo(wrong.text());
    }
  }

  @Test
  void login_isRefusedForAWhileAfterManyWrongOnes() {
    for (int i = 0; i < 20; i++) {
      slipway.tryLogin("{\"username\":\"ann\",\"password\":\"" + i + "\"}").is(401);
    }
    Reply refused = slipway.tryLogin("{\"username\":\"ann\"," + PASSWORD + "}");
    refused.isProblem(429, "TOO_MANY_REQUESTS");
    assertThat(refused.http().headers().firstValueAsLong("Retry-After").orElse(0))
        .isBetween(1L, 4L);
  }

  @Test
  void login_ofALargeBodyIsNotRead() {
    slipway
        .tryLogin("{\"username\":\"" + "n".repeat(17_000) + "\"," + PASSWORD + "}")
        .isProblem(413, "PAYLOAD_TOO_LARGE");
  }

  @Test
  void login_namesWhatIsMissingOrUnknown() {
    slipway.tryLogin("{" + PASSWORD + "}").refuses("/username");
    slipway.tryLogin("{\"username\":\"ann\"}").refuses("/password");
    slipway
        .tryLogin("{\"username\":\"ann\",\"passwort\":\"x\",\"password\":\"y\"}")
        .refuses("/passwort");
    slipway.tryLogin("{\"username\":\"ann\",\"user\":\"bob\"," + PASSWORD + "}").refuses("/user");
    slipway.tryLogin("{\"username\":7," + PASSWORD + "}").refuses("/username");
  }

  @Test
  void info_saysWhoAsks() {
    Reply info = slipway.ann().get("/v1/authentication/info").is(200);
    assertThat(info.at("/accessToken/scopeId")).isEqualTo(Installation.ACME.toString());
    assertThat(info.at("/accessPermission/0/permission/targetScopeId"))
        .isEqualTo(Installation.ACME.toString());
    assertThat(info.json().at("/rolePermissions").isArray()).isTrue();
  }

  @Test
  void api_isClosedToThoseWithoutAToken() {
    for (String token : new String[] {null, "", "x.y.z", "tok"}) {
      Reply reply = slipway.send(token, "GET", "/v1/_/devices", null);
      reply.isProblem(401, "UNAUTHENTICATED");
      assertThat(reply.http().headers().firstValue("WWW-Authenticate")).contains("Bearer");
      slipway.send(token, "HEAD", "/v1/_/devices", null).is(401);
      slipway.send(token, "GET", "/v1/authentication/info", null).is(401);
      slipway.send(token, "POST", "/v1/_/endpointInfos", "{}").is(401);
      slipway.send(token, "DELETE", "/v1/_/provisionRequests/AQ", null).is(401);
    }
  }

  @Test
  void account_isClosedToUsersOfOthers() {
    Installation.Caller ann = slipway.ann();
    ann.get("/v1/" + Installation.ACME + "/devices").is(200);
    for (String scope : new String[] {Installation.OTHER.toString(), "AQ", "unknown", "AAAA"}) {
      ann.get("/v1/" + scope + "/devices").isProblem(403, "SUBJECT_UNAUTHORIZED");
    }
  }

  @Test
  void account_isOpenToUsersOfTheRoot() {
    Installation.Caller admin = slipway.admin();
    admin.get("/v1/_/devices").is(200);
    admin.get("/v1/" + Installation.OTHER + "/devices").is(200);
    admin.get("/v1/zzzz/devices").isProblem(404, "ENTITY_NOT_FOUND");
    admin.get("/v1/no-id!/devices").isProblem(404, "ENTITY_NOT_FOUND");
  }
}
