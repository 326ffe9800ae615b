// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.PlatformRequestCodec;
import io.slipway.protocol.message.ProvisionMessage;
import io.slipway.protocol.message.RequestEnvelope;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.Metric;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.signing.CanonicalMessage;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.protocol.topic.ControlTopic;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The document's examples are what the code reads and writes, so that they cannot rot. */
class ProtocolDocumentTest {
  private static final ProtocolDocument DOCUMENT = ProtocolDocument.read();
  private static final Nonce NONCE = new Nonce("000102030405060708090a0b0c0d0e0f");
  private static final RequestEnvelope ENVELOPE =
      new RequestEnvelope("8f14e45fceea167a5a36dedd4bea2543", "slipway-1", Optional.of(NONCE));
  private static final ControlTopic TOPIC =
      new ControlTopic("$EDC", "eurotech-provision", "001122AABBCC", "PROVISION-V1/EXEC/complete");
  private static final PlatformRequest.Complete COMPLETE =
      new PlatformRequest.Complete(
          "acme", "mqtts://broker.example:8884", "001122AABBCC-1", "001122AABBCC");
  private static final ProvisionMessage WISH =
      new ProvisionMessage(
          "001122AABBCC-4711",
          Secret.of("Slipway-Test-1"),
          Optional.of(Secret.of("0123456789ABCDEFGHIJKLMNOPQRSTUV")),
          Optional.of("1"),
          Set.of("CONF-V1", "PROVISION-V1"),
          Optional.of(NONCE),
          Map.of("serial_number", "4711"),
          Optional.empty(),
          OptionalLong.empty());

  @Test
  void provisionMessage_isWrittenAsShown() {
    byte[] shown = DOCUMENT.bytes("provision-message");
    assertThat(KuraPayloadCodec.encode(WISH.toPayload(1_767_225_600_000L))).isEqualTo(shown);
    assertThat(ProvisionMessage.from(decode(shown))).isEqualTo(WISH);
  }

  @Test
  void request_isReadAndVerifiedAsShown() throws Exception {
    KuraPayload shown = decode(DOCUMENT.bytes("complete"));
    new MessageVerifier(key("complete-key", "EC")).verify(TOPIC, shown);
    assertThat(CanonicalMessage.bytes(TOPIC, shown)).isEqualTo(DOCUMENT.bytes("complete-signed"));
    assertThat(PlatformRequestCodec.decode(TOPIC, shown))
        .isEqualTo(new PlatformRequestCodec.Received(ENVELOPE, COMPLETE));
    KuraPayload.Builder unsigned = shown.toBuilder();
    shown.metrics().stream()
        .map(Metric::name)
        .filter(name -> name.startsWith("signature"))
        .forEach(unsigned::without);
    assertThat(PlatformRequestCodec.encode(COMPLETE, ENVELOPE, 1_767_225_601_000L))
        .isEqualTo(unsigned.build());
  }

  @Test
  void answer_isWrittenAsShown() {
    assertThat(KuraPayloadCodec.encode(Answer.accepted().toPayload(1_767_225_601_100L)))
        .isEqualTo(DOCUMENT.bytes("answer"));
  }

  @Test
  void everyType_isSignedAsShown() throws Exception {
    byte[] shown = DOCUMENT.bytes("types");
    KuraPayload payload = decode(shown);
    PublicKey key = key("types-key", "Ed25519");
    new MessageVerifier(key).verify(TOPIC, payload);
    assertThat(CanonicalMessage.bytes(TOPIC, payload)).isEqualTo(DOCUMENT.bytes("types-signed"));
    assertThat(payload.metrics())
        .extracting(m -> m.value().typeNumber())
        .contains(0, 1, 2, 3, 4, 5, 6);
    KuraPayload again = MessageSigner.of(shownSeed(), key).sign(TOPIC, payload);
    assertThat(again.bytes("signature").orElseThrow())
        .isEqualTo(payload.bytes("signature").orElseThrow());
  }

