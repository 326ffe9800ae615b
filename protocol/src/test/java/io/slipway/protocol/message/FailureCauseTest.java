// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.FailureCause.Audience;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCauseTest {

  /** The words are a contract with devices, REST clients and dashboards. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "UNPROVEN: UNKNOWN_CLIENT_ID WRONG_USERNAME WRONG_PASSWORD CERTIFICATE_UNTRUSTED"
            + " CERTIFICATE_MISMATCH AMBIGUOUS_IDENTITY THROTTLED",
        "PROVEN_LOGIN: NOT_YET_ACTIVE EXPIRED DISABLED STOPPED ALREADY_COMPLETED"
            + " ATTEMPTS_EXHAUSTED QUARANTINED AWAITING_APPROVAL ACCOUNT_DISABLED",
        "MESSAGE: WRONG_ACCOUNT NOT_SUBSCRIBED MALFORMED_MESSAGE CREDENTIALS_MISMATCH"
            + " ACTIVATION_KEY_MISSING ACTIVATION_KEY_WRONG MESSAGE_TIMEOUT PROFILE_NOT_ALLOWED",
        "DELIVERY: SIGNATURE_INVALID CERTIFICATES_REFUSED CSR_REFUSED PACKAGE_UNAVAILABLE"
            + " PACKAGE_DOWNLOAD_FAILED PACKAGE_INSTALL_FAILED CONFIGURATION_INVALID"
            + " CONFIGURATION_REFUSED STEP_TIMEOUT DEVICE_DISCONNECTED",
        "AFTER: ARRIVAL_TIMEOUT SUPERSEDED CANCELLED_BY_OPERATOR OVERLOADED INTERNAL_ERROR",
      })
  void causes_areTheWordsOfTheProtocol(Audience audience, String words) {
    assertThat(
            Arrays.stream(FailureCause.values())
                .filter(c -> c.audience() == audience)
                .map(Enum::name)
                .collect(Collectors.joining(" ")))
        .isEqualTo(words);
  }

  @ParameterizedTest
  @EnumSource
  void cause_saysWhatIsTheMatter(FailureCause cause) {
    assertThat(cause.description()).endsWith(".").doesNotContain("\n").hasSizeLessThan(160);
  }

  @Test
  void unprovenPeer_isToldToRetryForNothingButThrottling() {
    assertThat(Arrays.stream(FailureCause.values()).filter(c -> c.audience() == Audience.UNPROVEN))
        .filteredOn(FailureCause::worthRetrying)
        .containsExactly(FailureCause.THROTTLED);
  }
}
