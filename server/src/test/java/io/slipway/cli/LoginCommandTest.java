// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginCommandTest {
  private static final String TOKEN =
      "{\"tokenId\":\"t0ken\",\"expiresOn\":\"2026-11-24T11:00:00.000Z\","
          + "\"refreshToken\":\"fresh\",\"refreshExpiresOn\":\"2026-11-25T10:00:00.000Z\"}";

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void open() {
    terminal = new Terminal(folder);
    rest.answer("POST /v1/authentication/user", 200, TOKEN);
    rest.answer("GET /v1/_/devices", 200, "{\"items\":[]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void login_isKeptForItsOwnerOnly() throws IOException {
    assertThat(login("secret\n")).isZero();
    assertThat(terminal.out()).startsWith("Logged in at " + rest.address() + " as admin until");
    Path file = terminal.configFolder().resolve("login.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).content().contains("t0ken").doesNotContain("secret");
  }

  @Test
  void laterCommand_sendsTheToken() {
    login("secret\n");
    assertThat(terminal.run("device", "list")).isZero();
    assertThat(rest.last().authorization()).isEqualTo("Bearer t0ken");
  }

  @Test
  void password_comesFromInputEnvironmentOrPrompt() {
    login("one\n");
    assertThat(rest.last().body()).isEqualTo("{\"username\":\"admin\",\"password\":\"one\"}");
    terminal.variable("SLIPWAY_PASSWORD", "two").run("login", "--server", rest.address());
    assertThat(rest.last().body()).contains("\"two\"");
    Terminal other = new Terminal(folder).answersPrompt("three");
    other.run("login", "--server", rest.address(), "--user", "eve");
    assertThat(rest.last().body()).isEqualTo("{\"username\":\"eve\",\"password\":\"three\"}");
  }

  @Test
  void nobodyToAsk_isRefused() {
    assertThat(terminal.run("login", "--server", rest.address())).isEqualTo(1);
    assertThat(terminal.err()).contains("--password-stdin or set SLIPWAY_PASSWORD");
  }

  @Test
  void wrongPassword_isToldInTheServersWords() {
    try (RestStub strict = new RestStub()) {
      strict.answer("POST /v1/authentication/user", 401, "{\"message\":\"the password is wrong\"}");
      int code =
          terminal.input("x\n").run("login", "--server", strict.address(), "--password-stdin");
      assertThat(code).isEqualTo(1);
      assertThat(terminal.err()).isEqualTo("slipway: the password is wrong\n");
    }
  }

  @Test
  void expiredLogin_asksToLogInAgain() {
    login("secret\n");
    assertThat(terminal.advance(Duration.ofHours(24)).run("device", "list")).isEqualTo(1);
    assertThat(terminal.err()).contains("your login has expired; run: slipway login");
  }

  @Test
  void expiredToken_isReplacedUnseen() {
    login("secret\n");
    rest.answer(
        "POST /v1/authentication/refresh",
        200,
        TOKEN.replace("t0ken", "next").replace("24T11", "24T13"));
    assertThat(terminal.advance(Duration.ofHours(2)).run("device", "list")).isZero();
    assertThat(rest.last().authorization()).isEqualTo("Bearer next");
    assertThat(rest.asked().get(1).body())
        .isEqualTo("{\"tokenId\":\"t0ken\",\"refreshToken\":\"fresh\"}");
    assertThat(terminal.run("device", "list")).isZero();
    assertThat(rest.asked()).hasSize(4);
  }

  @Test
  void refusedRefresh_asksToLogInAgain() {
    login("secret\n");
    rest.answer("POST /v1/authentication/refresh", 401, "{}");
    assertThat(terminal.advance(Duration.ofHours(2)).run("device", "list")).isEqualTo(1);
    assertThat(terminal.err()).contains("your login has expired; run: slipway login");
  }

  @Test
  void apiKey_logsInWithoutAPassword() {
    rest.answer("POST /v1/authentication/apikey", 200, TOKEN);
    terminal.variable("SLIPWAY_API_KEY", "a2V5");
    assertThat(terminal.run("login", "--server", rest.address())).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"apiKey\":\"a2V5\"}");
    assertThat(terminal.out()).contains(" as API key until 2026-11-25T10:00:00Z");
  }

  @Test
  void logout_endsTheLoginHereAndThere() {
    login("secret\n");
    rest.answer("POST /v1/authentication/logout", 204, "");
    assertThat(terminal.run("logout")).isZero();
    assertThat(rest.last().authorization()).isEqualTo("Bearer t0ken");
    assertThat(terminal.run("device", "list")).isEqualTo(1);
    assertThat(terminal.err()).contains("you are not logged in");
  }

  @Test
  void tokenThatTheServerForgot_asksToLogInAgain() {
    login("secret\n");
    rest.answer("GET /v1/_/endpointInfos", 401, "{}");
    assertThat(terminal.run("endpoint", "list")).isEqualTo(1);
    assertThat(terminal.err()).contains("your login has expired; run: slipway login");
  }

  @Test
  void noLogin_isTold() {
    assertThat(terminal.run("device", "list")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: you are not logged in; run: slipway login\n");
  }

  @Test
  void noServerOnThisMachine_isTold() {
    assertThat(terminal.run("login")).isEqualTo(1);
    assertThat(terminal.err()).contains("slipway serve", "--server URL");
  }

  @Test
  void unreachableServer_isNamed() {
    String address = rest.address();
    rest.close();
    int code = terminal.input("x\n").run("login", "--server", address, "--password-stdin");
    assertThat(code).isEqualTo(1);
    assertThat(terminal.err()).contains(address + " cannot be reached");
  }

  @Test
  void wrongAddress_isWrongUsage() {
    assertThat(terminal.run("login", "--server", "localhost:8443")).isEqualTo(2);
    assertThat(terminal.err()).contains("https://slipway.example:8443");
  }

  private int login(String input) {
    return terminal.input(input).run("login", "--server", rest.address(), "--password-stdin");
  }
}
