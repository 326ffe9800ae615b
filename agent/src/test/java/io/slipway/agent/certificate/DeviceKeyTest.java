// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.KeyType;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceKeyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "EC_P256, id-ecPublicKey,  ecdsa-with-SHA256",
    "ED25519, ED25519,         ED25519",
  })
  void request_isVerifiedByOpenssl(KeyType type, String key, String algorithm) throws Exception {
    DeviceKey made = DeviceKey.make("CN=001122AABBCC,O=acme", type);
    assertThat(openssl(made.request()))
        .contains("verify OK")
        .contains("Version: 1 (0x0)")
        .contains("Subject: O = acme, CN = 001122AABBCC")
        .contains("Public Key Algorithm: " + key)
        .contains("Signature Algorithm: " + algorithm);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=pump",
        "CN=001122AABBCC,OU=North \\+ South,O=Ac\\, me,L=Zürich,C=CH",
        "1.2.3.4=#0c0474657874,UID=7+CN=pump",
        "CN=\\F0\\9F\\98\\80\\0A",
        "CN=Насос 7",
      })
  void request_isReadByBouncyCastle(String subject) throws Exception {
    for (KeyType type : KeyType.values()) {
      DeviceKey made = DeviceKey.make(subject, type);
      PKCS10CertificationRequest read = read(made.request());
      assertThat(
              read.isSignatureValid(
                  new JcaContentVerifierProviderBuilder().build(made.pair().getPublic())))
          .isTrue();
      assertThat(read.getSubject().getEncoded()).isEqualTo(new X500Principal(subject).getEncoded());
      assertThat(read.getSubjectPublicKeyInfo().getEncoded())
          .isEqualTo(made.pair().getPublic().getEncoded());
      assertThat(read.getAttributes()).isEmpty();
      CertificationRequestInfo info = read.toASN1Structure().getCertificationRequestInfo();
      assertThat(info.getVersion().intValueExact()).isZero();
      assertThat(info.getAttributes()).as("there, though empty").isNotNull();
      assertThat(read.getEncoded()).isEqualTo(read.toASN1Structure().getEncoded("DER"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pump", "CN", "CN=a,,O=b", "=x", "CN=a,O", "nobodyknows=1"})
  void subjectThatIsNoName_isRefused(String subject) {
    assertThatThrownBy(() -> DeviceKey.make(subject, KeyType.EC_P256))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("the subject is no name: " + subject);
  }

  @Test
  void subjectThatIsEmptyOrTooLong_isRefused() throws Exception {
    assertThatThrownBy(() -> DeviceKey.make("", KeyType.EC_P256))
        .hasMessage("the subject names nobody");
    String longest = "CN=" + "x".repeat(997);
    assertThat(DeviceKey.make(longest, KeyType.EC_P256).subject()).isEqualTo(longest);
    assertThatThrownBy(() -> DeviceKey.make(longest + "x", KeyType.EC_P256))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("the subject is longer than 1000 characters");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void keptKey_isTheSameWhenRead(KeyType type) throws Exception {
    DeviceKey made = DeviceKey.make("CN=pump\\, \\\"7\\\",O=Ä", type);
    DeviceKey read = DeviceKey.parse(made.text());
    assertThat(read.text()).isEqualTo(made.text());
    assertThat(read.request()).isEqualTo(made.request());
    assertThat(read.pair().getPrivate()).isEqualTo(made.pair().getPrivate());
    assertThat(read.pair().getPublic()).isEqualTo(made.pair().getPublic());
    assertThat(read.isFor("CN=pump\\, \\\"7\\\",O=Ä", type)).isTrue();
    assertThat(read.isFor("CN=pump", type)).isFalse();
    for (KeyType other : KeyType.values()) {
      assertThat(read.isFor(read.subject(), other)).isEqualTo(other == type);
    }
  }

  @Test
  void damagedKey_isNotRead() throws Exception {
    String text = DeviceKey.make("CN=pump", KeyType.EC_P256).text();
    for (String damaged :
        List.of(
            "",
            "type=RSA",
            "\\u00zz",
            text.substring(0, text.indexOf("private=") + 40),
            text.replace("public=M", "public=X"),
            text.replace("EC-P256", "Ed25519"))) {
      assertThatThrownBy(() -> DeviceKey.parse(damaged))
          .as(damaged)
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void key_doesNotPrintItself() throws Exception {
    DeviceKey made = DeviceKey.make("CN=pump", KeyType.EC_P256);
    assertThat(made).hasToString("DeviceKey[CN=pump, EC_P256]");
    assertThat(made.with(Authority.make("CN=root").certify(made)))
        .hasToString("DeviceIdentity[CN=pump]");
  }

  private static PKCS10CertificationRequest read(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return (PKCS10CertificationRequest) parser.readObject();
    }
  }

  private String openssl(String request) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("request.pem"), request);
    Process process =
        new ProcessBuilder("openssl", "req", "-verify", "-noout", "-text", "-in", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