  @Test
  void configuration_isWrittenAsShown() {
    Map<String, ConfigurationProperty> transport =
        Map.of(
            "broker-url", ConfigurationProperty.string("mqtts://broker.example:8884"),
            "topic.context.account-name", ConfigurationProperty.string("acme"),
            "username", ConfigurationProperty.string("001122AABBCC-1"),
            "password", ConfigurationProperty.password("nWMgvvEyO1q8Zs0JbT4h"),
            "client-id", ConfigurationProperty.string("001122AABBCC"));
    ConfigurationSnapshot snapshot =
        new ConfigurationSnapshot(
            List.of(
                new ComponentConfiguration(KuraPids.MQTT_DATA_TRANSPORT, transport),
                new ComponentConfiguration(
                    KuraPids.DATA_SERVICE,
                    Map.of("connect.auto-on-startup", ConfigurationProperty.bool(true)))));
    String shown = DOCUMENT.block("configuration").replaceAll(">\\s+<", "><");
    assertThat(new String(KuraXml.encode(snapshot), UTF_8)).isEqualTo(shown);
  }

  @Test
  void everyMetric_isNamed() {
    List<PlatformRequest> requests =
        List.of(
            new PlatformRequest.PutCertificates("chain", 1),
            new PlatformRequest.CreateCsr("CN=gate", KeyType.EC_P256),
            new PlatformRequest.PutDeviceCertificate("chain"),
            new PlatformRequest.PutConfiguration(new byte[0]),
            COMPLETE,
            new PlatformRequest.Refuse(FailureCause.STOPPED, "text", 1, "chain"),
            new PlatformRequest.ListKeystores(),
            new PlatformRequest.InstallCertificate("pid", "ssl-slipway", "pem"));
    for (PlatformRequest request : requests) {
      assertThat(DOCUMENT.text()).contains(request.rest());
      assertNamed(PlatformRequestCodec.encode(request, ENVELOPE, 1));
    }
    assertNamed(Answer.refused(400, "why").toPayload(1));
    ProvisionMessage all =
        new ProvisionMessage(
            "u",
            Secret.of("p"),
            Optional.of(Secret.of("k")),
            Optional.of("1"),
            Set.of("PROVISION-V1"),
            Optional.of(NONCE),
            Map.of("serial_number", "1", "model_name", "m"),
            Optional.of("h"),
            OptionalLong.of(1));
    assertNamed(all.toPayload(1));
  }

  @ParameterizedTest
  @EnumSource
  void failureCause_isExplained(FailureCause cause) {
    String again = cause.worthRetrying() ? "yes" : "no";
    assertThat(DOCUMENT.text())
        .contains("| `" + cause + "` | " + again + " | " + cause.description() + " |\n");
  }

  @Test
  void failureCauses_areAllThatIsExplained() {
    assertThat(DOCUMENT.text().lines().filter(l -> l.matches("\\| `[A-Z_]+` \\| (yes|no) \\|.*")))
        .hasSameSizeAs(FailureCause.values());
  }

  @Test
  void purposeAndLimits_areTheCodes() {
    PayloadLimits limits = PayloadLimits.DEFAULT;
    assertThat(limits.maxInflatedBytes()).isEqualTo(1 << 20);
    assertThat(DOCUMENT.text())
        .contains("`" + PlatformChain.PROVISIONING_EKU + "`")
        .contains("| a payload after decompression | 1 MiB |")
        .contains("| metrics in a payload | " + limits.maxMetrics() + " |");
  }

  @ParameterizedTest
  @CsvSource({"provision-message", "complete", "types", "complete-signed", "types-signed"})
  void sizeBeforeAnExample_isItsSize(String name) {
    String before = DOCUMENT.text().split("<!-- vector: " + name + " -->", 2)[0];
    int size = DOCUMENT.bytes(name).length;
    assertThat(before.substring(before.lastIndexOf("\n\n", before.length() - 3)))
        .containsPattern("\\(" + size + "\\s+bytes\\)");
  }

  private static void assertNamed(KuraPayload payload) {
    for (Metric metric : payload.metrics()) {
      assertThat(DOCUMENT.text()).contains("`" + metric.name() + "`");
    }
  }

  private static KuraPayload decode(byte[] bytes) {
    return KuraPayloadCodec.decode(bytes, PayloadLimits.DEFAULT);
  }

  private static PublicKey key(String name, String algorithm) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(DOCUMENT.bytes(name)));
  }

  /** "20 21 22 … 3f" */
  private static PrivateKey shownSeed() throws GeneralSecurityException {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) (0x20 + i);
    }
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
  }
}
