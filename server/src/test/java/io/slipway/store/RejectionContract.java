// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: devices that were turned away. */
public abstract class RejectionContract {
  private static final int KEPT_OF_ONE = 32;

  private final Samples samples = new Samples();
  private Store store;
  private Rejections rejections;
  private Id acme;
  private Id other;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    rejections = store.rejections();
    acme = account("acme");
    other = account("other");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void rejections_ofOneKindAreAddedUp() {
    Rejection first = Samples.rejection(acme, "192.0.2.1", 0);
    Rejection again = Samples.rejection(acme, "192.0.2.1", 60);
    rejections.add(List.of(first));
    rejections.add(List.of(again));
    assertThat(rejections.of(acme, "gateway")).containsExactly(first.and(again));
    assertThat(rejections.of(acme, "gateway").get(0).count()).isEqualTo(2);
    assertThat(rejections.of(acme, "another")).isEmpty();
    assertThat(rejections.of(other, "gateway")).isEmpty();
  }

  @Test
  void rejections_areReadNewestFirst() {
    Rejection old = Samples.rejection(acme, "192.0.2.1", 0);
    Rejection fresh = Samples.rejection(acme, "192.0.2.2", 60);
    rejections.add(List.of(old, fresh));
    assertThat(rejections.of(acme, "gateway")).containsExactly(fresh, old);
  }

  @Test
  void clientId_hasOnlySoMany() {
    List<Rejection> many =
        IntStream.range(0, KEPT_OF_ONE + 8)
            .mapToObj(i -> Samples.rejection(acme, "192.0.2." + i, i))
            .toList();
    rejections.add(many);
    assertThat(rejections.of(acme, "gateway"))
        .hasSize(KEPT_OF_ONE)
        .startsWith(many.get(many.size() - 1))
        .doesNotContain(many.get(0));
  }

  @Test
  void rejection_thatIsOldIsForgotten() {
    Rejection old = Samples.rejection(acme, "192.0.2.1", 0);
    Rejection fresh = Samples.rejection(other, "192.0.2.1", 60);
    rejections.add(List.of(old, fresh));
    rejections.forget(Samples.NOW.plusSeconds(30));
    assertThat(rejections.of(acme, "gateway")).isEmpty();
    assertThat(rejections.of(other, "gateway")).containsExactly(fresh);
  }

  @Test
  void orders_areFoundInAllAccounts() {
    ProvisionRequest mine = samples.request(acme, "gateway");
    ProvisionRequest theirs = samples.request(other, "gateway");
    store.create(mine);
    store.create(theirs);
    store.create(samples.request(acme, "another"));
    assertThat(rejections.orders("gateway")).containsExactlyInAnyOrder(mine, theirs);
  }

  private Id account(String name) {
    Account account = samples.account(name);
    store.create(account);
    return account.id();
  }
}
