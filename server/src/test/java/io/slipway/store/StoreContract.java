// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.Device;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: accounts, endpoints and the registry of devices. */
public abstract class StoreContract {
  protected final Samples samples = new Samples();
  protected Store store;
  protected Id scope;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    Account acme = samples.account("acme");
    store.create(acme);
    scope = acme.id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void account_isFoundByIdAndName() {
    Account child = new Account(samples.id(), Optional.of(scope), "acme-north", samples.audit());
    store.create(child);
    assertThat(store.account(child.id())).contains(child);
    assertThat(store.accountNamed("acme-north")).contains(child);
    assertThat(store.accountNamed("ACME-NORTH")).isEmpty();
    assertThat(store.account(samples.id())).isEmpty();
  }

  @Test
  void account_ofTakenName_isRefused() {
    assertThatThrownBy(() -> store.create(samples.account("acme")))
        .isInstanceOf(DuplicateException.class)
        .hasMessageContaining("acme");
  }

  @Test
  void endpoint_isUpdatedOnlyFromTheVersionThatWasRead() {
    EndpointInfo endpoint = samples.endpoint(scope, "a.example", 8883, "MESSAGE_BROKER");
    store.create(endpoint);
    EndpointInfo moved = moved(endpoint, 8884);
    store.update(moved);
    assertThat(store.endpoint(endpoint.id())).contains(moved);
    assertThatThrownBy(() -> store.update(moved)).isInstanceOf(StaleException.class);
    store.delete(moved);
    assertThatThrownBy(() -> store.delete(moved)).isInstanceOf(StaleException.class);
    assertThat(store.endpoint(endpoint.id())).isEmpty();
    assertThatThrownBy(() -> store.update(moved(moved, 1))).isInstanceOf(StaleException.class);
  }

  @Test
  void endpoint_ofTakenAddress_isRefused() {
    EndpointInfo first = samples.endpoint(scope, "a.example", 8883);
    EndpointInfo second = samples.endpoint(scope, "a.example", 8884);
    store.create(first);
    store.create(second);
    assertThatThrownBy(() -> store.create(samples.endpoint(scope, "a.example", 8883)))
        .isInstanceOf(DuplicateException.class)
        .hasMessageContaining("a.example");
    assertThatThrownBy(() -> store.update(moved(second, 8883)))
        .isInstanceOf(DuplicateException.class);
    assertThat(store.endpoint(second.id())).contains(second);
  }

  @Test
  void endpoints_areFilteredByUsageAndHost() {
    EndpointInfo broker = samples.endpoint(scope, "a.example", 1, "MESSAGE_BROKER", "X");
    EndpointInfo provision = samples.endpoint(scope, "b.example", 2, "PROVISION");
    store.create(broker);
    store.create(provision);
    assertThat(endpoints(new EndpointFilter(Optional.of("MESSAGE_BROKER"), Optional.empty())))
        .containsExactly(broker);
    assertThat(endpoints(new EndpointFilter(Optional.of("MESSAGE"), Optional.empty()))).isEmpty();
    assertThat(endpoints(new EndpointFilter(Optional.empty(), Optional.of("b."))))
        .containsExactly(provision);
    assertThat(endpoints(EndpointFilter.ALL)).containsExactly(provision, broker);
    assertThat(store.countEndpoints(scope, EndpointFilter.ALL)).isEqualTo(2);
  }

  @Test
  void device_isMadeWhenFirstSeenAndMergedLater() {
    DeviceChange birth = samples.seen(scope, "dev-1", "BIRTH");
    store.record(with(birth, Map.of("model_name", "A", "serial_number", "1")));
    DeviceChange apps = samples.seen(scope, "dev-1", "APPS");
    store.record(with(apps, Map.of("model_name", "B")));

    Device device = store.device(scope, "dev-1").orElseThrow();
    assertThat(device.id()).isEqualTo(birth.deviceId());
    assertThat(device.enabled()).isTrue();
    assertThat(device.attributes()).isEqualTo(Map.of("model_name", "B", "serial_number", "1"));
    assertThat(device.connection()).isEmpty();
    assertThat(device.lastEvent().orElseThrow().resource()).isEqualTo("APPS");
    assertThat(device.audit().optlock()).isEqualTo(2);
    assertThat(store.device(device.id())).contains(device);
    assertThat(store.device(samples.id())).isEmpty();
    assertThat(store.countEvents(device.id(), EventFilter.ALL)).isEqualTo(2);
  }

  @Test
  void device_ofMissingAccount_isRefused() {
    assertThatThrownBy(() -> store.record(samples.seen(samples.id(), "dev-1", "BIRTH")))
        .isInstanceOf(StaleException.class);
  }

