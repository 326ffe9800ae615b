// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.topic.ControlTopic;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Signs messages with one key. Safe for every thread. */
public final class MessageSigner {
  static final String ALGORITHM = "signature.algorithm";
  static final String KEY_ID = "signature.key.id";

  private final SignatureAlgorithm algorithm;
  private final String keyId;
  private final RawSigner raw;

  public MessageSigner(SignatureAlgorithm algorithm, String keyId, RawSigner raw) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.raw = raw;
  }

  /** Signs bytes with a private key, wherever that is. */
  @FunctionalInterface
  public interface RawSigner {
    byte[] sign(byte[] message) throws GeneralSecurityException;
  }

  /** A signer that uses the JDK. */
  public static MessageSigner of(PrivateKey key, PublicKey itsPublicKey) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(itsPublicKey);
    return new MessageSigner(
        algorithm,
        KeyIds.of(itsPublicKey),
        message -> {
          Signature signature = Signature.getInstance(algorithm.wireName());
          signature.initSign(key);
          signature.update(message);
          return signature.sign();
        });
  }

  /**
   * The payload with its signature, which takes the place of any it had; the topic it is sent to is
   * part of what is signed.
   */
  public KuraPayload sign(ControlTopic topic, KuraPayload payload) {
    KuraPayload named =
        payload.toBuilder()
            .without(CanonicalMessage.SIGNATURE)
            .without(ALGORITHM)
            .without(KEY_ID)
            .metric(ALGORITHM, algorithm.wireName())
            .metric(KEY_ID, keyId)
            .build();
    CanonicalMessage.obstacle(named)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    try {
      byte[] signature = raw.sign(CanonicalMessage.bytes(topic, named));
      return named.toBuilder().metric(CanonicalMessage.SIGNATURE, signature).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key does not sign", e);
    }
  }
}
