// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.Node;
import io.slipway.store.Nodes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The nodes over JDBC. Where the database is one process's own, it hears itself only. */
final class JdbcNodes implements Nodes {
  private final Readers readers;
  private final Committer committer;
  private final Optional<Announcements> announcements;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param announcements of a database that others work with too
   */
  JdbcNodes(Readers readers, Committer committer, Optional<Announcements> announcements) {
    this.readers = readers;
    this.committer = committer;
    this.announcements = announcements;
  }

  @Override
  public boolean shared() {
    return announcements.isPresent();
  }

  @Override
  public void join(Node node) {
    committer.commit(sql -> LiveNodes.join(sql, node));
  }

  @Override
  public boolean beat(Node node) {
    return written(sql -> LiveNodes.beat(sql, node));
  }

  @Override
  public List<Node> alive() {
    return readers.read(LiveNodes::alive);
  }

  @Override
  public boolean bury(Node dead) {
    return written(sql -> LiveNodes.bury(sql, dead));
  }

  @Override
  public void leave(Id node) {
    committer.commit(sql -> LiveNodes.leave(sql, node));
  }

  @Override
  public List<Orphan> orphans(int most) {
    return readers.read(sql -> LiveNodes.orphans(sql, most));
  }

  @Override
  public Set<Id> servedBy(Id node, Collection<Id> requests) {
    return readers.read(sql -> LiveNodes.servedBy(sql, node, requests));
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
    announcements.ifPresent(a -> a.listen(listener));
  }

  /** What a change adds to its transaction, so that all hear of it. */
  Change announcing(Id request, Change change) {
    return announcements.isEmpty()
        ? change
        : sql -> {
          change.apply(sql);
          Announcements.announce(sql, request);
        };
  }

  /** Tells who listens here; others hear it through the database. */
  void tell(Id request) {
    listeners.forEach(l -> l.changed(request));
  }

  /** An overloaded node is not to be taken for a dead one. */
  private boolean written(Readers.Query<Integer> write) {
    AtomicInteger rows = new AtomicInteger();
    committer.commitFirst(sql -> rows.set(write.run(sql)));
    return rows.get() > 0;
  }
}
