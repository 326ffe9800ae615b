// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Closing;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority.Stamp;
import io.slipway.domain.ProvisionRequest;
import io.slipway.provisioning.FactoryLogins.Finding;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that came by a factory certificate; they end when that counts no more. */
final class FactoryVisits {
  private static final Logger LOG = LoggerFactory.getLogger(FactoryVisits.class);

  private final FactoryLogins logins;
  private final Map<Connection, Visit> open = new ConcurrentHashMap<>();

  FactoryVisits(FactoryLogins logins) {
    this.logins = logins;
  }

  private record Visit(ProvisionRequest request, LoginAttempt login, List<Stamp> trusted) {
    Id scopeId() {
      return request.scopeId();
    }
  }

  /** One comes in, by what its account trusted when it was judged. */
  void entered(
      Connection connection, ProvisionRequest request, LoginAttempt login, List<Stamp> trusted) {
    Visit visit = new Visit(request, login, trusted);
    open.put(connection, visit);
    // That may have changed since, and whoever changed it has looked here already.
    review(connection, visit);
  }

  void left(Connection connection) {
    open.remove(connection);
  }

  /** Looks at all whose account has changed whom it trusts. */
  void review() {
    open.forEach(this::review);
  }

  private void review(Connection connection, Visit visit) {
    if (logins.unchanged(visit.scopeId(), visit.trusted())) {
      return;
    }
    switch (logins.judge(visit.request(), visit.login())) {
      case Finding.Counts counts ->
          open.computeIfPresent(
              connection, (c, same) -> new Visit(visit.request(), visit.login(), counts.trusted()));
      case Finding.Objection no -> {
        LOG.info("{} is let go: {}", visit.login().clientId(), no.check());
        connection.link().close(Closing.REFUSED);
      }
    }
  }
}
