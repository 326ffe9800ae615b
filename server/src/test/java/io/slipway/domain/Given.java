// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Requests and words of devices for tests of the domain. */
final class Given {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Id ADMIN = new Id(7);

  private Given() {}

  static ProvisionRequest request() {
    return request(options(ProfileRule.ANY, 5), Optional.empty());
  }

  static ProvisionRequest request(RequestOptions options, Optional<String> activationKey) {
    return new ProvisionRequest(
        new Id(100),
        Id.ROOT_ACCOUNT,
        "gateway-1",
        new ProvisionRequest.Login(
            AuthenticationType.USER_PASS, "user-1", "verifier", activationKey),
        options,
        RequestProgress.initial(),
        Audit.created(START, ADMIN));
  }

  static RequestOptions options(ProfileRule rule, int attempts) {
    return new RequestOptions(
        Optional.empty(),
        new RequestOptions.Activation(true, START, Optional.of(START.plusSeconds(86_400))),
        RequestOptions.Connection.DEFAULT,
        new ConfigurationSnapshot(List.of()),
        new RequestOptions.Extra(
            attempts, rule, Reprovision.ON_REQUEST, Optional.empty(), Optional.empty()));
  }

  static ProvisioningSession session(ProvisionRequest request) {
    return ProvisioningSession.restored(request, Optional.empty(), Timing.DEFAULT);
  }

  /** By TLS, where there is one node. */
  static SessionEvent.LoggedIn login() {
    return new SessionEvent.LoggedIn(true, "192.0.2.1", Optional.empty());
  }

  static SessionEvent.Asked fullWish(int nonce) {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) nonce;
    return wish(Set.of("PROVISION-V1", "CONF-V1"), Optional.of(Nonce.of(bytes)), false, true);
  }

  static SessionEvent.Asked kuraBirth(String... handlers) {
    return wish(Set.of(handlers), Optional.empty(), true, true);
  }

  static SessionEvent.Asked plainWish() {
    return wish(Set.of("CONF-V1"), Optional.empty(), false, true);
  }

  static SessionEvent.Asked unobserved(SessionEvent.Asked wish) {
    return wish(
        wish.announcement().applicationIds(), wish.announcement().nonce(), wish.birth(), false);
  }

  /** The same wish, where the account's broker knows devices by a certificate. */
  static SessionEvent.Asked certified(SessionEvent.Asked wish, CertificateOrder.Issue issue) {
    SessionEvent.Draft draft = wish.draft();
    Destination plain = draft.destination().orElseThrow();
    Destination ordered =
        new Destination(
            plain.accountName(),
            plain.brokerUrl(),
            plain.observed(),
            plain.componentPid(),
            plain.configuration(),
            Optional.of(new CertificateOrder(issue, KeyType.EC_P256, 90)));
    return new SessionEvent.Asked(
        wish.announcement(),
        wish.birth(),
        wish.refusal(),
        new SessionEvent.Draft(
            draft.executionId(), draft.seed(), Optional.of(ordered), draft.terms()));
  }

  /** The same wish, where packages are ordered. */
  static SessionEvent.Asked packed(SessionEvent.Asked wish, boolean rollBack, Parcel... parcels) {
    SessionEvent.Draft draft = wish.draft();
    Destination plain = draft.destination().orElseThrow();
    Destination ordered =
        new Destination(
            plain.accountName(),
            plain.brokerUrl(),
            plain.observed(),
            plain.componentPid(),
            plain.configuration(),
            plain.certificate(),
            List.of(parcels),
            rollBack);
    return new SessionEvent.Asked(
        wish.announcement(),
        wish.birth(),
        wish.refusal(),
        new SessionEvent.Draft(
            draft.executionId(), draft.seed(), Optional.of(ordered), draft.terms()));
  }

  /** The answer with a certification request that can be used. */
  static SessionEvent.Answered csr(DeviceCertificate certificate) {
    return new SessionEvent.Answered(Ask.CSR, 200, "", Optional.empty(), Optional.of(certificate));
  }

  static DeviceCertificate certificate(int id) {
    return new DeviceCertificate(
        new Id(id),
        Id.ROOT_ACCOUNT,
        new Id(100),
        1,
        "gateway-1",
        "ab",
        "cd",
        "ef" + id,
        START,
        START.plusSeconds(86_400),
        "PEM",
        START,
        Optional.empty());
  }

  static Parcel parcel(String name, String version, String handler, long size) {
    return new Parcel(new PackageName(name, version), handler, "ab", size, Optional.empty());
  }

  /** The device says how much of an application it has. */
  static SessionEvent.Answered part(int code, long offset) {
    return new SessionEvent.Answered(
        Ask.PACKAGE, code, "", Optional.empty(), Optional.empty(), OptionalLong.of(offset));
  }

  static SessionEvent.Answered yes(Ask ask) {
    return new SessionEvent.Answered(ask, 200, "", Optional.empty(), Optional.empty());
  }

  static SessionEvent.Answered no(Ask ask) {
    return new SessionEvent.Answered(ask, 500, "cannot", Optional.empty(), Optional.empty());
  }

  private static SessionEvent.Asked wish(
      Set<String> handlers, Optional<Nonce> nonce, boolean birth, boolean observed) {
    Announcement said =
        new Announcement(handlers, nonce, Optional.empty(), Optional.empty(), Map.of());
    Destination destination =
        new Destination(
            "slipway",
            "mqtts://localhost:8884",
            observed,
            "transport",
            new ConfigurationSnapshot(List.of()),
            Optional.empty());
    SessionEvent.Draft draft =
        new SessionEvent.Draft(
            new Id(200),
            "00112233445566778899aabbccddeeff",
            Optional.of(destination),
            new RequestProgress.PasswordTerms("kid", 20));
    return new SessionEvent.Asked(said, birth, Optional.empty(), draft);
  }
}
