// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.domain.Execution.Conversation;
import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.Optional;

/** The order of the requests within one attempt, and what an answer to each means. */
final class Dialogue {
  private static final String KEYSTORE_HANDLER = "KEYS-V1";

  private Dialogue() {}

  /**
   * Full: trust first. Kura: its key stores where it has a handler for them, else the
   * configuration.
   */
  static Conversation opening(Profile profile, Announcement said) {
    Ask first =
        switch (profile) {
          case FULL -> Ask.CERTIFICATES;
          case KURA ->
              said.applicationIds().contains(KEYSTORE_HANDLER) ? Ask.KEYSTORES : Ask.CONFIGURATION;
        };
    return new Conversation(
        stepOf(first),
        Optional.of(first),
        false,
        Optional.empty(),
        false,
        Optional.empty(),
        Rivalry.NONE,
        Optional.empty());
  }

  /** What is to be sent: under a new nonce the chain again, then what was open. */
  static Optional<Ask> next(Execution execution) {
    Conversation talk = execution.conversation();
    if (talk.step() == Step.ARRIVING) {
      return Optional.empty();
    }
    return execution.profile() == Profile.FULL && !talk.trusted()
        ? Optional.of(Ask.CERTIFICATES)
        : talk.open();
  }

  /** How the talk stands when {@code answer} has been taken for the open request. */
  static Conversation after(SessionEvent.Answered answer, Execution execution, Instant now) {
    Conversation talk = execution.conversation();
    return switch (answer.ask()) {
      case CERTIFICATES ->
          execution.destination().certificate().isPresent()
              ? talk.withTrust(true).at(Step.CERTIFICATES_UPDATING, Ask.CSR)
              : talk.withTrust(true).at(Step.CONF_UPDATING, Ask.CONFIGURATION);
      case CSR ->
          talk.withCertificate(answer.certificate().orElseThrow().id())
              .at(Step.CERTIFICATES_UPDATING, Ask.DEVICE_CERTIFICATE);
      case DEVICE_CERTIFICATE -> talk.at(Step.CONF_UPDATING, Ask.CONFIGURATION);
      case KEYSTORES ->
          answer
              .keystorePid()
              .filter(pid -> answer.ok())
              .map(pid -> talk.withKeystore(pid).at(talk.step(), Ask.KEYSTORE_ENTRY))
              .orElseGet(() -> talk.at(Step.CONF_UPDATING, Ask.CONFIGURATION));
      case KEYSTORE_ENTRY -> talk.at(Step.CONF_UPDATING, Ask.CONFIGURATION);
      case CONFIGURATION ->
          execution.profile() == Profile.FULL
              ? talk.at(Step.CONF_UPDATED, Ask.COMPLETE)
              : talk.arriving(Optional.empty(), now);
      case COMPLETE -> talk.arriving(Optional.empty(), now);
    };
  }

  /** Whether the device may be gone for good once it has this request. */
  static boolean mayLeaveAfter(Ask ask, Profile profile) {
    return ask == Ask.COMPLETE || ask == Ask.CONFIGURATION && profile == Profile.KURA;
  }

  /** Whether the attempt goes on where this request is refused or not answered. */
  static boolean optional(Ask ask) {
    return ask == Ask.KEYSTORES || ask == Ask.KEYSTORE_ENTRY;
  }

  static FailureCause refusalOf(SessionEvent.Answered answer) {
    if (answer.message().contains(FailureCause.SIGNATURE_INVALID.name())) {
      return FailureCause.SIGNATURE_INVALID;
    }
    return switch (answer.ask()) {
      case CERTIFICATES, DEVICE_CERTIFICATE -> FailureCause.CERTIFICATES_REFUSED;
      case CSR -> FailureCause.CSR_REFUSED;
      case KEYSTORES, KEYSTORE_ENTRY, CONFIGURATION, COMPLETE -> FailureCause.CONFIGURATION_REFUSED;
    };
  }

  static String refusalText(SessionEvent.Answered answer) {
    return answer.ok()
        ? "%s cannot be used: %s".formatted(nameOf(answer.ask()), answer.message())
        : "the device answered %d to %s: %s"
            .formatted(answer.code(), nameOf(answer.ask()), answer.message());
  }

  static String answeredText(SessionEvent.Answered answer) {
    if (answer.certificate().isPresent()) {
      DeviceCertificate issued = answer.certificate().get();
      return "certificate %s issued, valid until %s".formatted(issued.serial(), issued.notAfter());
    }
    return answer.ok()
        ? nameOf(answer.ask()) + " accepted"
        : "going on without " + nameOf(answer.ask()) + ": " + refusalText(answer);
  }

  static String sentText(Ask ask) {
    return ask == Ask.CSR ? "asked for " + nameOf(ask) : nameOf(ask) + " sent";
  }

  static String nameOf(Ask ask) {
    return switch (ask) {
      case CERTIFICATES -> "the certificates";
      case CSR -> "the certification request";
      case DEVICE_CERTIFICATE -> "the device's certificate";
      case KEYSTORES -> "the question for key stores";
      case KEYSTORE_ENTRY -> "the account broker's certificate";
      case CONFIGURATION -> "the configuration";
      case COMPLETE -> "the end of provisioning";
    };
  }

  private static Step stepOf(Ask ask) {
    return switch (ask) {
      case CERTIFICATES, CSR, DEVICE_CERTIFICATE, KEYSTORES, KEYSTORE_ENTRY ->
          Step.CERTIFICATES_UPDATING;
      case CONFIGURATION -> Step.CONF_UPDATING;
      case COMPLETE -> Step.CONF_UPDATED;
    };
  }
}
