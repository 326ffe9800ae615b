// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.Provisioner;
import io.slipway.store.DuplicateException;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what an installation cannot be without: the first accounts, the administrator and the
 * endpoints of its own brokers. The administrator comes last and marks that the first start is
 * done.
 */
final class Bootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
  private static final String ROOT = "slipway";
  static final String PROVISION = "eurotech-provision";
  static final String ADMINISTRATOR = "admin";
  private static final int PASSWORD_LENGTH = 20;

  private final Store store;
  private final Provisioner.Secrets secrets;
  private final Clock clock;

  Bootstrap(Store store, Provisioner.Secrets secrets, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * The administrator of a new installation.
   *
   * @param generated the password, where nobody chose one
   */
  record Administrator(User user, UserCredential password, Optional<Secret> generated) {}

  /** A broker of this server, as devices are told. */
  record Broker(Id id, String usage, boolean secure, String host, int port) {
    boolean matches(EndpointInfo endpoint) {
      return endpoint.dns().equals(host) && endpoint.port() == port;
    }
  }

  void makeAccounts() {
    make(new Account(Id.ROOT_ACCOUNT, Optional.empty(), ROOT, audit()));
    make(new Account(Id.PROVISION_ACCOUNT, Optional.of(Id.ROOT_ACCOUNT), PROVISION, audit()));
  }

  private void make(Account account) {
    if (store.account(account.id()).isEmpty()) {
      try {
        store.create(account);
      } catch (DuplicateException | StaleException e) {
        LOG.debug("another node made the account {}", account.name());
      }
    }
  }

  boolean firstStart() {
    return store.tenancy().userNamed(ADMINISTRATOR).isEmpty();
  }

  /** Not stored yet: {@link #finish} does that. */
  Administrator newAdministrator(Optional<Secret> chosen) {
    Secret password = chosen.orElseGet(() -> secrets.generator().password(PASSWORD_LENGTH));
    String verifier =
        chosen.isPresent()
            ? secrets.verifiers().ofChosen(password)
            : secrets.verifiers().ofGenerated(password);
    User user =
        new User(
            secrets.ids().next(),
            Id.ROOT_ACCOUNT,
            ADMINISTRATOR,
            Set.of(Role.ADMINISTRATOR),
            User.Details.ENABLED,
            audit());
    return new Administrator(
        user,
        credential(user, verifier),
        chosen.isPresent() ? Optional.empty() : Optional.of(password));
  }

  private UserCredential credential(User user, String verifier) {
    return new UserCredential(
        secrets.ids().next(),
        user.scopeId(),
        user.id(),
        UserCredential.Type.PASSWORD,
        "",
        verifier,
        true,
        Optional.empty(),
        UserCredential.Failures.NONE,
        audit());
  }

  /** False where another node, which started at the same time, has made one meanwhile. */
  boolean finish(Administrator administrator) {
    try {
      store.tenancy().create(administrator.user(), administrator.password());
      return true;
    } catch (DuplicateException e) {
      return false;
    }
  }

  /** Makes the brokers' endpoints on the first start; later only follows their addresses. */
  void announce(List<Broker> brokers, boolean firstStart) {
    for (Broker broker : brokers) {
      Optional<EndpointInfo> known = store.endpoint(broker.id());
      try {
        if (known.isPresent()) {
          follow(known.get(), broker);
        } else if (firstStart) {
          store.create(endpoint(broker, audit()));
        }
      } catch (StaleException e) {
        LOG.debug("another node moved the endpoint of {}:{}", broker.host(), broker.port());
      } catch (DuplicateException e) {
        LOG.warn("an operator's endpoint stands for {}:{} already", broker.host(), broker.port());
      }
    }
  }

  /** What an operator has changed stays as he wants it, and what he deleted stays away. */
  private void follow(EndpointInfo known, Broker broker) {
    boolean ours = known.audit().modifiedBy().equals(Id.PLATFORM);
    if (ours && !broker.matches(known)) {
      store.update(endpoint(broker, known.audit().modified(now(), Id.PLATFORM)));
    }
  }

  private static EndpointInfo endpoint(Broker broker, Audit audit) {
    return new EndpointInfo(
        broker.id(),
        Id.ROOT_ACCOUNT,
        broker.secure() ? "mqtts" : "mqtt",
        broker.host(),
        broker.port(),
        broker.secure(),
        Set.of(broker.usage()),
        audit);
  }

  private Audit audit() {
    return Audit.created(now(), Id.PLATFORM);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
