// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.PlatformRequestCodec;
import io.slipway.protocol.message.RequestEnvelope;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.signing.SignatureInvalidException;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.protocol.topic.ControlTopic;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One run's conversation with the platform: whether a message is what the platform has signed for
 * this device in this run (protocol, sections 3 and 5). Nothing else may be carried out.
 */
final class Talk {
  private final ControlScope scope;
  private final Nonce nonce;
  private final Predicate<X509Certificate> trustedRoot;
  private final Instant earliest;
  private Optional<MessageVerifier> verifier = Optional.empty();
  private Optional<String> chain = Optional.empty();
  private Optional<Answered> last = Optional.empty();
  private Optional<String> objection = Optional.empty();

  /**
   * Begins a run.
   *
   * @param nonce what every request must carry inside its signature
   * @param trustedRoot whether a root is to be believed
   * @param earliest when this program was built: a clock that shows less is wrong
   */
  Talk(ControlScope scope, Nonce nonce, Predicate<X509Certificate> trustedRoot, Instant earliest) {
    this.scope = scope;
    this.nonce = nonce;
    this.trustedRoot = trustedRoot;
    this.earliest = earliest;
  }

  /** The answer that a request got, to be repeated when the request comes again. */
  private record Answered(String requestId, Answer answer) {}

  /** A request to this device, of which nothing has been verified yet. */
  private record Incoming(ControlTopic topic, KuraPayload payload, RequestEnvelope envelope) {}

  /** What a message is worth. */
  sealed interface Heard {

    /** It is no request to this device. */
    record Nothing() implements Heard {}

    /** It is to be answered thus, and nothing else is to be done. */
    record OnlyAnswer(String topic, Answer answer) implements Heard {}

    /**
     * The platform wants this.
     *
     * @param topic where the answer goes
     * @param time what time it is there, which the device's own clock may not know
     */
    record Order(String topic, RequestEnvelope envelope, PlatformRequest request, Instant time)
        implements Heard {}
  }

  Nonce nonce() {
    return nonce;
  }

  /** The platform's chains that vouch for this run, once they have come and were found good. */
  Optional<String> chain() {
    return chain;
  }

  /** Whether the platform got the device to do something. */
  boolean progress() {
    return last.filter(a -> a.answer().ok()).isPresent();
  }

  /** Why the device has refused what the platform said last, if it has. */
  Optional<String> objection() {
    return objection;
  }

  Heard hear(String topic, byte[] payload, Instant now) {
    Optional<ControlTopic> own =
        ControlTopic.parse(topic, scope.prefix())
            .filter(t -> t.account().equals(scope.account()))
            .filter(t -> t.clientId().equals(scope.clientId()))
            .filter(t -> t.rest().split("/", -1).length >= 3);
    if (own.isEmpty()) {
      return new Heard.Nothing();
    }
    try {
      KuraPayload read = KuraPayloadCodec.decode(payload, PayloadLimits.DEFAULT);
      RequestEnvelope envelope = PlatformRequestCodec.envelope(read);
      return heard(new Incoming(own.get(), read, envelope), now);
    } catch (MalformedPayloadException noPayload) {
      // Without an id there is nobody to answer.
      return new Heard.Nothing();
    }
  }

  /** Remembers what was answered, in case the answer is lost and the request comes again. */
  void answered(Heard.Order order, Answer answer) {
    last = Optional.of(new Answered(order.envelope().requestId(), answer));
    // To go on elsewhere in a package is no objection.
    boolean content = answer.ok() || answer.offset().isPresent();
    objection = content ? Optional.empty() : answer.message();
  }

  private Heard heard(Incoming message, Instant now) {
    try {
      return worth(message, now);
    } catch (CertificateException untrusted) {
      return refused(
          message, 400, FailureCause.CERTIFICATES_REFUSED + ": " + untrusted.getMessage());
    } catch (SignatureInvalidException forged) {
      return refused(message, 400, FailureCause.SIGNATURE_INVALID + ": " + forged.getMessage());
    }
  }

  private Heard worth(Incoming message, Instant now)
      throws CertificateException, SignatureInvalidException {
    PlatformRequest request;
    try {
      request = PlatformRequestCodec.decode(message.topic(), message.payload()).request();
    } catch (MalformedPayloadException wrong) {
      verify(known(), message);
      int code = PlatformRequestCodec.knows(message.topic().rest()) ? 400 : 404;
      return refused(message, code, wrong.getMessage());
    }
    verify(request, message, now);
    RequestEnvelope envelope = message.envelope();
    return last.filter(a -> a.requestId().equals(envelope.requestId()))
        .<Heard>map(a -> new Heard.OnlyAnswer(replyTopic(message), a.answer()))
        .orElseGet(
            () -> new Heard.Order(replyTopic(message), envelope, request, there(message, now)));
  }

  private Heard refused(Incoming message, int code, String why) {
    objection = Optional.of(why);
    return new Heard.OnlyAnswer(replyTopic(message), Answer.refused(code, why));
  }

  private String replyTopic(Incoming message) {
    String rest = message.topic().rest();
    return "%s/%s/%s/%s/REPLY/%s"
        .formatted(
            scope.prefix(),
            scope.account(),
            message.envelope().requesterClientId(),
            rest.substring(0, rest.indexOf('/')),
            message.envelope().requestId());
  }

  private void verify(PlatformRequest request, Incoming message, Instant now)
      throws CertificateException, SignatureInvalidException {
    if (request instanceof PlatformRequest.PutCertificates certificates) {
      Instant time = plausible(now, Instant.ofEpochMilli(certificates.serverTime()));
      MessageVerifier fresh = verifierOf(certificates.pemChains(), time);
      verify(fresh, message);
      verifier = Optional.of(fresh);
      chain = Optional.of(certificates.pemChains());
    } else if (request instanceof PlatformRequest.Refuse refuse && verifier.isEmpty()) {
      Instant time = plausible(now, sent(message));
      verify(verifierOf(refuse.pemChains(), time), message);
    } else {
      verify(known(), message);
    }
  }

  /** Signed and of this run, so that it is to be believed, unless it cannot be right. */
  private Instant there(Incoming message, Instant own) {
    return sent(message).isAfter(earliest) ? sent(message) : own;
  }

  private static Instant sent(Incoming message) {
    return Instant.ofEpochMilli(message.payload().timestamp().orElse(0));
  }

  private MessageVerifier known() throws SignatureInvalidException {
    return verifier.orElseThrow(
        () -> new SignatureInvalidException("the certificates have not come yet"));
  }

  private void verify(MessageVerifier by, Incoming message) throws SignatureInvalidException {
    if (!message.envelope().nonce().equals(Optional.of(nonce))) {
      throw new SignatureInvalidException("the message is of another run");
    }
    by.verify(message.topic(), message.payload());
  }

  private MessageVerifier verifierOf(String pemChains, Instant time) throws CertificateException {
    PlatformChain platform = PlatformChain.parse(pemChains);
    platform.verify(time, trustedRoot);
    try {
      return new MessageVerifier(platform.signer().getPublicKey());
    } catch (IllegalArgumentException unusable) {
      throw new CertificateException(unusable.getMessage(), unusable);
    }
  }

  /** The device's own time, unless its clock cannot be right and the platform's may be. */
  private Instant plausible(Instant own, Instant platforms) {
    return own.isBefore(earliest) && platforms.isAfter(earliest) ? platforms : own;
  }
}
