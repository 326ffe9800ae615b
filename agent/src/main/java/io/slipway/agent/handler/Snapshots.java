// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import io.slipway.agent.state.AgentState;
import io.slipway.agent.state.AgentStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sees to it that one configuration is in force at a time, also across losses of power. */
public final class Snapshots {
  private final AgentStore store;
  private final List<SnapshotHandler> handlers;

  public Snapshots(AgentStore store, List<SnapshotHandler> handlers) {
    this.store = store;
    this.handlers = List.copyOf(handlers);
  }

  /**
   * Stores a received configuration durably, if every handler says that it could take effect; else
   * nothing has changed.
   *
   * @param chain the platform's signing chain that vouched for it
   */
  public void receive(byte[] xml, String chain) throws HandlerException, IOException {
    String snapshot = store.keep(xml, chain);
    try {
      for (SnapshotHandler handler : handlers) {
        handler.check(store.file(snapshot));
      }
      store.receive(snapshot);
    } finally {
      store.sweep();
    }
  }

  /** Makes the configuration to work with take effect. */
  public void enforce() throws HandlerException, IOException {
    AgentState state = store.state();
    Optional<String> wanted = state.wanted();
    if (wanted.isEmpty() || state.effective(wanted)) {
      return;
    }
    // Said before and after: what was cut off half-way is then known to be due again.
    store.enforcing(wanted);
    for (SnapshotHandler handler : handlers) {
      handler.apply(store.file(wanted.get()));
    }
    store.enforced();
  }

  /** Goes back to the current configuration, or to none. */
  public void rollBack() throws HandlerException, IOException {
    AgentState state = store.state();
    if (state.effective(state.current())) {
      return;
    }
    store.enforcing(state.current());
    for (SnapshotHandler handler : handlers) {
      handler.rollBack(state.current().map(store::file));
    }
    store.enforced();
  }
}
