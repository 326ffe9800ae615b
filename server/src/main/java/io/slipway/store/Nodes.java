// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that share a database: who is alive, what each serves, and what one changes under
 * another's hands. Throws {@link StoreUnavailableException} as all of the store does.
 */
public interface Nodes {

  /**
   * Whether there may be more than one. Where not, there is nobody to join and nothing to watch.
   */
  boolean shared();

  /** Throws {@link DuplicateException} where a node that is alive has this number. */
  void join(Node node);

  /** Writes the node's beat; false where it is not among the living any more. */
  boolean beat(Node node);

  List<Node> alive();

  /** Takes a node from the living; false where it has beaten since it was seen like this. */
  boolean bury(Node dead);

  /** The node ends, and others may take up at once what it served. */
  void leave(Id node);

  /** A request with an attempt under way that nobody alive serves, and who did. */
  record Orphan(Id request, Optional<Id> owner) {}

  List<Orphan> orphans(int most);

  /** Those of the requests that this node still serves, and that have not come to their end. */
  Set<Id> servedBy(Id node, Collection<Id> requests);

  /**
   * Whoever is told what others have changed. Calls come on any thread and must not block. One may
   * be lost, so that what matters is looked for now and then too.
   */
  @FunctionalInterface
  interface Listener {

    /** A request has been changed, or deleted, under the hands of the node that serves it. */
    void changed(Id request);
  }

  void listen(Listener listener);
}
