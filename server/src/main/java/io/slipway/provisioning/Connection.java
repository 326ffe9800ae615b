// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Announcement;
import io.slipway.domain.Ask;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.Closing;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.Rejection;
import io.slipway.domain.SessionEvent;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Progress;
import io.slipway.protocol.message.ProvisionMessage;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.protocol.topic.DeviceTopic;
import io.slipway.protocol.topic.ProvisioningRights;
import io.slipway.security.CsrRefusedException;
import io.slipway.security.IssuerAwayException;
import io.slipway.security.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One admitted connection: what the device says becomes events on its request's lane. */
final class Connection implements DeviceSession {

  private static final int SUCCESS = 200;
  private static final Pattern KEYSTORE = Pattern.compile("\"([A-Za-z0-9_.-]{0,200}SSLKeystore)\"");

  private final Id requestId;
  private final LoginAttempt login;
  private final DeviceLink link;
  private final ControlScope scope;
  private final Surroundings surroundings;
  // Said once, so that what one connection leaves to be done stays bounded.
  private boolean heard;
  private boolean strayed;

  Connection(
      Id requestId,
      LoginAttempt login,
      DeviceLink link,
      ControlScope scope,
      Surroundings surroundings) {
    this.requestId = requestId;
    this.login = login;
    this.link = link;
    this.scope = scope;
    this.surroundings = surroundings;
  }

  /** What every connection uses. */
  record Surroundings(
      Lanes lanes,
      SessionKeeper keeper,
      DeviceCertificates certificates,
      Sealer sealer,
      RejectionLog rejections,
      FactoryVisits visits) {}

  DeviceLink link() {
    return link;
  }

  /**
   * @param node this one, where there may be others
   */
  SessionEvent loggedIn(Optional<Id> node) {
    return new SessionEvent.LoggedIn(login.secure(), login.sourceIp(), node);
  }

  /** What it said was not accepted. */
  void turnedAway(ProvisionRequest request, FailureCause cause) {
    surroundings
        .rejections()
        .note(
            Rejection.Point.PROVISION_MESSAGE,
            RejectionLog.Visitor.of(login, Optional.of(request.scopeId()), cause));
  }

  @Override
  public CompletionStage<Void> published(String topic, byte[] payload) {
    return switch (DeviceTopic.parse(topic, scope)) {
      case DeviceTopic.Provision t -> report(s -> Optional.of(wish(s, payload)));
      case DeviceTopic.Birth t -> report(s -> Optional.of(birth(s, payload)));
      case DeviceTopic.Reply t -> report(s -> answer(s, t.requestId(), payload));
      case DeviceTopic.Disconnect t -> nothing();
      case DeviceTopic.LastWill t -> nothing();
      case DeviceTopic.Apps t -> nothing();
      case DeviceTopic.OtherLifecycle t -> nothing();
      case DeviceTopic.Notify t -> report(s -> s.running().flatMap(x -> told(x, t, payload)));
      case DeviceTopic.Unknown t -> nothing();
    };
  }

  @Override
  public void subscribed(String filter) {
    if (!heard && new ProvisioningRights(scope).coversRequests(filter)) {
      heard = true;
      tell(new SessionEvent.Subscribed());
    }
  }

  @Override
  public void wrongAccount() {
    if (!strayed) {
      strayed = true;
      tell(new SessionEvent.Misspoke(FailureCause.WRONG_ACCOUNT));
    }
  }

  @Override
  public void closed() {
    surroundings.visits().left(this);
    surroundings
        .lanes()
        .runAlways(requestId, lane -> lane.leave(this))
        .exceptionally(
            away -> {
              // The lane has forgotten the connection; what follows is stored when it tries again.
              return null;
            });
  }

  private CompletionStage<Void> report(
      Function<ProvisioningSession, Optional<SessionEvent>> event) {
    return surroundings.lanes().runAlways(requestId, lane -> lane.hear(this, event));
  }

  private void tell(SessionEvent event) {
    report(s -> Optional.of(event))
        .exceptionally(
            lost -> {
              link.close(Closing.ERROR);
              return null;
            });
  }

