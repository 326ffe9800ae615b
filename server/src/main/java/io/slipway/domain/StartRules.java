// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.Optional;

/** Whether an attempt may begin, and in which profile. */
public final class StartRules {
  private static final String FULL_HANDLER = "PROVISION-V1";

  private StartRules() {}

  /**
   * Why a device that has proved itself may not be provisioned now, or empty. One whose attempt is
   * under way is never held up.
   */
  public static Optional<FailureCause> obstacle(ProvisionRequest request, Instant now) {
    RequestOptions.Activation window = request.options().activation();
    return switch (request.progress().status()) {
      case RUNNING -> Optional.empty();
      case COMPLETED ->
          mayReturn(request) ? closed(window, now) : Optional.of(FailureCause.ALREADY_COMPLETED);
      case STOPPED -> Optional.of(request.progress().stoppedBecause());
      case CREATED, FAILED ->
          closed(window, now)
              .or(
                  () ->
                      attemptsLeft(request)
                          ? Optional.empty()
                          : Optional.of(FailureCause.ATTEMPTS_EXHAUSTED));
    };
  }

  private static Optional<FailureCause> closed(RequestOptions.Activation window, Instant now) {
    if (!window.enabled()) {
      return Optional.of(FailureCause.DISABLED);
    }
    if (now.isBefore(window.activatesOn())) {
      return Optional.of(FailureCause.NOT_YET_ACTIVE);
    }
    return window.expiresOn().filter(end -> !now.isBefore(end)).map(end -> FailureCause.EXPIRED);
  }

  /** Whether a device that was provisioned may come again without an operator. */
  private static boolean mayReturn(ProvisionRequest request) {
    return request.options().extra().reprovision() == Reprovision.ALWAYS
        && request.login().activationKey().isPresent();
  }

  static boolean attemptsLeft(ProvisionRequest request) {
    int allowed = request.options().extra().retryMaxAttempts();
    return allowed < 0 || request.progress().attempts() < allowed;
  }

  static Profile profileOf(Announcement said) {
    return said.applicationIds().contains(FULL_HANDLER) ? Profile.FULL : Profile.KURA;
  }

  /** Why a device may not be served as it announces itself, or empty. */
  static Optional<FailureCause> misfit(
      ProvisionRequest request, Announcement said, boolean secure) {
    Profile profile = profileOf(said);
    if (profile == Profile.FULL && said.nonce().isEmpty()) {
      return Optional.of(FailureCause.MALFORMED_MESSAGE);
    }
    ProfileRule rule = request.options().extra().neededProfile();
    boolean allowed =
        switch (rule) {
          case FULL -> profile == Profile.FULL;
          case KURA -> profile == Profile.KURA;
          case ANY -> profile == Profile.FULL || secure;
        };
    // An operator who says "kura" has lifted the pin.
    boolean downgrade =
        request.progress().pinnedFull() && profile == Profile.KURA && rule != ProfileRule.KURA;
    return allowed && !downgrade ? Optional.empty() : Optional.of(FailureCause.PROFILE_NOT_ALLOWED);
  }
}
