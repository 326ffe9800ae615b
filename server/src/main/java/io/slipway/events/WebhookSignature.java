// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.slipway.protocol.message.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Proves to a receiver that a body is from here, and when it was sent. */
final class WebhookSignature {
  private static final String MAC = "HmacSHA256";

  private WebhookSignature() {}

  /** {@code t=SECONDS,v1=HEX}, the second an HMAC over {@code SECONDS.BODY}. */
  static String of(Secret secret, Instant at, byte[] body) {
    String seconds = Long.toString(at.getEpochSecond());
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret.bytes(), MAC));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}
