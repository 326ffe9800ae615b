// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.Bootstrap.Administrator;
import io.slipway.Bootstrap.Broker;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.protocol.message.Secret;
import io.slipway.store.EndpointFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {
  private static final Broker BROKER = broker("one.example", 8884);

  @TempDir private Path folder;
  private Foundation foundation;
  private Store store;
  private Bootstrap bootstrap;

  @BeforeEach
  void open() {
    Clock clock = Clock.fixed(Instant.parse("2026-11-24T10:00:00Z"), ZoneOffset.UTC);
    Outside outside = new Outside(Map.of(), folder, clock, new SecureRandom(), 1);
    store =
        JdbcStore.open(
            folder.resolve("test.db").toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    foundation = Foundation.open(ServerConfig.local(folder), outside, () -> store);
    bootstrap = new Bootstrap(store, foundation.secrets(), clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void accounts_areMadeOnce() {
    bootstrap.makeAccounts();
    bootstrap.makeAccounts();
    assertThat(store.account(Id.ROOT_ACCOUNT).orElseThrow().name()).isEqualTo("slipway");
    assertThat(store.accountNamed("eurotech-provision").orElseThrow().parentId())
        .hasValue(Id.ROOT_ACCOUNT);
  }

  @Test
  void administrator_endsTheFirstStart() {
    bootstrap.makeAccounts();
    assertThat(bootstrap.firstStart()).isTrue();
    Administrator administrator = bootstrap.newAdministrator(Optional.empty());
    assertThat(bootstrap.firstStart()).isTrue();
    bootstrap.finish(administrator);
    assertThat(bootstrap.firstStart()).isFalse();
    assertThat(accepts(administrator.generated().orElseThrow())).isTrue();
  }

  @Test
  void chosenPassword_isNotToldAgain() {
    bootstrap.makeAccounts();
    Secret chosen = Secret.of("correct horse");
    Administrator administrator = bootstrap.newAdministrator(Optional.of(chosen));
    bootstrap.finish(administrator);
    assertThat(administrator.generated()).isEmpty();
    assertThat(accepts(chosen)).isTrue();
    assertThat(accepts(Secret.of("battery staple"))).isFalse();
  }

  @Test
  void endpoint_isMadeOnTheFirstStartOnly() {
    bootstrap.makeAccounts();
    bootstrap.announce(List.of(BROKER), true);
    bootstrap.announce(List.of(BROKER), true);
    assertThat(urls()).containsExactly("mqtts://one.example:8884");
    store.delete(store.endpoint(BROKER.id()).orElseThrow());
    bootstrap.announce(List.of(BROKER), false);
    assertThat(urls()).isEmpty();
  }

  @Test
  void endpoint_followsItsBroker() {
    bootstrap.makeAccounts();
    bootstrap.announce(List.of(BROKER), true);
    bootstrap.announce(List.of(broker("two.example", 9884)), false);
    assertThat(urls()).containsExactly("mqtts://two.example:9884");
    assertThat(store.endpoint(BROKER.id()).orElseThrow().audit().optlock()).isEqualTo(2);
  }

  @Test
  void endpointThatAnOperatorChanged_isLeftAlone() {
    bootstrap.makeAccounts();
    bootstrap.announce(List.of(BROKER), true);
    EndpointInfo ours = store.endpoint(BROKER.id()).orElseThrow();
    Id operator = foundation.secrets().ids().next();
    store.update(
        new EndpointInfo(
            ours.id(),
            ours.scopeId(),
            ours.schema(),
            "balancer.example",
            443,
            true,
            ours.usages(),
            ours.audit().modified(ours.audit().modifiedOn(), operator)));
    bootstrap.announce(List.of(broker("two.example", 9884)), false);
    assertThat(urls()).containsExactly("mqtts://balancer.example:443");
  }

  private boolean accepts(Secret password) {
    User admin = store.tenancy().userNamed("admin").orElseThrow();
    assertThat(admin.roles()).containsExactly(Role.ADMINISTRATOR);
    String verifier = store.tenancy().password(admin.id()).orElseThrow().verifier();
    return foundation.secrets().verifiers().verify(password, verifier);
  }

  private List<String> urls() {
    return store.endpoints(Id.ROOT_ACCOUNT, EndpointFilter.ALL, PageRequest.FIRST).items().stream()
        .map(EndpointInfo::brokerUrl)
        .toList();
  }

  private static Broker broker(String host, int port) {
    return new Broker(new Id(1), EndpointInfo.MESSAGE_BROKER, true, host, port);
  }
}
