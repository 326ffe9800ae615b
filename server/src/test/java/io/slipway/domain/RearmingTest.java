// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.request;
import static io.slipway.domain.Given.yes;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.SessionEvent.Arrived;
import io.slipway.domain.SessionEvent.ConnectionLost;
import io.slipway.domain.SessionEvent.RearmOrdered;
import io.slipway.protocol.message.FailureCause;
import org.junit.jupiter.api.Test;

class RearmingTest {
  private final Talk talk = new Talk(request());

  @Test
  void rearming_beginsAnewAndTheNextArrivalRevokesTheOldLogin() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new RearmOrdered());
    assertThat(talk.status()).as("one that runs is left alone").isEqualTo(ExecutionStatus.RUNNING);
    talk.hears(new Arrived(1), new ConnectionLost(), new RearmOrdered());
    assertThat(talk.status()).isEqualTo(ExecutionStatus.CREATED);
    assertThat(talk.lastEffects()).isEmpty();
    assertThat(talk.session().request().progress().generation()).isEqualTo(2);
    assertThat(talk.session().request().progress().pinnedFull()).isTrue();
    talk.hears(new RearmOrdered(), new Arrived(1));
    assertThat(talk.session().request().progress().generation()).isEqualTo(2);
    assertThat(talk.status()).isEqualTo(ExecutionStatus.CREATED);
    talk.hearsFullDevice(2).hears(yes(Ask.CERTIFICATES));
    assertThat(talk.session().execution().orElseThrow().generation()).isEqualTo(2);
    assertThat(talk.session().execution().orElseThrow().attempt()).isEqualTo(1);
    talk.hears(new Arrived(2));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(talk.lastEffects())
        .contains(new Effect.RevokeCredentials(1, 1, FailureCause.SUPERSEDED));
  }
}
