// SPDX-License-Identifier: Apache-2.0
package io.slipway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.PlatformKey;
import io.slipway.rest.HttpServer;
import io.slipway.rest.HttpSettings;
import io.slipway.rest.PlainPages;
import io.slipway.security.IdSource;
import io.slipway.security.OpenSsl;
import io.slipway.security.TestCertificates;
import io.slipway.security.TlsIdentities;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments that are broken in one way each. */
class DoctorTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir static Path folder;

  private static TestCertificates made;
  private static HttpServer server;
  private static Anchors anchors;
  private static volatile String health;
  private static int expiredPort;

  @BeforeAll
  static void start() throws Exception {
    made = TestCertificates.in(folder);
    made.server("good", "DNS:localhost", 90);
    made.server("soon", "DNS:localhost", 5);
    made.server("other", "DNS:other.example", 90);
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, "127.0.0.1", 0),
            made.identity("good"),
            new IdSource(CLOCK, 1),
            List.of(
                new PlainPages(
                    Map.of(
                        "/health", () -> new PlainPages.Page(200, "application/json", health)))));
    server.start();
    anchors = Anchors.of(folder.resolve("root.pem"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void soundServer_isFoundSound() throws Exception {
    health = "{\"ready\":true}";
    show("good");
    assertThat(https()).hasSize(2).allMatch(f -> f.level() == Finding.Level.OK);
    assertThat(https().get(1).text()).isEqualTo("TLS 1.0 and 1.1 are refused");
    assertThat(https().get(0).text()).contains("TLSv1.3 with TLS_AES", "certificate until");
    assertThat(new Interview(anchors, CLOCK).of(rest()))
        .hasSize(2)
        .allMatch(f -> f.level() == Finding.Level.OK);
  }

  @Test
  void foreignRoot_isNamed() throws Exception {
    show("good");
    OpenSsl.run(
        folder, "req -x509 -new -key other.key -days 9 -subj /CN=Other_Root -out other-root.pem");
    Visit visit = new Visit(Anchors.of(folder.resolve("other-root.pem")), CLOCK);
    assertThat(visit.https(rest()).toString()).contains("FAULT", "does not hang on", "--ca");
  }

  @Test
  void wrongName_isNamed() throws Exception {
    show("other");
    assertThat(https().toString()).contains("FAULT", "other names than localhost");
  }

  @Test
  void certificateThatExpiresSoon_isWarnedOf() throws Exception {
    show("soon");
    assertThat(https().toString()).contains("WARNING", "should have been renewed");
  }

  @Test
  void expiredCertificate_isNamed() throws Exception {
    Process end = expiredServer();
    try {
      Visit visit = new Visit(Anchors.of(folder.resolve("past.pem")), CLOCK);
      String said = "";
      Instant limit = Instant.now().plus(Duration.ofSeconds(60));
      while (!said.contains("has expired") && Instant.now().isBefore(limit)) {
        said = visit.https(new Door("REST", "localhost", expiredPort)).toString();
      }
      assertThat(said).contains("FAULT", "has expired");
    } finally {
      end.destroy();
    }
  }

  /** Openssl with a certificate of last year, which only openssl's own authority makes. */
  private static Process expiredServer() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      expiredPort = socket.getLocalPort();
    }
    Files.writeString(folder.resolve("index.txt"), "");
    Files.writeString(
        folder.resolve("ca.conf"),
        """
        [ca]
        default_ca=past
        [past]
        database=index.txt
        new_certs_dir=.
        rand_serial=yes
        default_md=sha256
        policy=any
        x509_extensions=names
        [any]
        commonName=supplied
        [names]
        subjectAltName=DNS:localhost
        """);
    OpenSsl.run(folder, "req -new -key other.key -subj /CN=localhost -out past.csr");
    OpenSsl.run(
        folder,
        "ca -batch -config ca.conf -selfsign -keyfile other.key -in past.csr -out past.pem"
            + " -notext -startdate 20240101000000Z -enddate 20250101000000Z");
    return new ProcessBuilder(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:" + expiredPort,
            "-cert",
            "past.pem",
            "-key",
            "other.key",
            "-quiet")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("s_server.log").toFile())
        .start();
  }

  @Test
  void oldVersionThatIsSpoken_isNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Process old =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                "good.pem",
                "-key",
                "good.key",
                "-cert_chain",
                "middle.pem",
                "-min_protocol",
                "TLSv1",
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-quiet")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s_server.log").toFile())
            .start();
    try {
      String said = "";
      Instant limit = Instant.now().plus(Duration.ofSeconds(60));
      while (!said.contains("old TLS") && Instant.now().isBefore(limit)) {
        said = new Visit(anchors, CLOCK).https(new Door("REST", "localhost", port)).toString();
      }
      assertThat(said).contains("level=FAULT", "speaks TLS 1.0 and TLS 1.1");
    } finally {
      old.destroy();
    }
  }

  @Test
  void closedPort_isNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<Finding> found =
        new Visit(anchors, CLOCK).broker(new Door("provision broker", "localhost", port));
    assertThat(found.toString()).contains("FAULT", "localhost:" + port, "nobody listens");
    Door nowhere = new Door("provision broker", "no-such-host.invalid", 8883);
    assertThat(new Visit(anchors, CLOCK).broker(nowhere).toString())
        .contains("FAULT", "not known here");
  }

  @Test
  void portThatClosesAtOnce_pointsToTheBalancer() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.accept().close();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Door door = new Door("provision broker", "localhost", socket.getLocalPort());
      assertThat(new Visit(anchors, CLOCK).broker(door).toString())
          .contains("FAULT", "PROXY protocol");
      closing.join();
    }
  }

  @Test
  void plainPort_isNotTls() {
    Door door = new Door("REST", "localhost", server.httpPort());
    assertThat(new Visit(anchors, CLOCK).https(door).toString())
        .contains("FAULT", "does not speak TLS");
    assertThat(new Visit(anchors, CLOCK).plain(door)).isEmpty();
  }

  @Test
  void wrongClock_isNamed() throws Exception {
    health = "{\"ready\":true}";
    show("good");
    Clock early = Clock.offset(CLOCK, Duration.ofMinutes(-10));
    assertThat(new Interview(anchors, early).of(rest()).toString())
        .contains("FAULT, text=server and this machine are", "NTP");
    Clock slow = Clock.offset(CLOCK, Duration.ofSeconds(-20));
    assertThat(new Interview(anchors, slow).of(rest()).toString()).contains("WARNING");
  }

  @Test
  void partThatIsNotReady_isNamed() throws Exception {
    show("good");
    health =
        "{\"ready\":false,\"checks\":{\"database\":{\"ok\":false,\"problem\":\"away\"}},"
            + "\"warnings\":[\"the own certificate expires\"]}";
    assertThat(new Interview(anchors, CLOCK).of(rest()).toString())
        .contains("level=FAULT, text=database: away")
        .contains("level=WARNING, text=the own certificate expires");
    health = "<html>not Slipway</html>";
    assertThat(new Interview(anchors, CLOCK).of(rest()).toString()).contains("FAULT");
  }

  @Test
  void installation_tellsMissingKeysAndWhatExpires() throws Exception {
    Instant now = Instant.now();
    String root = made.text("root.pem");
    List<PlatformKey> keys =
        List.of(
            new PlatformKey("root", "v1.aaaaaaaa.text", root, now),
            new PlatformKey("account 7", "v1.bbbbbbbb.text", root, now));
    Installation sound = new Installation(folder, keys, kid -> true);
    assertThat(sound.look(now)).extracting(Finding::level).containsOnly(Finding.Level.OK);
    assertThat(new Installation(folder, keys, "aaaaaaaa"::equals).look(now).toString())
        .contains("FAULT", "bbbbbbbb", "put it back");
    assertThat(sound.look(now.plus(Duration.ofDays(3600))).toString())
        .contains("WARNING", "plan its successor");
    assertThat(sound.look(now.plus(Duration.ofDays(3700))).toString())
        .contains("FAULT", "has expired");
  }

  private static void show(String name) throws Exception {
    server.renew(TlsIdentities.of(made.identity(name)));
  }

  private static List<Finding> https() {
    return new Visit(anchors, CLOCK).https(rest());
  }

  private static Door rest() {
    return new Door("REST", "localhost", server.httpsPort());
  }
}
