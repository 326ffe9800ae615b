// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who guesses gets slow answers that tell nothing; who is right is let in meanwhile. */
class GuessingTest {
  private static final int GUESSES = 3_000;

  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void thousandsOfGuesses_letNobodyInAndHoldUpNobody() {
    ProvisionRequest order = site.order("gateway");
    List<CompletableFuture<LoginDecision>> guesses = new ArrayList<>();
    for (int i = 0; i < GUESSES; i++) {
      Secret guess = Secret.of("guess-" + i);
      guesses.add(new TestDevice(site, order).logsIn(guess, true).toCompletableFuture());
    }
    new TestDevice(site, order).from("203.0.113.9").connects().asks(1).expects(CERTIFICATES);
    new TestDevice(site, order).connects().asks(1).expects(CERTIFICATES);
    assertThat(guesses).anyMatch(guess -> !guess.isDone());
    LoginDecision refused =
        new LoginDecision.Turned(FailureCause.WRONG_PASSWORD, OptionalLong.empty());
    assertThat(guesses).allSatisfy(guess -> assertThat(await(guess)).isEqualTo(refused));
  }

  @Test
  void refusalOfAnUnknownPeer_costsWhatThatOfAKnownOneCostsAndComesOnTheSameBeat() {
    ProvisionRequest known = site.order("known");
    ProvisionRequest unknown = site.order("unknown");
    site.store.real().delete(unknown, Instant.EPOCH);
    assertThat(refused(known)).isEqualTo(refused(unknown));
  }

  /** What a refusal asks of the store. It never comes before half a second has passed. */
  private Map<String, Integer> refused(ProvisionRequest order) {
    site.store.calls();
    Instant began = site.clock.instant();
    await(new TestDevice(site, order).logsIn(Secret.of("wrong"), true));
    assertThat(Duration.between(began, site.clock.instant())).isGreaterThan(Duration.ofMillis(490));
    return site.store.calls();
  }
}
