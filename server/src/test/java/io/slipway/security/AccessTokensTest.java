// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.UserSession;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final UserSession SESSION =
      new UserSession(
          new Id(70),
          new Id(70),
          Id.ROOT_ACCOUNT,
          new Id(5),
          "x",
          NOW,
          NOW.plusSeconds(60),
          NOW.plusSeconds(600),
          Optional.empty(),
          false);

  @Test
  void token_namesItsSession() {
    assertThat(tokens(1).session(tokens(1).of(SESSION))).hasValue(SESSION.id());
  }

  @Test
  void token_ofAnotherKeyOrWithoutSignatureIsNone() {
    AccessTokens tokens = tokens(1);
    assertThat(tokens.session(tokens(2).of(SESSION))).isEmpty();
    String none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJCUSJ9.";
    for (String nonsense : new String[] {"", "a.b.c", none, "....", "é"}) {
      assertThat(tokens.session(nonsense)).isEmpty();
    }
  }

  private static AccessTokens tokens(int key) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) key;
    return new AccessTokens(MasterKey.of(bytes));
  }
}
