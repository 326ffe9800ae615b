// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.CertificateRenewal.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateRenewalTest {
  private static final DeviceCertificate EXPIRED = Given.certificate(7);
  private static final Instant LATE = EXPIRED.notAfter().plusSeconds(1);
  private static final CertificateRenewal WISH = CertificateRenewal.of(EXPIRED, "192.0.2.1", LATE);

  @Test
  void firstWish_isPutInFrontOfAnOperator() {
    assertThat(judge(true, Optional.empty(), LATE)).isEqualTo(new Verdict.Ask());
    assertThat(judge(true, Optional.of(WISH), LATE)).isEqualTo(new Verdict.Wait());
  }

  @Test
  void decision_isFollowed() {
    assertThat(judge(true, Optional.of(WISH.decided(true, LATE, new Id(9))), LATE))
        .isEqualTo(new Verdict.Give());
    assertThat(judge(true, Optional.of(WISH.decided(false, LATE, new Id(9))), LATE))
        .isInstanceOf(Verdict.Refuse.class);
  }

  @Test
  void otherKey_isRefusedAlsoWithAnApproval() {
    Optional<CertificateRenewal> approved = Optional.of(WISH.decided(true, LATE, new Id(9)));
    assertThat(judge(false, approved, LATE)).isInstanceOf(Verdict.Refuse.class);
    assertThat(judge(false, Optional.empty(), LATE)).isInstanceOf(Verdict.Refuse.class);
  }

  @Test
  void grace_endsAfterThirtyDaysAlsoWithAnApproval() {
    Instant last = EXPIRED.notAfter().plus(Duration.ofDays(30));
    Optional<CertificateRenewal> approved = Optional.of(WISH.decided(true, LATE, new Id(9)));
    assertThat(judge(true, approved, last)).isEqualTo(new Verdict.Give());
    assertThat(judge(true, approved, last.plusMillis(1))).isInstanceOf(Verdict.Refuse.class);
    assertThat(WISH.endsOn()).isEqualTo(last);
  }

  private static Verdict judge(boolean sameKey, Optional<CertificateRenewal> known, Instant now) {
    return CertificateRenewal.judge(EXPIRED, sameKey, known, now);
  }
}
