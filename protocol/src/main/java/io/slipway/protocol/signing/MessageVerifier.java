// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.topic.ControlTopic;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/** Verifies messages that the holder of one key has signed. Safe for every thread. */
public final class MessageVerifier {
  private final PublicKey key;
  private final String keyId;
  private final SignatureAlgorithm algorithm;

  public MessageVerifier(PublicKey key) {
    this.key = key;
    this.keyId = KeyIds.of(key);
    this.algorithm = SignatureAlgorithm.of(key);
  }

  /** Returns where the message is what was signed for exactly this topic. */
  public void verify(ControlTopic topic, KuraPayload payload) throws SignatureInvalidException {
    Optional<String> obstacle = CanonicalMessage.obstacle(payload);
    if (obstacle.isPresent()) {
      throw new SignatureInvalidException(obstacle.get());
    }
    byte[] signature = signatureOf(payload);
    try {
      Signature check = Signature.getInstance(algorithm.wireName());
      check.initVerify(key);
      check.update(CanonicalMessage.bytes(topic, payload));
      if (!check.verify(signature)) {
        throw new SignatureInvalidException("the signature does not fit the message");
      }
    } catch (GeneralSecurityException e) {
      throw new SignatureInvalidException("the signature cannot be checked", e);
    }
  }

  private byte[] signatureOf(KuraPayload payload) throws SignatureInvalidException {
    try {
      if (!payload.string(MessageSigner.KEY_ID).equals(Optional.of(keyId))) {
        throw new SignatureInvalidException("signed with another key, or not at all");
      }
      if (!payload.string(MessageSigner.ALGORITHM).equals(Optional.of(algorithm.wireName()))) {
        throw new SignatureInvalidException("signed with another algorithm than the key's");
      }
      return payload
          .bytes(CanonicalMessage.SIGNATURE)
          .orElseThrow(() -> new SignatureInvalidException("there is no signature"));
    } catch (MalformedPayloadException wrongType) {
      throw new SignatureInvalidException("the signature's metrics are malformed", wrongType);
    }
  }
}
