// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Account;
import io.slipway.domain.Destination;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.Parcel;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.store.EndpointFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out where a request leads. */
public final class Destinations {
  private static final int DEEPEST_ACCOUNT = 64;
  private static final PageRequest OLDEST_FIRST =
      new PageRequest(PageRequest.MAX_LIMIT, 0, Optional.of("createdOn"), true);

  private final StoreReader store;

  public Destinations(StoreReader store) {
    this.store = store;
  }

  /** The destination as it is now, or empty where the endpoint is gone or there is no default. */
  public Optional<Destination> of(ProvisionRequest request) {
    Optional<Account> account = store.account(request.scopeId());
    return account.flatMap(
        a ->
            broker(a, request.options().endpointInfoId())
                .map(broker -> destination(request, a, broker)));
  }

  /**
   * The account broker that is meant.
   *
   * @param named one of the account's own endpoints or of its ancestors'; where empty, the
   *     account's default: the oldest secure one that it, or else its nearest ancestor, has
   */
  public Optional<EndpointInfo> broker(Id scopeId, Optional<Id> named) {
    return store.account(scopeId).flatMap(account -> broker(account, named));
  }

  private Optional<EndpointInfo> broker(Account account, Optional<Id> named) {
    return named.isPresent()
        ? store
            .endpoint(named.get())
            .filter(e -> isBroker(e) && lineOf(account).anyMatch(a -> a.id().equals(e.scopeId())))
        : lineOf(account).flatMap(a -> oldestSecureBroker(a.id()).stream()).findFirst();
  }

  private Destination destination(ProvisionRequest request, Account account, EndpointInfo broker) {
    return new Destination(
        account.name(),
        broker.brokerUrl(),
        broker.observed(),
        request.options().extra().componentPid().orElse(KuraPids.MQTT_DATA_TRANSPORT),
        request.options().deviceConfiguration(),
        request.options().extra().deviceCertificate(),
        parcels(request),
        request.options().extra().packages().rollBack());
  }

  private List<Parcel> parcels(ProvisionRequest request) {
    return request.options().extra().packages().packages().stream()
        .map(
            name ->
                store
                    .packages()
                    .named(request.scopeId(), name)
                    .map(Parcel::of)
                    .orElseGet(() -> Parcel.missing(name)))
        .toList();
  }

  private Optional<EndpointInfo> oldestSecureBroker(Id scopeId) {
    EndpointFilter brokers =
        new EndpointFilter(Optional.of(EndpointInfo.MESSAGE_BROKER), Optional.empty());
    return store.endpoints(scopeId, brokers, OLDEST_FIRST).items().stream()
        .filter(e -> e.secure() && isBroker(e))
        .findFirst();
  }

  private static boolean isBroker(EndpointInfo endpoint) {
    return endpoint.usages().contains(EndpointInfo.MESSAGE_BROKER);
  }

  /** The account and its ancestors, itself first; each is read only when it is asked for. */
  private Stream<Account> lineOf(Account account) {
    return Stream.iterate(
            Optional.of(account),
            Optional::isPresent,
            a -> a.flatMap(Account::parentId).flatMap(store::account))
        .flatMap(Optional::stream)
        .limit(DEEPEST_ACCOUNT);
  }
}
