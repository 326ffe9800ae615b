// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.AuditRecord;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** A store that can be taken away and given back, and that counts how often it is asked. */
final class UnsteadyStore {
  /** What of the store works. */
  enum Health {
    WELL,
    READ_ONLY,
    AWAY
  }

  private final Store real;
  private final AtomicReference<Health> health = new AtomicReference<>(Health.WELL);
  private final Map<String, Integer> calls = new TreeMap<>();

  UnsteadyStore(Store real) {
    this.real = real;
  }

  /** The store itself, which always works. */
  Store real() {
    return real;
  }

  Store unsteady() {
    return unsteady(real);
  }

  private Store unsteady(Store behind) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) ->
                method.getName().equals("audited")
                    ? unsteady(behind.audited((AuditRecord) arguments[0]))
                    : call(behind, method, arguments));
  }

  void is(Health now) {
    health.set(now);
  }

  /** How often each method was called since the last time this was asked. */
  synchronized Map<String, Integer> calls() {
    Map<String, Integer> counted = new TreeMap<>(calls);
    calls.clear();
    return counted;
  }

  private Object call(Store behind, Method method, Object[] arguments) throws Throwable {
    synchronized (this) {
      calls.merge(method.getName(), 1, Integer::sum);
    }
    boolean works =
        switch (health.get()) {
          case WELL -> true;
          case READ_ONLY -> !method.getReturnType().equals(void.class);
          case AWAY -> false;
        };
    if (!works) {
      throw new StoreUnavailableException("taken away by the test");
    }
    try {
      return method.invoke(behind, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
