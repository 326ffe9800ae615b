// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.CertificateDevId;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.provisioning.ConfigurationPreview;
import io.slipway.provisioning.Destinations;
import io.slipway.security.IdSource;
import java.util.Optional;

/** Makes requests of drafts. Every way of ordering leads through here. */
final class NewRequests {
  private final Destinations destinations;
  private final RequestSecrets secrets;
  private final IdSource ids;
  private final AuditTrail trail;

  NewRequests(Destinations destinations, RequestSecrets secrets, IdSource ids, AuditTrail trail) {
    this.destinations = destinations;
    this.secrets = secrets;
    this.ids = ids;
    this.trail = trail;
  }

  /** A request that is not stored yet. */
  CreatedRequest of(Id scopeId, Actor by, RequestDraft draft) {
    RequestRules.check(draft);
    Optional<Secret> generated =
        draft.password().isPresent() || draft.certificateDevId().isPresent()
            ? Optional.empty()
            : Optional.of(secrets.newPassword());
    ProvisionRequest request =
        new ProvisionRequest(
            ids.next(),
            scopeId,
            draft.clientId(),
            login(draft, generated),
            sealedOptions(draft),
            RequestProgress.initial(),
            Audit.created(trail.now(), by.id()));
    return new CreatedRequest(request, generated);
  }

  /** Refuses where requests of this account could lead nowhere. */
  void requireBroker(Id scopeId, Optional<Id> named, String field) {
    if (destinations.broker(scopeId, named).isEmpty()) {
      throw RefusedException.invalid(
          field,
          named.isPresent()
              ? "is no endpoint of this account or its ancestors with the usage MESSAGE_BROKER"
              : "is required, since there is no secure endpoint with the usage MESSAGE_BROKER"
                  + " that could be the default: create one, or name another");
    }
  }

  /** What the device of a request would receive, with its passwords masked. */
  byte[] preview(ProvisionRequest request) {
    return destinations
        .of(request)
        .map(destination -> ConfigurationPreview.of(request, destination))
        .orElseThrow(RefusedException::stale);
  }

  static RequestOptions withConfiguration(
      RequestOptions options, ConfigurationSnapshot configuration) {
    return new RequestOptions(
        options.endpointInfoId(),
        options.activation(),
        options.connection(),
        configuration,
        options.extra());
  }

  private ProvisionRequest.Login login(RequestDraft draft, Optional<Secret> generated) {
    Optional<String> activationKey =
        draft.generateActivationKey() ? Optional.of(secrets.newActivationKey()) : Optional.empty();
    if (draft.certificateDevId().isPresent()) {
      String devId = CertificateDevId.canonical(draft.certificateDevId().get());
      return ProvisionRequest.Login.byCertificate(draft.username(), devId, activationKey);
    }
    String verifier =
        generated
            .map(secrets::verifierOfGenerated)
            .orElseGet(() -> secrets.verifierOfChosen(draft.password().orElseThrow()));
    return new ProvisionRequest.Login(
        AuthenticationType.USER_PASS, draft.username(), verifier, activationKey);
  }

  private RequestOptions sealedOptions(RequestDraft draft) {
    ConfigurationSnapshot given = draft.options().deviceConfiguration();
    try {
      return withConfiguration(
          draft.options(), secrets.passwords().seal(given, ConfigurationSnapshot.EMPTY));
    } catch (RefusedException refused) {
      throw refused.under("/options");
    }
  }
}
