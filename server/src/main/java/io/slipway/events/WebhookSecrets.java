// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.slipway.protocol.message.Secret;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;

/** The secrets that webhooks are signed with. */
public final class WebhookSecrets {
  /** What they are sealed for. */
  public static final String PURPOSE = "webhook-secret";

  private static final int LENGTH = 43;

  private final SecretGenerator generator;
  private final Sealer sealer;

  public WebhookSecrets(SecretGenerator generator, Sealer sealer) {
    this.generator = generator;
    this.sealer = sealer;
  }

  /** 256 bits in letters and digits. */
  public Secret fresh() {
    return generator.password(LENGTH);
  }

  public String seal(Secret secret) {
    return sealer.seal(PURPOSE, secret.bytes());
  }

  Secret open(String sealed) {
    return sealer.open(PURPOSE, sealed);
  }

  /** 0 to 1. */
  double chance() {
    return Byte.toUnsignedInt(generator.random(1)[0]) / 255.0;
  }
}
