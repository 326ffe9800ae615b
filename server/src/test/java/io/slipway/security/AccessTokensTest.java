// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Audit;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final User USER =
      new User(new Id(5), Id.ROOT_ACCOUNT, "admin", "x", Audit.created(NOW, Id.PLATFORM));

  @Test
  void token_saysWhoItIsForUntilItExpires() {
    String token = tokens(NOW, 1).issue(USER).text();
    assertThat(tokens(NOW.plus(Duration.ofMinutes(29)), 1).verify(token))
        .hasValueSatisfying(t -> assertThat(t.userId()).isEqualTo(USER.id()));
    assertThat(tokens(NOW.plus(Duration.ofMinutes(30)), 1).verify(token)).isEmpty();
  }

  @Test
  void token_ofAnotherKeyOrWithoutSignatureIsNone() {
    AccessTokens tokens = tokens(NOW, 1);
    assertThat(tokens.verify(tokens(NOW, 2).issue(USER).text())).isEmpty();
    String none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJCUSJ9.";
    for (String nonsense : new String[] {"", "a.b.c", none, "....", "é"}) {
      assertThat(tokens.verify(nonsense)).isEmpty();
    }
  }

  private static AccessTokens tokens(Instant now, int key) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) key;
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new AccessTokens(MasterKey.of(bytes), new IdSource(clock, 0), clock);
  }
}