  private static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }

  private SessionEvent wish(ProvisioningSession session, byte[] payload) {
    try {
      ProvisionMessage message = ProvisionMessage.from(decoded(payload));
      Announcement said =
          new Announcement(
              message.applicationIds(),
              message.nonce(),
              message.certificateVersion(),
              message.hardwareId(),
              message.birthMetrics());
      ProvisionRequest request = session.request();
      return new SessionEvent.Asked(
          said, false, objection(request, message), surroundings.keeper().draft(request));
    } catch (MalformedPayloadException wrong) {
      return new SessionEvent.Misspoke(FailureCause.MALFORMED_MESSAGE);
    }
  }

  private Optional<FailureCause> objection(ProvisionRequest request, ProvisionMessage message) {
    if (!login.username().equals(message.username()) || !passwordFits(request, message)) {
      return Optional.of(FailureCause.CREDENTIALS_MISMATCH);
    }
    if (request.login().activationKey().isEmpty()) {
      return Optional.empty();
    }
    if (message.activationKey().isEmpty()) {
      return Optional.of(FailureCause.ACTIVATION_KEY_MISSING);
    }
    Secret wanted =
        surroundings
            .sealer()
            .open(SealPurposes.ACTIVATION_KEY, request.login().activationKey().get());
    return wanted.matches(message.activationKey().get())
        ? Optional.empty()
        : Optional.of(FailureCause.ACTIVATION_KEY_WRONG);
  }

  /** Who came by a certificate has none; it may repeat one that it has sent for nothing. */
  private boolean passwordFits(ProvisionRequest request, ProvisionMessage message) {
    boolean needless = request.login().type() == AuthenticationType.USER_CERT;
    return needless && message.password().isEmpty() || login.password().matches(message.password());
  }

  private SessionEvent birth(ProvisioningSession session, byte[] payload) {
    try {
      BirthMessage message = BirthMessage.from(decoded(payload));
      Announcement said =
          new Announcement(
              message.applicationIds(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              message.metrics());
      return new SessionEvent.Asked(
          said, true, Optional.empty(), surroundings.keeper().draft(session.request()));
    } catch (MalformedPayloadException wrong) {
      return new SessionEvent.Misspoke(FailureCause.MALFORMED_MESSAGE);
    }
  }

  /** An answer that belongs to nothing here changes nothing. */
  private Optional<SessionEvent> answer(
      ProvisioningSession session, String requestId, byte[] payload) {
    if (session.presence().flatMap(RequestIds::ofRefusal).filter(requestId::equals).isPresent()) {
      return Optional.of(new SessionEvent.RefusalHeard());
    }
    return session
        .running()
        .flatMap(
            x ->
                RequestIds.find(x, requestId)
                    .map(ask -> answered(session.request(), x, ask, answerIn(payload))));
  }

  /** How the device gets on with what takes long. What cannot be read tells nothing. */
  private static Optional<SessionEvent> told(
      Execution attempt, DeviceTopic.Notify topic, byte[] payload) {
    try {
      if (topic.app().equals(Progress.APP) && topic.resource().equals(Progress.RESOURCE)) {
        OptionalInt percent = Progress.from(decoded(payload)).percent();
        return Optional.of(new SessionEvent.Progressed(percent.stream().boxed().findFirst()));
      }
      return topic.app().equals(KuraPackages.APP)
          ? KuraPackages.told(attempt, topic.resource(), decoded(payload))
          : Optional.empty();
    } catch (MalformedPayloadException unreadable) {
      return Optional.empty();
    }
  }

  private SessionEvent answered(
      ProvisionRequest request, Execution attempt, Ask ask, Answer answer) {
    boolean open = attempt.conversation().open().filter(ask::equals).isPresent();
    if (ask == Ask.CSR && open && answer.code() == SUCCESS) {
      return certified(request, attempt, answer.body().orElse(new byte[0]));
    }
    String text = answer.message().orElse("");
    OptionalLong offset =
        ask == Ask.INSTALLED
            ? KuraPackages.there(attempt.parcel().orElseThrow(), answer.body().orElse(new byte[0]))
            : answer.offset();
    return new SessionEvent.Answered(
        ask, answer.code(), text, keystoreIn(answer), Optional.empty(), offset);
  }

  private SessionEvent certified(ProvisionRequest request, Execution attempt, byte[] csr) {
    try {
      DeviceCertificate certificate = surroundings.certificates().answer(request, attempt, csr);
      return new SessionEvent.Answered(
          Ask.CSR, SUCCESS, "", Optional.empty(), Optional.of(certificate));
    } catch (CsrRefusedException unusable) {
      return new SessionEvent.Answered(
          Ask.CSR, SUCCESS, unusable.getMessage(), Optional.empty(), Optional.empty());
    } catch (IssuerAwayException away) {
      return new SessionEvent.NotIssued(away.getMessage());
    }
  }

  private static Answer answerIn(byte[] payload) {
    try {
      KuraPayload read = decoded(payload);
      return KuraPackages.begun(read) ? Answer.accepted() : Answer.from(read);
    } catch (MalformedPayloadException wrong) {
      String text = "the answer cannot be read: " + wrong.getMessage();
      return new Answer(500, Optional.of(text), Optional.empty());
    }
  }

  private static Optional<String> keystoreIn(Answer answer) {
    return answer
        .body()
        .map(body -> KEYSTORE.matcher(new String(body, StandardCharsets.UTF_8)))
        .filter(Matcher::find)
        .map(found -> found.group(1));
  }

  private static KuraPayload decoded(byte[] payload) {
    return KuraPayloadCodec.decode(payload, PayloadLimits.DEFAULT);
  }
}
