// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.KeyType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certification requests are read, or refused with the reason, whatever a device sends. */
class DeviceCsrTest {
  private static final DeviceName NAME = new DeviceName("gateway-1", "acme");
  private static final String SUBJECT = "CN=gateway-1,O=acme";

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void request_asItWasOrderedIsRead(KeyType type) throws Exception {
    KeyPair key = TestCsr.newKey(type);
    byte[] pem = TestCsr.of(key, SUBJECT);
    DeviceCsr csr = DeviceCsr.read(pem, NAME, type);
    assertThat(csr.key()).isEqualTo(key.getPublic());
    assertThat(csr.sha256()).matches("[0-9a-f]{64}");
    String text = "before\r\n" + new String(pem, StandardCharsets.US_ASCII).replace("\n", "\r\n");
    assertThat(DeviceCsr.read(text.getBytes(StandardCharsets.US_ASCII), NAME, type).sha256())
        .isEqualTo(csr.sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/CN=gateway-1/O=acme", "/O=acme/CN=gateway-1"})
  void request_thatOpensslMadeIsRead(String subject, @TempDir Path folder) throws Exception {
    Path csr = folder.resolve("csr.pem");
    OpenSsl.run(
        folder,
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out csr.pem"
            + " -subj "
            + subject);
    DeviceCsr.read(Files.readAllBytes(csr), NAME, KeyType.EC_P256);
    OpenSsl.run(folder, "genpkey -algorithm ed25519 -out ed.pem");
    OpenSsl.run(folder, "req -new -key ed.pem -out csr.pem -subj " + subject);
    DeviceCsr.read(Files.readAllBytes(csr), NAME, KeyType.ED25519);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=gateway-2,O=acme",
        "CN=gateway-1,O=other",
        "CN=GATEWAY-1,O=acme",
        "CN=gateway-1",
        "CN=gateway-1,O=acme,OU=admin",
        "CN=gateway-1,CN=gateway-1,O=acme",
        "CN=gateway-1+O=acme",
        ""
      })
  void otherSubject_isRefused(String subject) {
    refused(TestCsr.of(TestCsr.newKey(KeyType.EC_P256), subject), "its subject is not " + SUBJECT);
  }

  @Test
  void otherKey_isRefused() throws Exception {
    refused(TestCsr.of(TestCsr.newKey(KeyType.ED25519), SUBJECT), "not of type EC-P256");
    refused(TestCsr.of(TestCsr.newKey("secp384r1"), SUBJECT), "not of type EC-P256");
    byte[] ec = TestCsr.of(TestCsr.newKey(KeyType.EC_P256), SUBJECT);
    assertThatThrownBy(() -> DeviceCsr.read(ec, NAME, KeyType.ED25519))
        .isInstanceOf(CsrRefusedException.class)
        .hasMessage("its key is not of type Ed25519");
  }

  @Test
  void requestThatItsKeyHasNotSigned_isRefused() {
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    KeyPair other = TestCsr.newKey(KeyType.EC_P256);
    String sha256 = "SHA256withECDSA";
    refused(TestCsr.of(key.getPublic(), other.getPrivate(), SUBJECT, sha256), "not signed");
    refused(TestCsr.of(key.getPublic(), key.getPrivate(), SUBJECT, "SHA1withECDSA"), "not signed");
  }

  @Test
  void whatIsNoRequest_isRefused() {
    refused(new byte[0], "no certification request in PEM");
    refused(new byte[16 * 1024 + 1], "longer than 16384 bytes");
    refused(
        "-----BEGIN CERTIFICATE REQUEST-----\nA===\n-----END CERTIFICATE REQUEST-----"
            .getBytes(StandardCharsets.US_ASCII),
        "not base64");
    refused(TestCsr.pem(new byte[] {0x30, (byte) 0x80, 0, 0}), "not DER");
    refused(TestCsr.pem(new byte[] {0x30, 0}), "no PKCS#10 request");
    byte[] whole = der();
    byte[] trailed = Arrays.copyOf(whole, whole.length + 1);
    refused(TestCsr.pem(trailed), "not DER");
  }

  @Test
  void depth_isBounded() {
    byte[] deep = new byte[0];
    for (int i = 0; i < 2_000; i++) {
      byte[] outer = new byte[deep.length + 4];
      outer[0] = 0x30;
      outer[1] = (byte) 0x82;
      outer[2] = (byte) (deep.length >> 8);
      outer[3] = (byte) deep.length;
      System.arraycopy(deep, 0, outer, 4, deep.length);
      deep = outer;
    }
    refused(TestCsr.pem(deep), "not DER");
  }

  /** Whatever bytes are changed, nothing but a refusal comes of it, or the very same request. */
  @Test
  void mutilatedRequest_isRefusedOrReadAndNeverAnythingElse() throws Exception {
    byte[] whole = der();
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      byte[] mutilated = Arrays.copyOf(whole, whole.length - random.nextInt(2) * random.nextInt(9));
      for (int n = random.nextInt(3); n >= 0; n--) {
        mutilated[random.nextInt(mutilated.length)] = (byte) random.nextInt();
      }
      if (!Arrays.equals(whole, mutilated)) {
        assertThatThrownBy(() -> DeviceCsr.read(TestCsr.pem(mutilated), NAME, KeyType.EC_P256))
            .isInstanceOf(CsrRefusedException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway-1",
        "a,b",
        " lead",
        "trail ",
        "#hash",
        "q\"uote",
        "back\\slash",
        "<a>;b=c",
        "Ä 漢字 😀"
      })
  void name_isEscapedAsRfc4514Says(String odd) throws Exception {
    DeviceName name = new DeviceName(odd, odd);
    X500Principal read = new X500Principal(name.rfc4514());
    assertThat(name.isSaidBy(X500Name.getInstance(read.getEncoded()))).isTrue();
    byte[] own = name.x500Name().getEncoded();
    assertThat(name.isSaidBy(X500Name.getInstance(own))).isTrue();
    assertThat(new X500Principal(own)).isEqualTo(read);
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    DeviceCsr.read(TestCsr.of(key, name.rfc4514()), name, KeyType.EC_P256);
    assertThat(name.urn()).matches("urn:slipway:[A-Za-z0-9._%-]+:[A-Za-z0-9._%-]+");
  }

  private static byte[] der() {
    String pem =
        new String(TestCsr.of(TestCsr.newKey(KeyType.EC_P256), SUBJECT), StandardCharsets.US_ASCII);
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static void refused(byte[] pem, String reason) {
    assertThatThrownBy(() -> DeviceCsr.read(pem, NAME, KeyType.EC_P256))
        .isInstanceOf(CsrRefusedException.class)
        .hasMessageContaining(reason);
  }
}
