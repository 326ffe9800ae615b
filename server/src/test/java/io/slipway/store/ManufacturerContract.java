// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.CrlPolicy;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.ManufacturerAuthority.Revocations;
import io.slipway.domain.ManufacturerAuthority.Stamp;
import io.slipway.domain.ProvisionRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: manufacturers that accounts trust. */
public abstract class ManufacturerContract {
  private final Samples samples = new Samples();
  private Store store;
  private Id acme;
  private Id other;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    acme = account("acme");
    other = account("other");
  }

  private Id account(String name) {
    Account account = samples.account(name);
    store.create(account);
    return account.id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void authority_isReadBackAsItWasMade() {
    ManufacturerAuthority first = create(acme, "first");
    ManufacturerAuthority second = create(acme, "second");
    create(other, "first");
    ManufacturerReader reader = store.manufacturers();
    assertThat(reader.authority(first.id())).contains(first);
    assertThat(reader.trusted(acme)).containsExactly(first, second);
    assertThat(reader.stamps(acme))
        .containsExactly(new Stamp(first.id(), 1), new Stamp(second.id(), 1));
    assertThat(reader.authorities(acme, Optional.empty(), PageRequest.FIRST).items())
        .containsExactly(second, first);
    assertThat(reader.authorities(acme, Optional.of("first"), PageRequest.FIRST).items())
        .containsExactly(first);
    assertThat(reader.countAuthorities(acme, Optional.empty())).isEqualTo(2);
    assertThat(reader.trusted(samples.id())).isEmpty();
  }

  @Test
  void nameAndCertificate_areTakenOncePerAccount() {
    ManufacturerAuthority first = create(acme, "first");
    assertThatThrownBy(() -> create(acme, "first")).isInstanceOf(DuplicateException.class);
    ManufacturerAuthority again = OrderSamples.manufacturer(samples, acme, "again");
    ManufacturerAuthority same =
        new ManufacturerAuthority(
            again.id(),
            acme,
            again.name(),
            first.certificates(),
            first.fingerprint(),
            first.subject(),
            first.notAfter(),
            first.revocations(),
            again.audit());
    assertThatThrownBy(() -> store.manufacturers().create(same))
        .isInstanceOf(DuplicateException.class);
  }

  @Test
  void change_countsWhereNobodyWasFaster() {
    ManufacturerAuthority made = create(acme, "maker");
    Revocations none = new Revocations(CrlPolicy.LENIENT, Optional.empty(), Optional.empty());
    ManufacturerAuthority changed =
        made.with(none, made.audit().modified(Samples.NOW, Id.PLATFORM));
    store.manufacturers().update(changed);
    assertThat(store.manufacturers().trusted(acme)).containsExactly(changed);
    assertThat(store.manufacturers().stamps(acme)).isEqualTo(List.of(new Stamp(made.id(), 2)));
    assertThatThrownBy(() -> store.manufacturers().update(changed))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> store.manufacturers().delete(made)).isInstanceOf(StaleException.class);
    store.manufacturers().delete(changed);
    assertThat(store.manufacturers().stamps(acme)).isEmpty();
    assertThatThrownBy(() -> store.manufacturers().delete(changed))
        .isInstanceOf(StaleException.class);
  }

  @Test
  void orderByCertificate_isReadBackAsItWasMade() {
    ProvisionRequest order = OrderSamples.certified(samples, acme, "gateway");
    store.create(order);
    assertThat(store.request(order.id())).contains(order);
    assertThat(store.loginCandidates("gateway", "user")).containsExactly(order);
  }

  private ManufacturerAuthority create(Id scopeId, String name) {
    ManufacturerAuthority authority = OrderSamples.manufacturer(samples, scopeId, name);
    store.manufacturers().create(authority);
    return authority;
  }
}
