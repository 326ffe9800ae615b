// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.time.Instant;

/**
 * Visits of a device that were turned away alike: the same client id, from the same address, at the
 * same point and for the same cause.
 *
 * @param scopeId the account that ordered the device; the root account where none did
 * @param check the check that failed, as a sentence
 * @param username that was presented last
 * @param source the address that it came from
 * @param secure whether it came by TLS
 * @param count how many there were
 */
public record Rejection(
    Id scopeId,
    String clientId,
    Point point,
    FailureCause cause,
    String check,
    String username,
    String source,
    boolean secure,
    long count,
    Instant firstOn,
    Instant lastOn) {
  private static final String WRONG_LOGIN = "bad user name or password (CONNACK 4, in MQTT 5 134)";

  /** Where on its way a device is turned away. */
  public enum Point {
    /** Its login at the provision broker. */
    PROVISION_LOGIN,
    /** What it said there after it was let in, before an attempt began. */
    PROVISION_MESSAGE,
    /** Its login at its account's broker. */
    ACCOUNT_LOGIN
  }

  /** Both together; the newer one tells what was presented. */
  public Rejection and(Rejection newer) {
    return new Rejection(
        scopeId,
        clientId,
        point,
        cause,
        newer.check,
        newer.username,
        source,
        newer.secure,
        count + newer.count,
        firstOn.isBefore(newer.firstOn) ? firstOn : newer.firstOn,
        lastOn.isAfter(newer.lastOn) ? lastOn : newer.lastOn);
  }

  /** The same where nobody has ordered such a device, which then says all. */
  public Rejection ofNobody() {
    return seenAs(scopeId, FailureCause.UNKNOWN_CLIENT_ID, check);
  }

  /**
   * The same as the account sees it that made this order for the device. At the door only the whole
   * login was looked for.
   */
  public Rejection of(ProvisionRequest order) {
    FailureCause seen =
        cause == FailureCause.UNKNOWN_CLIENT_ID && point == Point.PROVISION_LOGIN
            ? FailureCause.WRONG_USERNAME
            : cause;
    return seenAs(order.scopeId(), seen, seen == cause ? check : seen.description());
  }

  private Rejection seenAs(Id account, FailureCause seen, String why) {
    return new Rejection(
        account, clientId, point, seen, why, username, source, secure, count, firstOn, lastOn);
  }

  /** What the device was told, which is less than its operator is (protocol, section 6). */
  public String told() {
    return switch (point) {
      case PROVISION_LOGIN ->
          cause.audience() == FailureCause.Audience.UNPROVEN
              ? WRONG_LOGIN
              : "not authorized, in MQTT 5 with the cause (CONNACK 5, in MQTT 5 135)";
      case PROVISION_MESSAGE -> "the cause, signed, where it speaks the full profile";
      case ACCOUNT_LOGIN -> WRONG_LOGIN;
    };
  }
}
