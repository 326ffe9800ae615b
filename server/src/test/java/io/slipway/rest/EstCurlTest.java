// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.OpenSsl;
import io.slipway.security.TestCsr;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** EST by curl and openssl, which share no code with the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EstCurlTest {
  private Path folder;
  private EstSite site;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    folder = place;
    site = new EstSite(place);
    Files.writeString(folder.resolve("root.pem"), Pem.of(site.authority.root()));
  }

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void curlAndOpenssl_renewACertificate() throws Exception {
    EstSite.Owner owner = site.owner("curl");
    files(owner);
    OpenSsl.run(folder, "ecparam -name prime256v1 -genkey -noout -out next.key");
    OpenSsl.run(
        folder,
        "req -new -key next.key -subj /O=acme/CN=curl"
            + " -addext subjectAltName=URI:urn:slipway:acme:curl -outform DER -out csr.der");
    OpenSsl.run(folder, "base64 -in csr.der -out csr.b64");
    String said =
        curl(
            "/acme/simplereenroll",
            "--cert",
            "own.pem",
            "--key",
            "own.key",
            "-H",
            "Content-Type: application/pkcs10",
            "-H",
            "Content-Transfer-Encoding: base64",
            "--data-binary",
            "@csr.b64",
            "-o",
            "got.b64");
    assertThat(said).startsWith("200 application/pkcs7-mime; smime-type=certs-only");
    unpack("got.b64", "got.pem");
    curl("/acme/cacerts", "-o", "cas.b64");
    unpack("cas.b64", "cas.pem");
    assertThat(
            OpenSsl.run(
                folder, "verify -purpose sslclient -CAfile root.pem -untrusted cas.pem got.pem"))
        .contains("got.pem: OK");
    OpenSsl.run(folder, "ec -in next.key -pubout -out next.pub");
    assertThat(OpenSsl.run(folder, "x509 -in got.pem -noout -pubkey"))
        .isEqualTo(Files.readString(folder.resolve("next.pub")));
    curl("/acme/csrattrs", "-o", "attributes.b64");
    OpenSsl.run(folder, "base64 -d -in attributes.b64 -out attributes.der");
    assertThat(OpenSsl.run(folder, "asn1parse -inform DER -in attributes.der"))
        .contains("id-ecPublicKey", "prime256v1", "ecdsa-with-SHA256");
  }

  /** Else a browser that has a certificate for something else would ask its user for it. */
  @Test
  void server_namesTheAuthoritiesWhoseCertificatesItTakes() throws Exception {
    for (String version : List.of("-tls1_2", "-tls1_3")) {
      Process client =
          new ProcessBuilder(
                  "openssl", "s_client", "-connect", "localhost:" + site.httpsPort(), version)
              .redirectErrorStream(true)
              .start();
      client.getOutputStream().close();
      String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      client.waitFor();
      assertThat(said).contains("Acceptable client certificate CA names\nCN = Slipway Root CA\n");
    }
  }

  @Test
  void curlWithoutCertificate_isAskedForALogin() throws Exception {
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    Files.write(folder.resolve("any.der"), TestCsr.der(key, new byte[] {0x30, 0}, ""));
    OpenSsl.run(folder, "base64 -in any.der -out any.b64");
    assertThat(
            curl(
                "/acme/simpleenroll",
                "-H",
                "Content-Type: application/pkcs10",
                "--data-binary",
                "@any.b64",
                "-o",
                "refusal.txt"))
        .startsWith("401");
  }

  private void files(EstSite.Owner owner) throws Exception {
    Files.writeString(folder.resolve("own.pem"), Pem.of(owner.certificate(), owner.issuer()));
    Files.writeString(
        folder.resolve("own.key"), Pem.block("PRIVATE KEY", owner.key().getPrivate().getEncoded()));
  }

  private void unpack(String base64, String pem) throws Exception {
    OpenSsl.run(folder, "base64 -d -in " + base64 + " -out got.p7");
    OpenSsl.run(folder, "pkcs7 -inform DER -in got.p7 -print_certs -out " + pem);
  }

  private String curl(String path, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--max-time",
                "20",
                "--cacert",
                "root.pem",
                "-w",
                "%{http_code} %{content_type}"));
    command.addAll(List.of(options));
    command.add("https://localhost:" + site.httpsPort() + "/.well-known/est" + path);
    Process curl =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(said).isZero();
    return said;
  }
}
