// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.util.Optional;
import java.util.OptionalLong;

/** What happens to a session. Cryptographic checks have been made; their results come as facts. */
public sealed interface SessionEvent {

  /**
   * The device has proved itself and is connected; an older connection is no more.
   *
   * @param source the address that it came from
   * @param node that it is connected to; empty where there is only one
   */
  record LoggedIn(boolean secure, String source, Optional<Id> node) implements SessionEvent {}

  /** The device receives whatever is sent to it from now on. */
  record Subscribed() implements SessionEvent {}

  /**
   * The device asks to be provisioned.
   *
   * @param birth whether it did so as stock Kura does, by its birth message
   * @param refusal what is wrong with its credentials or activation key
   * @param draft what a new attempt would be made of
   */
  record Asked(
      Announcement announcement, boolean birth, Optional<FailureCause> refusal, Draft draft)
      implements SessionEvent {}

  /**
   * What a new attempt is made of.
   *
   * @param seed 32 random hex digits
   * @param destination empty where no endpoint can be found
   */
  record Draft(
      Id executionId,
      String seed,
      Optional<Destination> destination,
      RequestProgress.PasswordTerms terms) {}

  /** The device said something that breaks the protocol. */
  record Misspoke(FailureCause cause) implements SessionEvent {}

  /**
   * The device answered a request of the running attempt.
   *
   * @param message what it said, or what is wrong with the certification request that it sent
   * @param keystorePid the key store chosen from the answer's body
   * @param certificate for the certification request in the answer's body, where that can be used
   * @param offset how much of an application is there
   */
  record Answered(
      Ask ask,
      int code,
      String message,
      Optional<String> keystorePid,
      Optional<DeviceCertificate> certificate,
      OptionalLong offset)
      implements SessionEvent {
    static final int WRONG = 400;

    /** Where no application is meant. */
    public Answered(
        Ask ask,
        int code,
        String message,
        Optional<String> keystorePid,
        Optional<DeviceCertificate> certificate) {
      this(ask, code, message, keystorePid, certificate, OptionalLong.empty());
    }

    static Answered none(Ask ask) {
      return new Answered(ask, 500, "no answer", Optional.empty(), Optional.empty());
    }

    boolean ok() {
      return code == 200;
    }
  }

  /**
   * The device tells that it is still at work on an application.
   *
   * @param percent how much of it has come, where that is told
   */
  record Progressed(Optional<Integer> percent) implements SessionEvent {}

  /**
   * Stock Kura tells how its work on the application that is under way ended.
   *
   * @param message why it failed
   */
  record Installed(Optional<FailureCause> failure, String message) implements SessionEvent {}

  /** The device answered its refusal. */
  record RefusalHeard() implements SessionEvent {}

  /** What was to follow cannot be carried out, such as where a master key is lost. */
  record Broke() implements SessionEvent {}

  /**
   * The certificate that the device has asked for cannot be issued now.
   *
   * @param why for the operator
   */
  record NotIssued(String why) implements SessionEvent {}

  /** The connection is gone. */
  record ConnectionLost() implements SessionEvent {}

  /**
   * The node that had this ended, and another, or the same one anew, takes it up.
   *
   * @param by the node that does; empty where there is only one
   * @param from the node that ended, as far as one was known; where it has another owner meanwhile
   *     nothing happens
   */
  record TakenUp(Optional<Id> by, Optional<Id> from) implements SessionEvent {}

  /** Somebody else, mostly another node, has stored what the session is now. */
  record ChangedElsewhere() implements SessionEvent {}

  /** Time has passed. */
  record Tick() implements SessionEvent {}

  /** The device logged in at its account's broker with the credentials of a generation. */
  record Arrived(int generation) implements SessionEvent {}

  /** An operator wants it to end. */
  record StopOrdered() implements SessionEvent {}

  /** An operator wants the device to be provisioned once more, with other credentials. */
  record RearmOrdered() implements SessionEvent {}
}