  @Test
  void deviceEnd_ofAnOlderConnection_isIgnored() {
    connection(Device.ConnectionStatus.CONNECTED, "s1");
    connection(Device.ConnectionStatus.CONNECTED, "s2");
    Device connected = store.device(scope, "dev-1").orElseThrow();

    connection(Device.ConnectionStatus.MISSING, "s1");
    connection(Device.ConnectionStatus.DISCONNECTED, "s1");
    assertThat(store.device(scope, "dev-1")).contains(connected);
    assertThat(store.countEvents(connected.id(), EventFilter.ALL)).isEqualTo(2);

    connection(Device.ConnectionStatus.DISCONNECTED, "s2");
    Device gone = store.device(scope, "dev-1").orElseThrow();
    assertThat(gone.connection().orElseThrow().status())
        .isEqualTo(Device.ConnectionStatus.DISCONNECTED);
    assertThat(gone.connection().orElseThrow().clientIp()).isEqualTo("192.0.2.7");
    assertThat(gone.lastEvent().orElseThrow().resource()).isEqualTo("DISCONNECTED");
  }

  @Test
  void nodeNumber_isOfOneNodeAtATime() {
    Node first = samples.node(7);
    Node second = samples.node(7);
    store.nodes().join(first);
    assertThatThrownBy(() -> store.nodes().join(second)).isInstanceOf(DuplicateException.class);
    store.nodes().leave(first.id());
    store.nodes().join(second);
    assertThat(store.nodes().alive()).containsExactly(second);
  }

  @Test
  void nodeThatHasBeatenMeanwhile_isNotBuried() {
    Node seen = samples.node(7);
    store.nodes().join(seen);
    assertThat(store.nodes().beat(seen.beaten())).isTrue();
    assertThat(store.nodes().bury(seen)).isFalse();
    assertThat(store.nodes().bury(seen.beaten())).isTrue();
    assertThat(store.nodes().beat(seen.beaten().beaten())).isFalse();
    assertThat(store.nodes().alive()).isEmpty();
  }

  @Test
  void connectionToANodeThatIsAlive_stays() {
    Node node = samples.node(7);
    store.nodes().join(node);
    store.record(samples.connectionTo(node, scope, "c"));
    store.disconnectLost(Samples.NOW.plusSeconds(9));
    assertThat(store.device(scope, "c").orElseThrow().connection().orElseThrow().status())
        .isEqualTo(Device.ConnectionStatus.CONNECTED);
    store.nodes().leave(node.id());
    store.disconnectLost(Samples.NOW.plusSeconds(9));
    assertThat(store.device(scope, "c").orElseThrow().connection().orElseThrow().status())
        .isEqualTo(Device.ConnectionStatus.DISCONNECTED);
  }

  @Test
  void platformKey_thatAnotherKeptFirst_stays() {
    PlatformKey first = samples.platformKey("root", "first");
    PlatformKey second = samples.platformKey("root", "second");
    PlatformKey third = samples.platformKey("root", "third");
    store.keep(first, Optional.empty());
    store.keep(second, Optional.empty());
    assertThat(store.platformKey("root")).contains(first);
    store.keep(second, Optional.of(first));
    store.keep(third, Optional.of(first));
    assertThat(store.platformKey("root")).contains(second);
    assertThat(store.platformKey("other")).isEmpty();
  }

  @Test
  void platformKeys_areFoundByHowTheirNamesBegin() {
    PlatformKey one = samples.platformKey("account 7 former a", "a");
    PlatformKey other = samples.platformKey("account 7 former b", "b");
    store.keep(other, Optional.empty());
    store.keep(one, Optional.empty());
    store.keep(samples.platformKey("account 77 former c", "c"), Optional.empty());
    store.keep(samples.platformKey("account 7", "d"), Optional.empty());
    assertThat(store.certificates().platformKeys("account 7 former ")).containsExactly(one, other);
    store.remove(samples.platformKey("account 7 former a", "replaced meanwhile"));
    assertThat(store.platformKey("account 7 former a")).contains(one);
    store.remove(one);
    assertThat(store.certificates().platformKeys("account 7 former ")).containsExactly(other);
  }

  @Test
  void connectionsToNodesThatAreNoMore_areEnded() {
    store.record(samples.connection(scope, "c", Device.ConnectionStatus.CONNECTED, "s"));
    store.record(samples.connection(scope, "m", Device.ConnectionStatus.MISSING, "s"));
    store.record(samples.seen(scope, "never", "BIRTH"));
    Device missing = store.device(scope, "m").orElseThrow();
    Device never = store.device(scope, "never").orElseThrow();
    store.disconnectLost(Samples.NOW.plusSeconds(9));
    Device.Connection ended = store.device(scope, "c").orElseThrow().connection().orElseThrow();
    assertThat(ended.status()).isEqualTo(Device.ConnectionStatus.DISCONNECTED);
    assertThat(ended.since()).isEqualTo(Samples.NOW.plusSeconds(9));
    assertThat(store.device(scope, "m")).contains(missing);
    assertThat(store.device(scope, "never")).contains(never);
  }

