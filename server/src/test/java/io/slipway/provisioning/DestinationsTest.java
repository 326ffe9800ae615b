// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Destination;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.PackageOrder;
import io.slipway.domain.Parcel;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Id PARENT = new Id(100);
  private static final Id CHILD = new Id(101);
  private static final Id SIBLING = new Id(102);
  private static final ConfigurationSnapshot CONFIGURATION =
      new ConfigurationSnapshot(List.of(new ComponentConfiguration("wifi", Map.of())));

  private Store store;
  private Destinations destinations;

  @BeforeEach
  void open(@TempDir Path directory) {
    store =
        JdbcStore.open(
            directory.resolve("test.db").toString(),
            StoreSettings.DEFAULT,
            new SimpleMeterRegistry());
    destinations = new Destinations(store);
    account(Id.ROOT_ACCOUNT, Optional.empty(), "root");
    account(PARENT, Optional.of(Id.ROOT_ACCOUNT), "parent");
    account(CHILD, Optional.of(PARENT), "child");
    account(SIBLING, Optional.of(PARENT), "sibling");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void default_isTheNearestAncestorsOldestSecureBroker() {
    assertThat(broker(Optional.empty())).isEmpty();
    endpoint(1, Id.ROOT_ACCOUNT, 0, true, EndpointInfo.MESSAGE_BROKER);
    assertThat(broker(Optional.empty())).contains(new Id(1));
    endpoint(2, PARENT, 20, true, EndpointInfo.MESSAGE_BROKER);
    endpoint(3, PARENT, 10, true, EndpointInfo.MESSAGE_BROKER);
    endpoint(4, PARENT, 0, false, EndpointInfo.MESSAGE_BROKER);
    endpoint(5, PARENT, 0, true, EndpointInfo.PROVISION);
    assertThat(broker(Optional.empty())).contains(new Id(3));
    endpoint(6, CHILD, 30, true, EndpointInfo.MESSAGE_BROKER);
    assertThat(broker(Optional.empty())).contains(new Id(6));
  }

  @Test
  void named_isABrokerOfTheAccountOrAnAncestor() {
    endpoint(1, Id.ROOT_ACCOUNT, 0, false, EndpointInfo.MESSAGE_BROKER);
    endpoint(2, CHILD, 0, false, EndpointInfo.MESSAGE_BROKER);
    endpoint(3, SIBLING, 0, true, EndpointInfo.MESSAGE_BROKER);
    endpoint(4, CHILD, 0, true, EndpointInfo.PROVISION);
    assertThat(broker(Optional.of(new Id(1)))).contains(new Id(1));
    assertThat(broker(Optional.of(new Id(2)))).contains(new Id(2));
    assertThat(broker(Optional.of(new Id(3)))).isEmpty();
    assertThat(broker(Optional.of(new Id(4)))).isEmpty();
    assertThat(broker(Optional.of(new Id(9)))).isEmpty();
  }

  @Test
  void destination_saysWhereARequestLeads() {
    endpoint(1, PARENT, 0, true, EndpointInfo.MESSAGE_BROKER);
    assertThat(destinations.of(request(Optional.empty(), Optional.empty())))
        .contains(
            new Destination(
                "child",
                "mqtts://host-1:8883",
                true,
                KuraPids.MQTT_DATA_TRANSPORT,
                CONFIGURATION,
                Optional.empty()));
  }

  @Test
  void destination_keepsToWhatTheRequestNames() {
    endpoint(1, PARENT, 0, true, EndpointInfo.MESSAGE_BROKER);
    endpoint(2, CHILD, 0, false, EndpointInfo.MESSAGE_BROKER, EndpointInfo.UNOBSERVED);
    assertThat(destinations.of(request(Optional.of(new Id(2)), Optional.of("my.Transport"))))
        .contains(
            new Destination(
                "child",
                "mqtt://host-2:8883",
                false,
                "my.Transport",
                CONFIGURATION,
                Optional.empty()));
    assertThat(destinations.of(request(Optional.of(new Id(9)), Optional.empty()))).isEmpty();
  }

  @Test
  void destination_freezesThePackagesAsTheyAre() {
    endpoint(1, PARENT, 0, true, EndpointInfo.MESSAGE_BROKER);
    PackageName there = new PackageName("heater", "1");
    PackageName gone = new PackageName("gone", "1");
    DeploymentPackage kept =
        new DeploymentPackage(
            new Id(700),
            CHILD,
            there,
            "dp",
            new DeploymentPackage.Content("ab", 6, Optional.of("https://a.example")),
            List.of(),
            NOW,
            Id.PLATFORM);
    store.packages().create(kept, Optional.empty());
    ProvisionRequest plain = request(Optional.empty(), Optional.empty());
    RequestOptions.Extra extra =
        new RequestOptions.Extra(
            5,
            ProfileRule.ANY,
            Reprovision.ON_REQUEST,
            Optional.empty(),
            Optional.empty(),
            new PackageOrder(List.of(gone, there), true));
    RequestOptions options =
        new RequestOptions(
            Optional.empty(),
            plain.options().activation(),
            plain.options().connection(),
            CONFIGURATION,
            extra);
    Destination destination = destinations.of(plain.with(options, plain.audit())).orElseThrow();
    assertThat(destination.parcels())
        .containsExactly(
            Parcel.missing(gone), new Parcel(there, "dp", "ab", 6, kept.content().url()));
    assertThat(destination.rollBack()).isTrue();
  }

  private Optional<Id> broker(Optional<Id> named) {
    return destinations.broker(CHILD, named).map(EndpointInfo::id);
  }

  private void account(Id id, Optional<Id> parent, String name) {
    if (store.account(id).isEmpty()) {
      store.create(new Account(id, parent, name, Audit.created(NOW, Id.PLATFORM)));
    }
  }

  private void endpoint(long id, Id scopeId, int secondsLater, boolean secure, String... usages) {
    store.create(
        new EndpointInfo(
            new Id(id),
            scopeId,
            "mqtt",
            "host-" + id,
            8883,
            secure,
            Set.of(usages),
            Audit.created(NOW.plusSeconds(secondsLater), Id.PLATFORM)));
  }

  private static ProvisionRequest request(Optional<Id> endpointId, Optional<String> componentPid) {
    return new ProvisionRequest(
        new Id(500),
        CHILD,
        "gateway",
        new ProvisionRequest.Login(
            AuthenticationType.USER_PASS, "user", "verifier", Optional.empty()),
        new RequestOptions(
            endpointId,
            new RequestOptions.Activation(true, NOW, Optional.empty()),
            RequestOptions.Connection.DEFAULT,
            CONFIGURATION,
            new RequestOptions.Extra(
                5, ProfileRule.ANY, Reprovision.ON_REQUEST, componentPid, Optional.empty())),
        RequestProgress.initial(),
        Audit.created(NOW, Id.PLATFORM));
  }
}
