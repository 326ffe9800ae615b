// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: applications for devices. */
public abstract class PackageContract {
  private static final byte[] FIRST = {0, -1, '\\', '\n', 'x'};
  private static final byte[] SECOND = {42};

  private final Samples samples = new Samples();
  private Store store;
  private Packages packages;
  private Id acme;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    packages = store.packages();
    Account account = samples.account("acme");
    store.create(account);
    acme = account.id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void package_isReadBackAsItCame() {
    DeploymentPackage made = stored("heater", "1.0", "aa");
    assertThat(packages.find(made.id())).contains(made);
    assertThat(packages.named(acme, made.name())).contains(made);
    assertThat(packages.named(acme, new PackageName("heater", "1.1"))).isEmpty();
    assertThat(packages.chunk("aa", 0)).hasValue(FIRST);
    assertThat(packages.chunk("aa", 1)).hasValue(SECOND);
    assertThat(packages.chunk("aa", 2)).isEmpty();
  }

  @Test
  void packageElsewhere_hasNoBytesHere() {
    DeploymentPackage made =
        OrderSamples.application(samples, acme, "far", "1", "bb", Optional.of("https://a.example"));
    packages.create(made, Optional.empty());
    assertThat(packages.find(made.id())).contains(made);
    assertThat(packages.chunk("bb", 0)).isEmpty();
  }

  @Test
  void nameAndVersion_areTakenOnceInAnAccount() {
    stored("heater", "1.0", "aa");
    assertThatThrownBy(() -> stored("heater", "1.0", "bb")).isInstanceOf(DuplicateException.class);
    assertThat(packages.chunk("bb", 0)).isEmpty();
    stored("heater", "1.1", "bb");
  }

  @Test
  void equalBytes_areKeptOnceAndAsLongAsAPackageHasThem() {
    DeploymentPackage one = stored("one", "1", "aa");
    DeploymentPackage two = stored("two", "1", "aa");
    packages.delete(one);
    assertThat(packages.find(one.id())).isEmpty();
    assertThat(packages.chunk("aa", 1)).hasValue(SECOND);
    packages.delete(two);
    assertThat(packages.chunk("aa", 0)).isEmpty();
    assertThatThrownBy(() -> packages.delete(two)).isInstanceOf(StaleException.class);
  }

  @Test
  void contentThatBecomesNoPackage_isForgotten() {
    Id abandoned = received();
    packages.abandon(abandoned);
    assertThat(packages.received(abandoned, 0)).isEmpty();
    Id forgotten = received();
    stored("heater", "1.0", "aa");
    packages.collect(Samples.NOW);
    assertThat(packages.received(forgotten, 0)).hasValue(FIRST);
    packages.collect(Samples.NOW.plusMillis(1));
    assertThat(packages.received(forgotten, 0)).isEmpty();
    assertThat(packages.chunk("aa", 0)).hasValue(FIRST);
  }

  @Test
  void packageOfAnOpenRequest_staysUntilThatHasEnded() {
    DeploymentPackage made = stored("heater", "1.0", "aa");
    ProvisionRequest request = ordering("gateway", made.name());
    store.create(request);
    assertThat(store.request(request.id())).contains(request);
    assertThat(packages.awaiting(made.id())).contains("gateway");
    assertThatThrownBy(() -> packages.delete(made)).isInstanceOf(StaleException.class);
    store.save(samples.change(samples.with(request, ExecutionStatus.STOPPED)));
    assertThat(packages.awaiting(made.id())).isEmpty();
    packages.delete(made);
    assertThat(packages.chunk("aa", 0)).isEmpty();
  }

  @Test
  void packageThatAnEditOrADeletionSetsFree_mayGo() {
    DeploymentPackage made = stored("heater", "1.0", "aa");
    DeploymentPackage other = stored("other", "1.0", "bb");
    ProvisionRequest request = ordering("gateway", made.name(), other.name());
    store.create(request);
    RequestOptions fewer =
        new RequestOptions(
            request.options().endpointInfoId(),
            request.options().activation(),
            request.options().connection(),
            request.options().deviceConfiguration(),
            OrderSamples.withPackages(false, other.name()));
    ProvisionRequest edited =
        request.with(fewer, request.audit().modified(Samples.NOW, samples.id()));
    store.update(edited);
    packages.delete(made);
    assertThatThrownBy(() -> packages.delete(other)).isInstanceOf(StaleException.class);
    store.delete(edited, Samples.NOW);
    packages.delete(other);
  }

  @Test
  void requestForAPackageThatIsGone_isNotMade() {
    PackageName none = new PackageName("none", "1");
    ProvisionRequest request = ordering("gateway", none);
    assertThatThrownBy(() -> store.create(request)).isInstanceOf(StaleException.class);
    assertThat(store.orders().create(List.of(samples.order(request, "v1.sealed"))).getFirst())
        .hasValueSatisfying(why -> assertThat(why).contains("none:1"));
    assertThat(store.request(request.id())).isEmpty();
  }

  private ProvisionRequest ordering(String clientId, PackageName... names) {
    ProvisionRequest plain = samples.request(acme, clientId);
    RequestOptions options =
        new RequestOptions(
            plain.options().endpointInfoId(),
            plain.options().activation(),
            plain.options().connection(),
            plain.options().deviceConfiguration(),
            OrderSamples.withPackages(true, names));
    return plain.with(options, plain.audit());
  }

  @Test
  void list_isFilteredSortedAndCounted() {
    DeploymentPackage b = stored("b", "1", "aa");
    DeploymentPackage a2 = stored("a", "2", "bb");
    DeploymentPackage a1 = stored("a", "1", "cc");
    assertThat(page(PackageReader.Filter.NONE, PageRequest.FIRST)).containsExactly(a1, a2, b);
    PageRequest byName = new PageRequest(2, 0, Optional.of("name"), true);
    assertThat(page(PackageReader.Filter.NONE, byName)).containsExactly(a1, a2);
    PackageReader.Filter named =
        new PackageReader.Filter(Optional.of("b"), Optional.of("dp"), Optional.of("b"));
    assertThat(page(named, PageRequest.FIRST)).containsExactly(b);
    assertThat(packages.count(acme, named)).isEqualTo(1);
    assertThat(packages.count(samples.id(), PackageReader.Filter.NONE)).isZero();
  }

  private List<DeploymentPackage> page(PackageReader.Filter filter, PageRequest page) {
    return packages.page(acme, filter, page).items();
  }

  private DeploymentPackage stored(String name, String version, String sha256) {
    DeploymentPackage made =
        OrderSamples.application(samples, acme, name, version, sha256, Optional.empty());
    packages.create(made, Optional.of(received()));
    return made;
  }

  private Id received() {
    Id content = samples.id();
    packages.begin(content, Samples.NOW);
    packages.append(content, 0, FIRST);
    packages.append(content, 1, SECOND);
    return content;
  }
}
