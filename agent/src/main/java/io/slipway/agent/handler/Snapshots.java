// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import io.slipway.agent.state.AgentState;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Outfit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that one configuration, with the certificate that came with it, is in force at a time,
 * also across losses of power.
 */
public final class Snapshots {
  private final AgentStore store;
  private final IdentityFiles identityFiles;
  private final List<SnapshotHandler> handlers;

  public Snapshots(AgentStore store, IdentityFiles identityFiles, List<SnapshotHandler> handlers) {
    this.store = store;
    this.identityFiles = identityFiles;
    this.handlers = List.copyOf(handlers);
  }

  /**
   * Stores a received configuration durably, if every handler says that it could take effect; else
   * nothing has changed.
   *
   * @param chain the platform's signing chain that vouched for it
   */
  public void receive(byte[] xml, String chain) throws HandlerException, IOException {
    Outfit outfit = store.keep(xml, chain);
    try {
      if (outfit.key().isPresent()) {
        identityFiles.check();
      }
      for (SnapshotHandler handler : handlers) {
        handler.check(store.file(outfit));
      }
      store.receive(outfit);
    } finally {
      store.sweep();
    }
  }

  /** Makes the configuration to work with take effect. */
  public void enforce() throws HandlerException, IOException {
    AgentState state = store.state();
    Optional<Outfit> wanted = state.wanted();
    if (wanted.isEmpty() || state.effective(wanted)) {
      return;
    }
    // Said before and after: what was cut off half-way is then known to be due again.
    store.enforcing(wanted);
    handOver(wanted.get().key());
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
    handOver(state.current().flatMap(Outfit::key));
    for (SnapshotHandler handler : handlers) {
      handler.rollBack(state.current().map(store::file));
    }
    store.enforced();
  }

  /** Before the handlers are told, so that a program that they start finds it. */
  private void handOver(Optional<String> key) throws IOException {
    if (key.isPresent()) {
      identityFiles.put(store.identity(key.get()));
    } else if (store.state().inForce().certified()) {
      identityFiles.remove();
    }
  }
}
