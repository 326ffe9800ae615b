// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.protocol.message.Secret;
import io.slipway.security.GuessBudget;
import io.slipway.security.MasterKey;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Store;
import io.slipway.store.StoreReader;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserLoginsTest {
  private static final Secret PASSWORD = Secret.of("a-password-of-ann");
  private static final String SOURCE = "192.0.2.1";

  private final AtomicBoolean away = new AtomicBoolean();

  @Test
  void loginsThatCouldNotBeJudged_areNoGuesses(@TempDir Path folder) throws Exception {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    MasterKey key = MasterKey.openOrCreate(folder.resolve("master.key"), random);
    SecretVerifiers verifiers = new SecretVerifiers(key, random, 2);
    try (Store store =
        JdbcStore.open(
            folder.resolve("test.db").toString(),
            StoreSettings.DEFAULT,
            new SimpleMeterRegistry())) {
      Audit audit = Audit.created(clock.instant(), Id.PLATFORM);
      store.create(new Account(Id.ROOT_ACCOUNT, Optional.empty(), "root", audit));
      store.create(
          new User(new Id(7), Id.ROOT_ACCOUNT, "ann", verifiers.ofGenerated(PASSWORD), audit));
      UserLogins logins = new UserLogins(unsteady(store), verifiers, new GuessBudget(clock));
      away.set(true);
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> logins.login("ann", PASSWORD, SOURCE))
            .isInstanceOf(StoreUnavailableException.class);
      }
      away.set(false);
      assertThat(logins.login("ann", PASSWORD, SOURCE))
          .isInstanceOf(UserLogins.Outcome.Welcome.class);
    }
  }

  private StoreReader unsteady(Store store) {
    return (StoreReader)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (away.get()) {
                throw new StoreUnavailableException("away");
              }
              return method.invoke(store, arguments);
            });
  }
}
