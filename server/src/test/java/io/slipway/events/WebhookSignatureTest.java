// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  /** {@code printf '1795852800.{"id":1}' | openssl dgst -sha256 -hmac secret-of-the-hook}. */
  @Test
  void signature_isWhatOpensslMakesOfIt() {
    byte[] body = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(
            WebhookSignature.of(
                Secret.of("secret-of-the-hook"), Instant.ofEpochSecond(1_795_852_800), body))
        .isEqualTo(
            "t=1795852800,"
                + "v1=ca91cc2942d46469696d30f0f89286c3a020c88b92f38ced34f728f4767a8e5a");
  }
}
