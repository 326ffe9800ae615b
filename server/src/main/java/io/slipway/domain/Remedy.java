// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;

/** What somebody can do about a cause. */
final class Remedy {
  private static final String MEND_LOGIN =
      "Compare user name and password in the device with those of the order; a password that is"
          + " lost cannot be read here: delete the order and make it anew, or put another password"
          + " into the device.";
  private static final String LOOK_AT_LOG =
      "Look at the log of the last attempt, mend what it names, and let the device try again.";

  private Remedy() {}

  static String of(FailureCause cause) {
    return switch (cause) {
      case UNKNOWN_CLIENT_ID ->
          "Order the device with exactly this client id, or correct the client id in the device.";
      case WRONG_USERNAME, WRONG_PASSWORD, CREDENTIALS_MISMATCH -> MEND_LOGIN;
      case CERTIFICATE_UNTRUSTED, CERTIFICATE_MISMATCH ->
          "See what the device showed, and what its order names in certificateDevId. The account"
              + " must trust the manufacturer (slipway manufacturer list).";
      case AMBIGUOUS_IDENTITY -> "Stop or delete all but one of the orders that fit this login.";
      case THROTTLED ->
          "Nothing, for a device that knows its password; for others see what they came with.";
      case NOT_YET_ACTIVE -> "Wait, or let the activation window begin earlier.";
      case EXPIRED -> "Let the activation window end later.";
      case DISABLED -> "Enable it.";
      case STOPPED, CANCELLED_BY_OPERATOR ->
          "If it is to be provisioned after all: slipway request rearm.";
      case ALREADY_COMPLETED ->
          "If the device was reset or replaced: slipway request rearm. It gets new credentials"
              + " then, and the old ones count until it has arrived with them.";
      case ATTEMPTS_EXHAUSTED ->
          "Mend what made the attempts fail, then: slipway request rearm, or allow more attempts.";
      case QUARANTINED ->
          "Find out which of the two devices is the right one: the log of the last attempt says"
              + " from where each came. Take the other one off the network, then: slipway request"
              + " rearm; where the order has an activation key, with another one.";
      case AWAITING_APPROVAL -> "Approve it.";
      case ACCOUNT_DISABLED -> "Enable the account.";
      case WRONG_ACCOUNT ->
          "Set the device's account name to that of the provision account, as it was delivered.";
      case NOT_SUBSCRIBED, MALFORMED_MESSAGE ->
          "The device's program does not keep to the protocol: update it, or see docs/protocol.md.";
      case ACTIVATION_KEY_MISSING, ACTIVATION_KEY_WRONG ->
          "Put the activation key of the order into the device.";
      case MESSAGE_TIMEOUT ->
          "Look at the device's log: it logs in but does not ask to be provisioned.";
      case PROFILE_NOT_ALLOWED ->
          "Let it come by TLS, install the provisioning bundle, or allow its profile in the order.";
      case SIGNATURE_INVALID -> "Set the device's clock; give it this platform's root certificate.";
      case CERTIFICATES_REFUSED -> "Give the device this platform's root certificate.";
      case CSR_REFUSED, CONFIGURATION_REFUSED, PACKAGE_INSTALL_FAILED -> LOOK_AT_LOG;
      case PACKAGE_UNAVAILABLE ->
          "See that its packages are in the account, and that the device can install them: without"
              + " an agent a gateway takes deployment packages only, by its handler DEPLOY-V2.";
      case PACKAGE_DOWNLOAD_FAILED ->
          "See that the address of the application can be reached from where the device is.";
      case CONFIGURATION_INVALID ->
          "Give the account an endpoint with usage MESSAGE_BROKER, and check the configuration.";
      case STEP_TIMEOUT, DEVICE_DISCONNECTED ->
          "See whether the device has power and a network that lasts; it tries again by itself.";
      case ARRIVAL_TIMEOUT ->
          "See that name and port of the account's broker can be reached from where the device is,"
              + " and that its endpoint is right.";
      case SUPERSEDED -> "Nothing, where a newer attempt went well.";
      case OVERLOADED -> "Nothing: the device comes again. If it lasts, start more nodes.";
      case INTERNAL_ERROR -> "Look into the server's log at that time.";
    };
  }
}