  @Test
  void devices_areFilteredSortedAndPaged() {
    for (String clientId : List.of("b-1", "a-1", "a-2")) {
      store.record(samples.connection(scope, clientId, Device.ConnectionStatus.CONNECTED, "s"));
    }
    store.record(samples.connection(scope, "a-2", Device.ConnectionStatus.MISSING, "s"));
    DeviceFilter lost =
        new DeviceFilter(
            Optional.empty(), Optional.of(Device.ConnectionStatus.MISSING), Optional.empty());
    DeviceFilter beginning =
        new DeviceFilter(Optional.empty(), Optional.empty(), Optional.of("a-"));
    DeviceFilter named = new DeviceFilter(Optional.of("b-1"), Optional.empty(), Optional.empty());
    PageRequest byName = new PageRequest(2, 0, Optional.of("clientId"), true);

    assertThat(clientIds(store.devices(scope, lost, PageRequest.FIRST))).containsExactly("a-2");
    assertThat(clientIds(store.devices(scope, named, PageRequest.FIRST))).containsExactly("b-1");
    assertThat(clientIds(store.devices(scope, beginning, byName))).containsExactly("a-1", "a-2");
    Page<Device> first = store.devices(scope, DeviceFilter.ALL, byName);
    assertThat(clientIds(first)).containsExactly("a-1", "a-2");
    assertThat(first.limitExceeded()).isTrue();
    assertThat(store.countDevices(scope, beginning)).isEqualTo(2);
    assertThat(store.devices(samples.id(), DeviceFilter.ALL, byName).items()).isEmpty();
  }

  @Test
  void events_areFilteredNewestFirst() {
    DeviceChange birth = samples.seen(scope, "dev-1", "BIRTH");
    DeviceChange later = at(samples.seen(scope, "dev-1", "APPS"), 10);
    store.record(birth);
    store.record(later);
    Id device = birth.deviceId();
    assertThat(resources(device, EventFilter.ALL)).containsExactly("APPS", "BIRTH");
    assertThat(resources(device, resource("BIRTH"))).containsExactly("BIRTH");
    assertThat(resources(device, between(1, 10))).containsExactly("APPS");
    assertThat(resources(device, between(0, 9))).containsExactly("BIRTH");
    assertThat(store.countEvents(device, between(0, 10))).isEqualTo(2);

    Id told = birth.events().get(0).id();
    assertThat(store.event(device, told).orElseThrow().message()).isEqualTo("told");
    assertThat(store.event(samples.id(), told)).isEmpty();
  }

  @Test
  void deviceChange_recordedTwice_leavesOneEvent() {
    DeviceChange birth = samples.seen(scope, "dev-1", "BIRTH");
    store.record(birth);
    store.record(birth);
    assertThat(store.countEvents(birth.deviceId(), EventFilter.ALL)).isEqualTo(1);
  }

  @Test
  void text_withNul_isStoredReadably() {
    DeviceChange birth = with(samples.seen(scope, "dev-1", "BI\0RTH"), Map.of("na\0me", "\0"));
    store.record(birth);
    Device device = store.device(scope, "dev-1").orElseThrow();
    assertThat(device.attributes()).isEqualTo(Map.of("na\0me", "\0"));
    assertThat(device.lastEvent().orElseThrow().resource()).isEqualTo("BI\uFFFDRTH");
  }

  @Test
  void check_returnsWhereTheStoreWorks() {
    store.check();
    store.check();
  }

  private void connection(Device.ConnectionStatus status, String session) {
    store.record(samples.connection(scope, "dev-1", status, session));
  }

  private List<EndpointInfo> endpoints(EndpointFilter filter) {
    return store.endpoints(scope, filter, PageRequest.FIRST).items();
  }

  private List<String> resources(Id device, EventFilter filter) {
    return store.events(device, filter, PageRequest.FIRST).items().stream()
        .map(e -> e.resource())
        .toList();
  }

  private static List<String> clientIds(Page<Device> page) {
    return page.items().stream().map(Device::clientId).toList();
  }

  private static EventFilter resource(String resource) {
    return new EventFilter(Optional.of(resource), Optional.empty(), Optional.empty());
  }

  private static EventFilter between(long fromSeconds, long untilSeconds) {
    return new EventFilter(
        Optional.empty(),
        Optional.of(Samples.NOW.plusSeconds(fromSeconds)),
        Optional.of(Samples.NOW.plusSeconds(untilSeconds)));
  }

  private static EndpointInfo moved(EndpointInfo e, int port) {
    return new EndpointInfo(
        e.id(),
        e.scopeId(),
        e.schema(),
        e.dns(),
        port,
        false,
        e.usages(),
        e.audit().modified(Samples.NOW.plusSeconds(60), new Id(5)));
  }

  private static DeviceChange with(DeviceChange c, Map<String, String> attributes) {
    return new DeviceChange(
        c.scopeId(), c.clientId(), c.deviceId(), c.at(), attributes, c.connection(), c.events());
  }

  private static DeviceChange at(DeviceChange c, long seconds) {
    return new DeviceChange(
        c.scopeId(),
        c.clientId(),
        c.deviceId(),
        c.at().plusSeconds(seconds),
        c.attributes(),
        c.connection(),
        c.events());
  }
}
