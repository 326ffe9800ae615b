// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import io.slipway.agent.state.AgentState;
import io.slipway.agent.state.AgentStore;
import java.io.IOException;
import java.nio.file.Path;
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

  /** Stores a received configuration durably, if every handler says that it could take effect. */
  public void receive(byte[] xml) throws HandlerException, IOException {
    Path file = store.receive(xml);
    for (SnapshotHandler handler : handlers) {
      handler.check(file);
    }
  }

  /** Makes the pending configuration, or else the current one, take effect. */
  public void enforceNewest() throws HandlerException, IOException {
    AgentState state = store.state();
    Optional<String> newest = state.pending().or(state::current);
    if (newest.equals(state.inForce())) {
      return;
    }
    // Said before: whatever happens half-way, going back is then known to be due.
    store.enforcing(newest);
    if (newest.isPresent()) {
      for (SnapshotHandler handler : handlers) {
        handler.apply(store.file(newest.get()));
      }
    }
  }

  /** Goes back to the current configuration, or to none. */
  public void rollBack() throws HandlerException, IOException {
    AgentState state = store.state();
    if (state.current().equals(state.inForce())) {
      return;
    }
    for (SnapshotHandler handler : handlers) {
      handler.rollBack(state.current().map(store::file));
    }
    store.enforcing(state.current());
  }
}
