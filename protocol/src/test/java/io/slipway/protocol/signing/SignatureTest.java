// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.KuraPosition;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.payload.RandomPayloads;
import io.slipway.protocol.topic.ControlTopic;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureTest {
  private static final ControlTopic TOPIC =
      new ControlTopic("$EDC", "prov", "gate", "PROVISION-V1/EXEC/complete");
  private static final KuraPayload PAYLOAD =
      KuraPayload.builder()
          .timestamp(1_700_000_000_000L)
          .metric("request.id", "00112233445566778899aabbccddeeff")
          .metric("flag", true)
          .metric("time", 5L)
          .body(new byte[] {1, 2, 3})
          .build();

  static Stream<KeyPair> keys() throws GeneralSecurityException {
    return Stream.of(p256(), ed25519());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void signedPayload_isVerifiedAfterTheWire(KeyPair key) throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      KuraPayload payload = RandomPayloads.signable(random);
      byte[] sent =
          KuraPayloadCodec.encode(
              MessageSigner.of(key.getPrivate(), key.getPublic()).sign(TOPIC, payload));
      new MessageVerifier(key.getPublic())
          .verify(TOPIC, KuraPayloadCodec.decode(sent, PayloadLimits.DEFAULT));
    }
  }

  /** What is verified in spite of a changed bit must mean exactly what was signed. */
  @ParameterizedTest
  @MethodSource("keys")
  void changedBit_isRefused(KeyPair key) {
    KuraPayload signed = sign(key, PAYLOAD);
    byte[] sent = KuraPayloadCodec.encode(signed);
    MessageVerifier verifier = new MessageVerifier(key.getPublic());
    int refused = 0;
    for (int bit = 0; bit < sent.length * 8; bit++) {
      byte[] changed = sent.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      KuraPayload read = verified(verifier, changed);
      assertThat(read == null || read.equals(signed)).as("bit " + bit).isTrue();
      refused += read == null ? 1 : 0;
    }
    // Five bits of a varint that says true leave it true.
    assertThat(refused).isGreaterThanOrEqualTo(sent.length * 8 - 7);
  }

  static Stream<ControlTopic> otherTopics() {
    return Stream.of(
        new ControlTopic("$EDX", "prov", "gate", "PROVISION-V1/EXEC/complete"),
        new ControlTopic("$EDC", "acme", "gate", "PROVISION-V1/EXEC/complete"),
        new ControlTopic("$EDC", "prov", "gate2", "PROVISION-V1/EXEC/complete"),
        new ControlTopic("$EDC", "prov", "gate", "PROVISION-V1/EXEC/refuse"),
        new ControlTopic("$EDC/prov", "gate", "PROVISION-V1", "EXEC/complete"));
  }

  @ParameterizedTest
  @MethodSource("otherTopics")
  void anotherTopic_isRefused(ControlTopic other) throws Exception {
    KeyPair key = p256();
    KuraPayload signed = sign(key, PAYLOAD);
    assertRefused(key, other, signed, "does not fit");
  }

  static Stream<KuraPayload> changes() {
    return Stream.of(
        PAYLOAD.toBuilder().timestamp(1).build(),
        PAYLOAD.toBuilder().without("flag").build(),
        PAYLOAD.toBuilder().without("flag").metric("flag", false).build(),
        PAYLOAD.toBuilder().without("time").metric("time", 5).build(),
        PAYLOAD.toBuilder().without("time").metric("tine", 5L).build(),
        PAYLOAD.toBuilder().metric("more", "").build(),
        PAYLOAD.toBuilder().body(new byte[] {1, 2}).build(),
        PAYLOAD.toBuilder().body(new byte[0]).build());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changedPayload_isRefused(KuraPayload changed) throws Exception {
    KeyPair key = ed25519();
    KuraPayload.Builder forged = changed.toBuilder();
    sign(key, PAYLOAD).metrics().stream()
        .filter(m -> m.name().startsWith("signature"))
        .forEach(forged::metric);
    assertRefused(key, TOPIC, forged.build(), "does not fit");
  }

  @Test
  void keyThatIsNotTheVerifiers_isRefused() throws Exception {
    KuraPayload signed = sign(p256(), PAYLOAD);
    assertRefused(p256(), TOPIC, signed, "another key");
    assertRefused(p256(), TOPIC, PAYLOAD, "or not at all");
  }

  @Test
  void signatureOfAnotherShape_isRefused() throws Exception {
    KeyPair key = p256();
    KuraPayload signed = sign(key, PAYLOAD);
    assertRefused(key, TOPIC, without(signed, "signature").build(), "no signature");
    assertRefused(key, TOPIC, without(signed, "signature.algorithm").build(), "another algorithm");
    assertRefused(
        key,
        TOPIC,
        without(signed, "signature.algorithm").metric("signature.algorithm", "none").build(),
        "another algorithm");
    assertRefused(
        key, TOPIC, without(signed, "signature").metric("signature", "text").build(), "malformed");
    assertRefused(
        key,
        TOPIC,
        without(signed, "signature").metric("signature", new byte[64]).build(),
        "cannot be checked");
  }

  @Test
  void payloadThatCanBeReadInTwoWays_isRefused() throws Exception {
    KeyPair key = p256();
    KuraPosition here =
        new KuraPosition(
            1,
            2,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());
    KuraPayload signed = sign(key, PAYLOAD);
    byte[] encoded = KuraPayloadCodec.encode(signed);
    byte[] extended = java.util.Arrays.copyOf(encoded, encoded.length + 2);
    extended[encoded.length] = 0x18;
    assertRefused(
        key, TOPIC, KuraPayloadCodec.decode(extended, PayloadLimits.DEFAULT), "no unknown fields");
    assertRefused(key, TOPIC, signed.toBuilder().position(here).build(), "no position");
    assertRefused(key, TOPIC, signed.toBuilder().metric("flag", true).build(), "of one name");
    for (KuraPayload ambiguous :
        List.of(
            PAYLOAD.toBuilder().position(here).build(),
            PAYLOAD.toBuilder().metric("flag", true).build())) {
      assertThatThrownBy(() -> sign(key, ambiguous)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void signedPayload_mayBeSignedAnew() throws Exception {
    KeyPair key = p256();
    KuraPayload again = sign(key, sign(ed25519(), PAYLOAD));
    new MessageVerifier(key.getPublic()).verify(TOPIC, again);
    assertThat(again.metrics()).hasSize(PAYLOAD.metrics().size() + 3);
  }

  @Test
  void otherKindsOfKeys_areRefused() throws Exception {
    KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
    p384.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1_024);
    KeyPairGenerator koblitz =
        KeyPairGenerator.getInstance(
            "EC", new org.bouncycastle.jce.provider.BouncyCastleProvider());
    koblitz.initialize(new ECGenParameterSpec("secp256k1"));
    for (KeyPairGenerator keys :
        List.of(p384, rsa, koblitz, KeyPairGenerator.getInstance("Ed448"))) {
      KeyPair key = keys.generateKeyPair();
      assertThatThrownBy(() -> new MessageVerifier(key.getPublic()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("P-256 or Ed25519");
    }
  }

  private static KuraPayload.Builder without(KuraPayload payload, String metric) {
    return payload.toBuilder().without(metric);
  }

  private static KuraPayload sign(KeyPair key, KuraPayload payload) {
    return MessageSigner.of(key.getPrivate(), key.getPublic()).sign(TOPIC, payload);
  }

  /** The payload in these bytes, or null where they are none or it is not verified. */
  private static KuraPayload verified(MessageVerifier verifier, byte[] bytes) {
    try {
      KuraPayload payload = KuraPayloadCodec.decode(bytes, PayloadLimits.DEFAULT);
      verifier.verify(TOPIC, payload);
      return payload;
    } catch (MalformedPayloadException | SignatureInvalidException refused) {
      return null;
    }
  }

  private static void assertRefused(
      KeyPair key, ControlTopic topic, KuraPayload payload, String reason) {
    assertThatThrownBy(() -> new MessageVerifier(key.getPublic()).verify(topic, payload))
        .isInstanceOf(SignatureInvalidException.class)
        .hasMessageContaining(reason);
  }

  private static KeyPair p256() throws GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(new ECGenParameterSpec("secp256r1"));
    return keys.generateKeyPair();
  }

  private static KeyPair ed25519() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }
}
