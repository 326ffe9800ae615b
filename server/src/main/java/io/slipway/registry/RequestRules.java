// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.CertificateDevId;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.PackageName;
import io.slipway.domain.PackageOrder;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.topic.ClientIds;
import java.util.HashSet;
import java.util.Set;

/** What a provision request must keep to, whoever asks for it. */
final class RequestRules {
  private static final int LONGEST_PASSWORD_BYTES = 1024;
  private static final int SHORTEST_DEVICE_PASSWORD = 12;
  private static final int LONGEST_DEVICE_PASSWORD = 255;
  static final String CERTIFICATE = "/extraOptions/slipway/deviceCertificate";
  private static final int MOST_ATTEMPTS = 1_000_000;

  private RequestRules() {}

  static void check(RequestDraft draft) {
    ClientIds.problem(draft.clientId())
        .ifPresent(
            problem -> {
              throw RefusedException.invalid("/clientId", problem);
            });
    TextRules.name("/username", draft.username());
    draft.password().ifPresent(RequestRules::checkPassword);
    draft.certificateDevId().ifPresent(RequestRules::checkDevId);
    if (draft.certificateDevId().isPresent() && draft.password().isPresent()) {
      throw RefusedException.invalid(
          "/password", "cannot be given where the device proves itself by a certificate");
    }
    try {
      check(draft.options(), draft.strong());
    } catch (RefusedException refused) {
      throw refused.under("/options");
    }
  }

  private static void checkDevId(String devId) {
    TextRules.name("/certificateDevId", devId);
    CertificateDevId.problem(devId)
        .ifPresent(
            problem -> {
              throw RefusedException.invalid("/certificateDevId", problem);
            });
  }

  /**
   * Refuses options that cannot be.
   *
   * @param strong whether the login asks for more than what a label shows
   */
  static void check(RequestOptions options, boolean strong) {
    RequestOptions.Activation activation = options.activation();
    if (activation.expiresOn().filter(e -> !e.isAfter(activation.activatesOn())).isPresent()) {
      throw RefusedException.invalid(
          "/activationOptions/expiresOn", "must be later than activatesOn");
    }
    checkRange(
        "/connectionOptions/passwordLength",
        options.connection().passwordLength(),
        SHORTEST_DEVICE_PASSWORD,
        LONGEST_DEVICE_PASSWORD);
    int attempts = options.extra().retryMaxAttempts();
    if (attempts != -1) {
      checkRange("/extraOptions/slipway/retryMaxAttempts", attempts, 1, MOST_ATTEMPTS);
    }
    if (options.extra().reprovision() == Reprovision.ALWAYS && !strong) {
      throw RefusedException.invalid(
          "/extraOptions/slipway/reprovision",
          "always needs an activation key or a factory certificate, since whoever knows the login"
              + " alone could take the device's place: set generateActivationKey, or order with"
              + " USER_CERT");
    }
    options.extra().componentPid().ifPresent(RequestRules::checkComponentPid);
    options.extra().deviceCertificate().ifPresent(c -> check(c, options.extra().profile()));
    check(options.extra().packages(), options.extra().profile());
    ConfigurationRules.check(options.deviceConfiguration());
  }

  private static void checkPassword(Secret password) {
    int length = password.reveal().codePointCount(0, password.reveal().length());
    if (length < 1
        || length > TextRules.LONGEST_NAME
        || password.bytes().length > LONGEST_PASSWORD_BYTES) {
      throw RefusedException.invalid("/password", "must be 1 to 255 characters long");
    }
  }

  private static void check(CertificateOrder certificate, ProfileRule profile) {
    if (profile == ProfileRule.KURA) {
      throw RefusedException.invalid(
          CERTIFICATE, "needs the full profile; in the kura profile no device can ask for one");
    }
    checkRange(
        CERTIFICATE + "/lifetimeDays",
        certificate.lifetimeDays(),
        1,
        CertificateOrder.LONGEST_LIFETIME_DAYS);
    CertificateRules.check(CERTIFICATE, certificate.profile());
  }

  private static void check(PackageOrder order, ProfileRule profile) {
    if (order.rollBack() && profile == ProfileRule.KURA) {
      throw RefusedException.invalid(
          "/extraOptions/slipway/rollbackPackages",
          "needs the full profile; in the kura profile no device takes packages back");
    }
    Set<String> names = new HashSet<>();
    int index = 0;
    for (PackageName name : order.packages()) {
      String at = PackageOrders.AT + "/" + index++;
      try {
        PackageRules.check(name);
      } catch (RefusedException refused) {
        throw refused.under(at);
      }
      if (!names.add(name.name())) {
        throw RefusedException.invalid(at, "is named twice");
      }
    }
  }

  private static void checkComponentPid(String pid) {
    TextRules.name("/extraOptions/slipway/componentPid", pid);
  }

  private static void checkRange(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw RefusedException.invalid(field, "must be from " + least + " to " + most);
    }
  }
}
