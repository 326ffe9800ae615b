// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Nonce;

/** What is to be done because of a decision. */
public sealed interface Effect {

  /** Send the request to the device, once the decision is stored. */
  record Send(Ask ask) implements Effect {}

  /** Tell the device, signed, that and why it is refused, once the decision is stored. */
  record Refuse(FailureCause cause, Nonce nonce) implements Effect {}

  /** Remember that the device was turned away before an attempt began. */
  record TurnAway(FailureCause cause) implements Effect {}

  /** Close the connection, once the decision is stored. */
  record Close(Closing reason) implements Effect {}

  /** Store the login for the account's broker together with the decision. */
  record IssueCredential() implements Effect {}

  /** Store the certificate of the device's own key together with the decision. */
  record IssueCertificate(DeviceCertificate certificate) implements Effect {}

  /**
   * Revoke the logins and certificates of these generations, both ends included, together with the
   * decision.
   */
  record RevokeCredentials(int first, int last, FailureCause cause) implements Effect {}

  /** Store how an attempt ended that another one follows at once, together with the decision. */
  record KeepEnded(Execution attempt) implements Effect {}

  /** Append an event to the device in the registry together with the decision. */
  record Note(String resource, String message) implements Effect {}
}
