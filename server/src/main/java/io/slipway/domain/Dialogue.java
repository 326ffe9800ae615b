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
   * Full: trust first. Kura: its key stores where it has a handler for them, else what comes next.
   */
  static Conversation opening(Profile profile, Announcement said, Destination destination) {
    Ask afterTrust = furnishing(profile, destination, 0).orElse(Ask.CONFIGURATION);
    Ask first =
        switch (profile) {
          case FULL -> Ask.CERTIFICATES;
          case KURA ->
              said.applicationIds().contains(KEYSTORE_HANDLER) ? Ask.KEYSTORES : afterTrust;
        };
    return new Conversation(
        stepOf(first),
        Optional.of(first),
        false,
        Optional.empty(),
        false,
        Optional.empty(),
        Rivalry.NONE,
        Optional.empty(),
        Delivery.NONE);
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
              : furnished(execution, talk.withTrust(true));
      case CSR ->
          talk.withCertificate(answer.certificate().orElseThrow().id())
              .at(Step.CERTIFICATES_UPDATING, Ask.DEVICE_CERTIFICATE);
      case DEVICE_CERTIFICATE -> furnished(execution, talk);
      case PACKAGE -> afterPart(answer, execution);
      case DOWNLOAD -> talk.at(Step.APPS_INSTALLING, Ask.INSTALLED);
      case INSTALL, INSTALLED -> furnished(execution, talk.with(talk.delivery().next()));
      case KEYSTORES ->
          answer
              .keystorePid()
              .filter(pid -> answer.ok())
              .map(pid -> talk.withKeystore(pid).at(talk.step(), Ask.KEYSTORE_ENTRY))
              .orElseGet(() -> furnished(execution, talk));
      case KEYSTORE_ENTRY -> furnished(execution, talk);
      case CONFIGURATION ->
          execution.profile() == Profile.FULL
              ? talk.at(Step.CONF_UPDATED, Ask.COMPLETE)
              : talk.arriving(Optional.empty(), now);
      case COMPLETE -> talk.arriving(Optional.empty(), now);
    };
  }

  /** The next application, or else the configuration. */
  static Conversation furnished(Execution execution, Conversation talk) {
    return furnishing(execution.profile(), execution.destination(), talk.delivery().index())
        .map(ask -> talk.at(Step.APPS_INSTALLING, ask))
        .orElseGet(() -> talk.at(Step.CONF_UPDATING, Ask.CONFIGURATION));
  }

  private static Optional<Ask> furnishing(Profile profile, Destination destination, int index) {
    Ask first = profile == Profile.FULL ? Ask.PACKAGE : Ask.DOWNLOAD;
    return index < destination.parcels().size() ? Optional.of(first) : Optional.empty();
  }

  /** The device says how much of the application it has. */
  private static Conversation afterPart(SessionEvent.Answered answer, Execution execution) {
    Conversation talk = execution.conversation();
    long offset = answer.offset().orElseThrow();
    Delivery delivery =
        further(answer, talk) ? talk.delivery().at(offset) : talk.delivery().astrayAt(offset);
    boolean whole = offset == execution.parcel().orElseThrow().size();
    return talk.with(delivery).at(Step.APPS_INSTALLING, whole ? Ask.INSTALL : Ask.PACKAGE);
  }

  private static boolean further(SessionEvent.Answered answer, Conversation talk) {
    return answer.ok() && answer.offset().orElse(0) > talk.delivery().offset();
  }

  /** Whether the talk can go on with the answer. */
  static boolean accepts(SessionEvent.Answered answer, Execution execution) {
    return switch (answer.ask()) {
      case CSR -> answer.ok() && answer.certificate().isPresent();
      case PACKAGE -> acceptsPart(answer, execution);
      default -> answer.ok();
    };
  }

  /** A device may say that it is elsewhere, but not for ever. */
  private static boolean acceptsPart(SessionEvent.Answered answer, Execution execution) {
    Parcel parcel = execution.parcel().orElseThrow();
    long offset = answer.offset().orElse(-1);
    if (parcel.url().isPresent()) {
      return answer.ok() && offset == parcel.size();
    }
    Conversation talk = execution.conversation();
    boolean patient = talk.delivery().astray() < Delivery.MOST_CORRECTIONS;
    boolean told = answer.ok() || answer.code() == SessionEvent.Answered.WRONG;
    return told && offset >= 0 && offset <= parcel.size() && (further(answer, talk) || patient);
  }

  /** Stock Kura lists what it has; as long as the application is not there it works on it. */
  static boolean awaited(SessionEvent.Answered answer, Execution execution) {
    long size = execution.parcel().map(Parcel::size).orElse(0L);
    return answer.ask() == Ask.INSTALLED && answer.offset().orElse(0) != size;
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
      case PACKAGE, DOWNLOAD -> FailureCause.PACKAGE_DOWNLOAD_FAILED;
      case INSTALL, INSTALLED -> FailureCause.PACKAGE_INSTALL_FAILED;
      case KEYSTORES, KEYSTORE_ENTRY, CONFIGURATION, COMPLETE -> FailureCause.CONFIGURATION_REFUSED;
    };
  }

  static String refusalText(SessionEvent.Answered answer, Execution execution) {
    String what = nameOf(answer.ask(), execution);
    String said = OneLine.ofAnswer(answer.message());
    return answer.ok()
        ? "%s cannot be used: %s".formatted(what, said)
        : "the device answered %d to %s: %s".formatted(answer.code(), what, said);
  }

  /** What is worth a line of the log; of an application each tenth is. */
  static Optional<String> answeredText(
      SessionEvent.Answered answer, Execution before, Execution after) {
    String what = nameOf(answer.ask(), before);
    if (answer.certificate().isPresent()) {
      DeviceCertificate issued = answer.certificate().get();
      return Optional.of(
          "certificate %s issued, valid until %s".formatted(issued.serial(), issued.notAfter()));
    }
    if (!answer.ok() && optional(answer.ask())) {
      return Optional.of("going on without " + what + ": " + refusalText(answer, before));
    }
    return switch (answer.ask()) {
      case PACKAGE -> progressText(before, after);
      case INSTALL, INSTALLED -> Optional.of(installedText(before));
      case DOWNLOAD -> Optional.empty();
      default -> Optional.of(what + " accepted");
    };
  }

  static String installedText(Execution execution) {
    return nameOf(Ask.PACKAGE, execution) + " installed";
  }

  static Optional<String> progressText(Execution before, Execution after) {
    Parcel parcel = before.parcel().orElseThrow();
    int tenth = after.conversation().delivery().tenth(parcel);
    return tenth == before.conversation().delivery().tenth(parcel)
        ? Optional.empty()
        : Optional.of("the device has %d %% of %s".formatted(10 * tenth, parcel.name()));
  }

  /** Nothing of what is sent over and over. */
  static Optional<String> sentText(Ask ask, Execution execution) {
    String what = nameOf(ask, execution);
    return switch (ask) {
      case CSR -> Optional.of("asked for " + what);
      case PACKAGE, DOWNLOAD ->
          Optional.of(what + " is on its way")
              .filter(t -> execution.conversation().delivery().offset() == 0);
      case INSTALLED -> Optional.empty();
      default -> Optional.of(what + " sent");
    };
  }

  static String nameOf(Ask ask, Execution execution) {
    String parcel = execution.parcel().map(p -> p.name().toString()).orElse("");
    return switch (ask) {
      case CERTIFICATES -> "the certificates";
      case CSR -> "the certification request";
      case DEVICE_CERTIFICATE -> "the device's certificate";
      case PACKAGE, DOWNLOAD, INSTALLED -> "package " + parcel;
      case INSTALL -> "the order to install package " + parcel;
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
      case PACKAGE, INSTALL, DOWNLOAD, INSTALLED -> Step.APPS_INSTALLING;
      case CONFIGURATION -> Step.CONF_UPDATING;
      case COMPLETE -> Step.CONF_UPDATED;
    };
  }
}
