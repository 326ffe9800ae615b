// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.Id;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The authorities of accounts: each is made when it is first needed, and then kept at hand. */
final class AccountAuthorities {
  private static final int AT_HAND = 5_000;

  private final Cache<Id, AccountAuthority> known =
      Caffeine.newBuilder().maximumSize(AT_HAND).build();

  /** A rush of devices of a new account is to make one authority, not one each. */
  private final ReentrantLock making = new ReentrantLock();

  private final Maker maker;
  private final Predicate<AccountAuthority> useful;

  AccountAuthorities(Maker maker, Predicate<AccountAuthority> useful) {
    this.maker = maker;
    this.useful = useful;
  }

  /** Opens what is kept for all nodes, or makes it. */
  @FunctionalInterface
  interface Maker {
    AccountAuthority openOrCreate(Id account, String name) throws IOException;
  }

  /** All are opened anew when they are next needed. */
  void forget() {
    making.lock();
    try {
      known.invalidateAll();
    } finally {
      making.unlock();
    }
  }

  AccountAuthority of(Id account, String name) throws IOException {
    AccountAuthority here = known.getIfPresent(account);
    if (here != null && useful.test(here)) {
      return here;
    }
    making.lock();
    try {
      here = known.getIfPresent(account);
      if (here == null || !useful.test(here)) {
        here = maker.openOrCreate(account, name);
        known.put(account, here);
      }
      return here;
    } finally {
      making.unlock();
    }
  }
}
