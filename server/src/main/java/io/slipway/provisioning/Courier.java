// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Ask;
import io.slipway.domain.Decision;
import io.slipway.domain.Effect;
import io.slipway.domain.Execution;
import io.slipway.domain.Profile;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisioningSession;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.PlatformRequestCodec;
import io.slipway.protocol.message.RequestEnvelope;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.protocol.topic.ControlTopic;
import io.slipway.security.AccountAuthority;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Signing;
import java.time.Clock;
import java.util.Optional;

/** Writes what is sent to devices. The same attempt always gets the same contents. */
final class Courier {
  private static final String KEYSTORE_ALIAS = "ssl-slipway";

  private final PlatformNames names;
  private final DeviceConfigurations configurations;
  private final DeviceCertificates certificates;
  private final PackageParts packages;
  private final CertificateAuthority authority;
  private final RetryAdvice retries;
  private final Clock clock;

  Courier(
      PlatformNames names,
      DeviceConfigurations configurations,
      DeviceCertificates certificates,
      PackageParts packages,
      CertificateAuthority authority,
      Clock clock) {
    this.names = names;
    this.configurations = configurations;
    this.certificates = certificates;
    this.packages = packages;
    this.authority = authority;
    this.retries = new RetryAdvice(names.retryAfter(), clock);
    this.clock = clock;
  }

  /** A message as it goes on the wire. */
  record Letter(String topic, byte[] payload) {}

  Letter letter(Decision decision, Ask ask) {
    ProvisioningSession session = decision.session();
    Execution execution = session.running().orElseThrow();
    RequestEnvelope envelope =
        new RequestEnvelope(
            RequestIds.of(execution, ask),
            names.requesterClientId(),
            execution.announcement().nonce().filter(n -> full(execution)));
    Optional<MessageSigner> signer =
        Optional.of(signing(session).signer()).filter(s -> full(execution));
    return letter(session.request(), content(decision, execution, ask), envelope, signer);
  }

  /**
   * A refusal, which carries the platform's chain so that it can be verified before any other
   * message.
   */
  Letter refusal(ProvisioningSession session, Effect.Refuse refusal) {
    ProvisionRequest request = session.request();
    String requestId = session.presence().flatMap(RequestIds::ofRefusal).orElseThrow();
    FailureCause cause = refusal.cause();
    PlatformRequest content =
        new PlatformRequest.Refuse(
            cause,
            cause.description(),
            retries.seconds(cause, request).orElse(0),
            signing(session).chain());
    Optional<Nonce> nonce = Optional.of(refusal.nonce());
    RequestEnvelope envelope = new RequestEnvelope(requestId, names.requesterClientId(), nonce);
    return letter(request, content, envelope, Optional.of(signing(session).signer()));
  }

  /** What signed the first message of an attempt signs all of it. */
  private Signing signing(ProvisioningSession session) {
    return authority.signing(session.running().map(Execution::startedOn).orElse(clock.instant()));
  }

  private Letter letter(
      ProvisionRequest request,
      PlatformRequest content,
      RequestEnvelope envelope,
      Optional<MessageSigner> signer) {
    ControlTopic topic =
        new ControlTopic(
            names.controlPrefix(), names.provisionAccount(), request.clientId(), content.rest());
    KuraPayload plain = PlatformRequestCodec.encode(content, envelope, clock.millis());
    KuraPayload payload = signer.map(s -> s.sign(topic, plain)).orElse(plain);
    return new Letter(topic.topic(), KuraPayloadCodec.encode(payload));
  }

  private PlatformRequest content(Decision decision, Execution execution, Ask ask) {
    ProvisionRequest request = decision.session().request();
    return switch (ask) {
      case CERTIFICATES ->
          new PlatformRequest.PutCertificates(
              account(request, execution).chains(signing(decision.session()).chain()),
              clock.millis());
      case CSR -> csr(request, execution);
      case DEVICE_CERTIFICATE ->
          new PlatformRequest.PutDeviceCertificate(certificates.chain(decision));
      case PACKAGE -> packages.next(execution);
      case INSTALL -> packages.installation(execution);
      case DOWNLOAD -> packages.download(execution, names.web().get());
      case INSTALLED -> new PlatformRequest.ListPackages();
      case KEYSTORES -> new PlatformRequest.ListKeystores();
      case KEYSTORE_ENTRY ->
          new PlatformRequest.InstallCertificate(
              execution.conversation().keystorePid().orElseThrow(),
              KEYSTORE_ALIAS,
              Pem.of(authority.root()));
      case CONFIGURATION ->
          new PlatformRequest.PutConfiguration(
              KuraXml.encode(configurations.of(request, execution)));
      case COMPLETE ->
          new PlatformRequest.Complete(
              execution.destination().accountName(),
              execution.destination().brokerUrl(),
              request.deviceUsername(),
              request.clientId(),
              renewalUrl(request, execution));
    };
  }

  /** Only a device that has a certificate of its own has something to renew. */
  private Optional<String> renewalUrl(ProvisionRequest request, Execution execution) {
    return names
        .web()
        .get()
        .filter(web -> execution.destination().certificate().isPresent())
        .map(web -> web.est() + "/" + request.scopeId());
  }

  private static PlatformRequest csr(ProvisionRequest request, Execution execution) {
    return new PlatformRequest.CreateCsr(
        DeviceCertificates.name(request, execution).rfc4514(),
        execution.destination().certificate().orElseThrow().keyType());
  }

  private AccountAuthority account(ProvisionRequest request, Execution execution) {
    return authority.account(request.scopeId(), execution.destination().accountName());
  }

  private static boolean full(Execution execution) {
    return execution.profile() == Profile.FULL;
  }
}
