// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.DeviceCertificate;
import io.slipway.registry.IssuingWorld;
import io.slipway.security.IdSource;
import io.slipway.security.OpenSsl;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What authorities publish by HTTP, as OpenSSL and any client get it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PkiPagesTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private Path folder;
  private IssuingWorld world;
  private HttpServer server;
  private DeviceCertificate revoked;
  private String base;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    folder = directory;
    world = new IssuingWorld(directory);
    world.issue("good.pem", Duration.ofDays(9));
    revoked = world.issue("revoked.pem", Duration.ofDays(9));
    world.revoke(revoked, "SUPERSEDED");
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, "127.0.0.1", 0),
            TestIdentity.make().tls(),
            new IdSource(Clock.systemUTC(), 1),
            List.of(new PkiPages(world.statuses())));
    server.start();
    base = "http://127.0.0.1:" + server.httpPort() + "/pki/" + world.account.id() + "/current";
  }

  @AfterAll
  void stop() {
    server.close();
    world.close();
    client.close();
  }

  @Test
  void list_isSentOnceAndThenOnlyWhereItIsAnother() throws Exception {
    HttpResponse<byte[]> answer = get(base + ".crl");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/pkix-crl");
    assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=60");
    HttpRequest again =
        HttpRequest.newBuilder(URI.create(base + ".crl"))
            .header("If-None-Match", header(answer, "ETag"))
            .build();
    HttpResponse<byte[]> unchanged = client.send(again, BodyHandlers.ofByteArray());
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
    Files.write(folder.resolve("list.der"), answer.body());
    assertThat(OpenSsl.run(folder, "crl -inform DER -in list.der -noout -text"))
        .contains("Serial Number: " + padded(revoked.serial()), "Superseded");
  }

  @Test
  void certificateOfTheAuthority_isSent() throws Exception {
    HttpResponse<byte[]> answer = get(base + ".crt");
    assertThat(header(answer, "Content-Type")).isEqualTo("application/pkix-cert");
    assertThat(answer.body()).isEqualTo(world.issuer().certificate().getEncoded());
  }

  @Test
  void whoeverIsNoAuthority_isNotFound() throws Exception {
    String pki = "http://127.0.0.1:" + server.httpPort() + "/pki/";
    for (String path :
        List.of(
            "zzzz/current.crl",
            "root/current/ocsp/AA",
            "root/current.txt",
            "a/b.crl",
            "root/.crl")) {
      assertThat(get(pki + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get(pki + "root/current.crl").statusCode()).isEqualTo(200);
  }

  @Test
  void openssl_learnsWhichCertificateCounts() throws Exception {
    assertThat(asked("-cert good.pem")).contains("Response verify OK", "good.pem: good");
    assertThat(asked("-cert revoked.pem"))
        .contains("Response verify OK", "revoked.pem: revoked", "Reason: superseded");
    assertThat(asked("-sha256 -cert good.pem")).contains("good.pem: good");
    assertThat(asked("-serial 0x1234")).contains("Response verify OK", "0x1234: unknown");
  }

  /** As browsers and Windows ask: the base64 escaped, or not. */
  @Test
  void question_mayStandInTheAddress() throws Exception {
    OpenSsl.run(folder, "ocsp -issuer issuer.pem -cert good.pem -cert revoked.pem -reqout q.der");
    String text = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("q.der")));
    for (String form : List.of(text, URLEncoder.encode(text, StandardCharsets.UTF_8))) {
      HttpResponse<byte[]> answer = get(base + "/ocsp/" + form);
      assertThat(answer.statusCode()).as(form).isEqualTo(200);
      assertThat(header(answer, "Content-Type")).isEqualTo("application/ocsp-response");
      Files.write(folder.resolve("a.der"), answer.body());
      assertThat(
              OpenSsl.run(
                  folder,
                  "ocsp -issuer issuer.pem -cert good.pem -cert revoked.pem -respin a.der"
                      + " -CAfile ca.pem -no_nonce"))
          .contains("good.pem: good", "revoked.pem: revoked");
    }
  }

  @Test
  void nonsense_isCalledMalformedAndWhatIsLongNotRead() throws Exception {
    for (byte[] body : List.of(new byte[0], new byte[] {0x30, 3, 1, 2}, new byte[4096])) {
      assertThat(post(body).body()).isEqualTo(new byte[] {0x30, 3, 0x0a, 1, 1});
    }
    assertThat(get(base + "/ocsp/@@@").body()).isEqualTo(new byte[] {0x30, 3, 0x0a, 1, 1});
    assertThat(post(new byte[4097]).statusCode()).isEqualTo(413);
  }

  /** The hash comes before the certificate that it is for, and both behind the issuer. */
  private String asked(String about) throws Exception {
    return OpenSsl.run(
        folder, "ocsp -issuer issuer.pem " + about + " -CAfile ca.pem -url " + base + "/ocsp");
  }

  private HttpResponse<byte[]> get(String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + "/ocsp"))
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String padded(String serial) {
    return ((serial.length() % 2 == 0 ? "" : "0") + serial).toUpperCase(java.util.Locale.ROOT);
  }
}
