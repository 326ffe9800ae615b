// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a device is where it is.
 *
 * @param cause the check that holds it up, where one does
 * @param reason what is the matter, in a sentence or two
 * @param advice what can be done about it
 */
public record Explanation(
    Diagnosis diagnosis, Optional<FailureCause> cause, String reason, String advice) {

  /** In a word. */
  public enum Diagnosis {
    /** Nobody has ordered a device of this client id in this account. */
    NOT_ORDERED,
    /** It is ordered and may come, but was never seen. */
    NOT_SEEN,
    /** It came, and was turned away. */
    REFUSED,
    /** Whatever it does, its order does not let it in now. */
    HELD,
    UNDER_WAY,
    FAILED,
    STOPPED,
    PROVISIONED
  }

  /**
   * What is known.
   *
   * @param attempt the newest one
   * @param rejections the newest first
   * @param renewal its wish to renew an expired certificate, where it has one
   */
  public record Facts(
      String clientId,
      Optional<ProvisionRequest> request,
      Optional<Execution> attempt,
      List<Rejection> rejections,
      Optional<CertificateRenewal> renewal) {
    public Facts {
      rejections = List.copyOf(rejections);
    }

    /** Of a device that wants to renew nothing. */
    public Facts(
        String clientId,
        Optional<ProvisionRequest> request,
        Optional<Execution> attempt,
        List<Rejection> rejections) {
      this(clientId, request, attempt, rejections, Optional.empty());
    }

    /** How the device was turned away since something last went well. */
    private Optional<Rejection> turnedAway() {
      Instant since = attempt.map(x -> x.endedOn().orElse(x.startedOn())).orElse(Instant.EPOCH);
      return rejections.stream().findFirst().filter(r -> r.lastOn().isAfter(since));
    }
  }

  /** Judges by what is known. */
  public static Explanation of(Facts facts, Instant now) {
    return facts
        .request()
        .map(request -> ordered(facts, request, now))
        .orElseGet(() -> notOrdered(facts));
  }

  private static Explanation notOrdered(Facts facts) {
    String seen =
        facts.rejections().isEmpty()
            ? " No device has come with it either."
            : " A device came with it and was turned away.";
    return new Explanation(
        Diagnosis.NOT_ORDERED,
        Optional.of(FailureCause.UNKNOWN_CLIENT_ID),
        "There is no order for this client id in this account." + seen,
        Remedy.of(FailureCause.UNKNOWN_CLIENT_ID));
  }

  private static Explanation ordered(Facts facts, ProvisionRequest request, Instant now) {
    return switch (request.progress().status()) {
      case RUNNING -> underWay(facts);
      case COMPLETED ->
          facts
              .renewal()
              .filter(r -> now.isBefore(r.endsOn()))
              .flatMap(Explanation::renewing)
              .orElseGet(() -> provisioned(facts));
      case STOPPED -> because(Diagnosis.STOPPED, request.progress().stoppedBecause());
      case CREATED, FAILED ->
          StartRules.obstacle(request, now)
              .map(cause -> held(facts, cause))
              .orElseGet(() -> waiting(facts, request));
    };
  }

  /** Without its last failure, that all attempts are used up says little. */
  private static Explanation held(Facts facts, FailureCause obstacle) {
    Optional<FailureCause> last = facts.attempt().flatMap(Execution::failureCause);
    if (obstacle != FailureCause.ATTEMPTS_EXHAUSTED || last.isEmpty()) {
      return because(Diagnosis.HELD, obstacle);
    }
    return new Explanation(
        Diagnosis.HELD,
        Optional.of(obstacle),
        obstacle.description() + " The last one ended so: " + last.get().description(),
        Remedy.of(last.get()) + " " + Remedy.of(obstacle));
  }

  private static Explanation waiting(Facts facts, ProvisionRequest request) {
    Optional<Rejection> turnedAway = facts.turnedAway();
    if (turnedAway.isPresent()) {
      return because(Diagnosis.REFUSED, turnedAway.get());
    }
    Optional<FailureCause> failed = request.progress().failureCause();
    return failed
        .map(cause -> because(Diagnosis.FAILED, cause))
        .orElseGet(
            () ->
                new Explanation(
                    Diagnosis.NOT_SEEN,
                    Optional.empty(),
                    "It is ordered and may come, but no device came with this client id.",
                    "See whether it has power and a network, whether it knows the address of the"
                        + " provision broker (slipway endpoint list), and whether it comes with"
                        + " exactly this client id."));
  }

  private static Explanation underWay(Facts facts) {
    Optional<Rejection> turnedAway = facts.turnedAway();
    if (turnedAway.isPresent()) {
      return because(Diagnosis.UNDER_WAY, turnedAway.get());
    }
    boolean arriving =
        facts.attempt().filter(x -> x.conversation().step() == Step.ARRIVING).isPresent();
    return arriving
        ? new Explanation(
            Diagnosis.UNDER_WAY,
            Optional.empty(),
            "It has its configuration, and is awaited at its account's broker, "
                + facts.attempt().orElseThrow().destination().brokerUrl()
                + ".",
            "If it does not come: see that this address can be reached from where the device is.")
        : new Explanation(
            Diagnosis.UNDER_WAY,
            Optional.empty(),
            "It is being provisioned right now.",
            "Wait; if it stops half way, the attempt ends by itself and says why.");
  }

  /** A device that slept past the end of its certificate, and does not get in any more. */
  private static Optional<Explanation> renewing(CertificateRenewal renewal) {
    String expired = "Its certificate expired on " + renewal.expiredOn() + ". ";
    return switch (renewal.state()) {
      case WAITING ->
          Optional.of(
              expired(
                  expired + "It wants to renew it, and somebody has to approve that.",
                  "slipway certificate approve "
                      + renewal.clientId()
                      + ", at the latest on "
                      + renewal.endsOn()
                      + "."));
      case APPROVED ->
          Optional.of(
              expired(
                  expired + "Its renewal is approved, and it has not come for it yet.",
                  "Wait; the device asks again after a quarter of an hour."));
      case REJECTED ->
          Optional.of(
              expired(
                  expired + "Its renewal was rejected.",
                  "To take it back all the same: slipway request rearm, and let it be provisioned"
                      + " again."));
      case USED -> Optional.empty();
    };
  }

  private static Explanation expired(String reason, String advice) {
    return new Explanation(
        Diagnosis.PROVISIONED, Optional.of(FailureCause.CERTIFICATE_UNTRUSTED), reason, advice);
  }

  private static Explanation provisioned(Facts facts) {
    return facts
        .turnedAway()
        .map(r -> because(Diagnosis.PROVISIONED, r))
        .orElseGet(
            () ->
                new Explanation(
                    Diagnosis.PROVISIONED,
                    Optional.empty(),
                    "It has arrived at its account's broker.",
                    "Nothing is to be done."));
  }

  private static Explanation because(Diagnosis diagnosis, FailureCause cause) {
    return new Explanation(diagnosis, Optional.of(cause), cause.description(), Remedy.of(cause));
  }

  private static Explanation because(Diagnosis diagnosis, Rejection turnedAway) {
    String reason =
        switch (turnedAway.point()) {
          case PROVISION_LOGIN, PROVISION_MESSAGE -> turnedAway.check();
          case ACCOUNT_LOGIN -> "Its account's broker does not let it in. " + turnedAway.check();
        };
    return new Explanation(
        diagnosis,
        Optional.of(turnedAway.cause()),
        reason,
        turnedAway.point() == Rejection.Point.ACCOUNT_LOGIN
            ? ACCOUNT_ADVICE
            : Remedy.of(turnedAway.cause()));
  }

  private static final String ACCOUNT_ADVICE =
      "If the device has lost what it was given: slipway request rearm, and let it be provisioned"
          + " again.";
}
