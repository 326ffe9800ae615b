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
  private Optional<Answered> last = Optional.empty();

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

  /** What a message is worth. */
  sealed interface Heard {

    /** It is no request to this device. */
    record Nothing() implements Heard {}

    /** It is to be answered thus, and nothing else is to be done. */
    record OnlyAnswer(String topic, Answer answer) implements Heard {}

    /** The platform wants this; the answer goes to {@code topic}. */
    record Order(String topic, RequestEnvelope envelope, PlatformRequest request)
        implements Heard {}
  }

  Nonce nonce() {
    return nonce;
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
      return heard(own.get(), read, now);
    } catch (MalformedPayloadException noPayload) {
      // Without an id there is nobody to answer.
      return new Heard.Nothing();
    }
  }

  /** Remembers what was answered, in case the answer is lost and the request comes again. */
  void answered(Heard.Order order, Answer answer) {
    last = Optional.of(new Answered(order.envelope().requestId(), answer));
  }

  private Heard heard(ControlTopic topic, KuraPayload payload, Instant now) {
    RequestEnvelope envelope = PlatformRequestCodec.envelope(payload);
    String replyTopic = replyTopic(topic, envelope);
    try {
      PlatformRequest request = PlatformRequestCodec.decode(topic, payload).request();
      verify(topic, payload, envelope, request, now);
      return last.filter(a -> a.requestId().equals(envelope.requestId()))
          .<Heard>map(a -> new Heard.OnlyAnswer(replyTopic, a.answer()))
          .orElseGet(() -> new Heard.Order(replyTopic, envelope, request));
    } catch (MalformedPayloadException unknown) {
      return new Heard.OnlyAnswer(replyTopic, Answer.refused(404, unknown.getMessage()));
    } catch (CertificateException untrusted) {
      String why = FailureCause.CERTIFICATES_REFUSED + ": " + untrusted.getMessage();
      return new Heard.OnlyAnswer(replyTopic, Answer.refused(400, why));
    } catch (SignatureInvalidException forged) {
      String why = FailureCause.SIGNATURE_INVALID + ": " + forged.getMessage();
      return new Heard.OnlyAnswer(replyTopic, Answer.refused(400, why));
    }
  }

  private String replyTopic(ControlTopic topic, RequestEnvelope envelope) {
    String app = topic.rest().substring(0, topic.rest().indexOf('/'));
    return "%s/%s/%s/%s/REPLY/%s"
        .formatted(
            scope.prefix(),
            scope.account(),
            envelope.requesterClientId(),
            app,
            envelope.requestId());
  }

  private void verify(
      ControlTopic topic,
      KuraPayload payload,
      RequestEnvelope envelope,
      PlatformRequest request,
      Instant now)
      throws CertificateException, SignatureInvalidException {
    if (request instanceof PlatformRequest.PutCertificates certificates) {
      Instant time = plausible(now, Instant.ofEpochMilli(certificates.serverTime()));
      MessageVerifier fresh = verifierOf(certificates.pemChains(), time);
      verify(fresh, topic, payload, envelope);
      verifier = Optional.of(fresh);
    } else if (request instanceof PlatformRequest.Refuse refuse && verifier.isEmpty()) {
      verify(verifierOf(refuse.pemChains(), now), topic, payload, envelope);
    } else {
      MessageVerifier known =
          verifier.orElseThrow(
              () -> new SignatureInvalidException("the certificates have not come yet"));
      verify(known, topic, payload, envelope);
    }
  }

  private void verify(
      MessageVerifier by, ControlTopic topic, KuraPayload payload, RequestEnvelope envelope)
      throws SignatureInvalidException {
    if (!envelope.nonce().equals(Optional.of(nonce))) {
      throw new SignatureInvalidException("the message is of another run");
    }
    by.verify(topic, payload);
  }

  private MessageVerifier verifierOf(String pemChains, Instant time) throws CertificateException {
    PlatformChain chain = PlatformChain.parse(pemChains);
    chain.verify(time, trustedRoot);
    return new MessageVerifier(chain.signer().getPublicKey());
  }

  /** The device's own time, unless its clock cannot be right and the platform's may be. */
  private Instant plausible(Instant own, Instant platforms) {
    return own.isBefore(earliest) && platforms.isAfter(earliest) ? platforms : own;
  }
}
