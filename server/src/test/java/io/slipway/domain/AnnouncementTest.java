// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.fullWish;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Nonce;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
  private static final Instant NOW = Given.START;

  @Test
  void complaintOfTheDevice_standsInTheLogOfItsAttempt() {
    SessionEvent.Asked wish = fullWish(1);
    Announcement complaining =
        new Announcement(
            wish.announcement().applicationIds(),
            wish.announcement().nonce(),
            Optional.empty(),
            Optional.empty(),
            Map.of("last.failure", "nobody listens\nat \u001b[2Jmqtt://away:1"));
    ProvisioningSession session =
        Given.session(Given.request())
            .on(Given.login(), NOW)
            .session()
            .on(
                new SessionEvent.Asked(
                    complaining, false, Optional.<FailureCause>empty(), wish.draft()),
                NOW)
            .session();
    assertThat(session.running().orElseThrow().log())
        .extracting(Execution.LogLine::text)
        .contains("the device says: nobody listens at [2Jmqtt://away:1");
  }

  @Test
  void complaint_isShort() {
    assertThat(said("\ud83d\ude00".repeat(2_000)).lastFailure())
        .contains("\ud83d\ude00".repeat(500));
    assertThat(said(" \n ").lastFailure()).isEmpty();
    assertThat(Announcement.NONE.lastFailure()).isEmpty();
  }

  private static Announcement said(String failure) {
    return new Announcement(
        Set.of(),
        Optional.<Nonce>empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of("last.failure", failure));
  }
}
