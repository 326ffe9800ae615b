// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

/**
 * Why something was refused or ended (protocol, section 6). One closed list of words for the wire,
 * REST, log and metrics.
 */
public enum FailureCause {
  UNKNOWN_CLIENT_ID(Audience.UNPROVEN, "No request knows this client id with this user name."),
  WRONG_USERNAME(Audience.UNPROVEN, "The user name is not the request's."),
  WRONG_PASSWORD(Audience.UNPROVEN, "The password is not the request's."),
  CERTIFICATE_UNTRUSTED(Audience.UNPROVEN, "The certificate was issued by nobody we trust."),
  CERTIFICATE_MISMATCH(Audience.UNPROVEN, "The certificate is not the one the request names."),
  AMBIGUOUS_IDENTITY(
      Audience.UNPROVEN,
      "Several open requests fit this login; stop all but one or give them different passwords."),
  THROTTLED(Audience.UNPROVEN, "Too many wrong logins came from there; it will be heard later."),

  NOT_YET_ACTIVE(
      Audience.PROVEN_LOGIN, "The request is not active yet; the device may try again later."),
  EXPIRED(Audience.PROVEN_LOGIN, "The request has expired; set a later end to let it run."),
  DISABLED(Audience.PROVEN_LOGIN, "The request is disabled; enable it to let it run."),
  STOPPED(Audience.PROVEN_LOGIN, "An operator stopped the request."),
  ALREADY_COMPLETED(
      Audience.PROVEN_LOGIN, "The device was provisioned already; its request is completed."),
  ATTEMPTS_EXHAUSTED(
      Audience.PROVEN_LOGIN, "All attempts are used up; mend the cause and allow more."),
  QUARANTINED(Audience.PROVEN_LOGIN, "Two devices use this identity; an operator must decide."),
  AWAITING_APPROVAL(Audience.PROVEN_LOGIN, "An operator has to approve the device first."),
  ACCOUNT_DISABLED(Audience.PROVEN_LOGIN, "The account that owns the request is disabled."),

  WRONG_ACCOUNT(
      Audience.MESSAGE, "The device used topics of another account; check its account-name."),
  NOT_SUBSCRIBED(
      Audience.MESSAGE, "The device did not subscribe to its own topics, so nothing can be sent."),
  MALFORMED_MESSAGE(
      Audience.MESSAGE, "The provision message cannot be read; see the protocol, section 2."),
  CREDENTIALS_MISMATCH(
      Audience.MESSAGE, "User name or password of the message are not those of the login."),
  ACTIVATION_KEY_MISSING(
      Audience.MESSAGE, "The request needs an activation key and the message has none."),
  ACTIVATION_KEY_WRONG(Audience.MESSAGE, "The activation key is not the request's."),
  MESSAGE_TIMEOUT(Audience.MESSAGE, "The device logged in but sent no provision message in time."),
  PROFILE_NOT_ALLOWED(
      Audience.MESSAGE,
      "The request does not allow the profile that the device speaks on this connection."),

  SIGNATURE_INVALID(
      Audience.DELIVERY, "The device could not verify a signature; check clock and trusted CA."),
  CERTIFICATES_REFUSED(
      Audience.DELIVERY, "The device does not trust the platform's certificates; install its CA."),
  CSR_REFUSED(Audience.DELIVERY, "The device's certificate request was refused."),
  PACKAGE_UNAVAILABLE(Audience.DELIVERY, "An application to install is not available."),
  PACKAGE_DOWNLOAD_FAILED(Audience.DELIVERY, "The device could not download an application."),
  PACKAGE_INSTALL_FAILED(Audience.DELIVERY, "The device could not install an application."),
  CONFIGURATION_INVALID(
      Audience.DELIVERY,
      "No configuration can be made for the request; check its endpoint and configuration."),
  CONFIGURATION_REFUSED(Audience.DELIVERY, "The device refused its configuration; see the log."),
  STEP_TIMEOUT(Audience.DELIVERY, "The device did not answer a request in time."),
  DEVICE_DISCONNECTED(
      Audience.DELIVERY, "The connection was lost and the device did not come back in time."),

  ARRIVAL_TIMEOUT(
      Audience.AFTER,
      "The device took its configuration but was not seen at its account's broker; check the"
          + " endpoint's address and that the device can reach it."),
  SUPERSEDED(Audience.AFTER, "A newer attempt took the place of this one."),
  CANCELLED_BY_OPERATOR(Audience.AFTER, "An operator stopped it."),
  OVERLOADED(Audience.AFTER, "The platform has too much to do; the device may try again later."),
  INTERNAL_ERROR(Audience.AFTER, "Something broke in the platform; its log tells more.");

  private final Audience audience;
  private final String description;

  FailureCause(Audience audience, String description) {
    this.audience = audience;
    this.description = description;
  }

  /** At which point of the way a cause is found, and so who may know it. */
  public enum Audience {
    /** Known inside only; outside all of these are one answer. */
    UNPROVEN,
    /** Told to a device that has proved itself, in the answer to its login. */
    PROVEN_LOGIN,
    MESSAGE,
    DELIVERY,
    AFTER
  }

  public Audience audience() {
    return audience;
  }

  /** One sentence for people: what is the matter, and what to do. */
  public String description() {
    return description;
  }

  /** Whether the same device may succeed later without anybody changing its request. */
  public boolean worthRetrying() {
    return switch (audience) {
      case UNPROVEN -> this == THROTTLED;
      case PROVEN_LOGIN -> this == NOT_YET_ACTIVE || this == AWAITING_APPROVAL;
      case MESSAGE -> this == MESSAGE_TIMEOUT || this == NOT_SUBSCRIBED;
      case DELIVERY -> true;
      case AFTER -> this != CANCELLED_BY_OPERATOR;
    };
  }
}
