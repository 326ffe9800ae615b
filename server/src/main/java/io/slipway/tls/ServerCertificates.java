// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.slipway.security.SharedTickets;
import io.slipway.security.TicketKeys;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which certificates this server shows. It looks at their sources again and again, and hands on to
 * the listeners what is new; whatever is wrong with a source, the listeners keep what they have.
 */
public final class ServerCertificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificates.class);
  private static final long LOOK_SECONDS = 30;
  private static final String OWN = "own";
  private static final String OPEN = "public";

  /** From then on somebody should look why there is no newer one. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Source own;
  private final Optional<Source> open;
  private final SharedTickets tickets;
  private final Counter refused;
  private final Clock clock;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("certificates").unstarted(this::run);
  private final List<Consumer<TlsIdentities>> listeners = new ArrayList<>();
  private final List<Consumer<TicketKeys>> ticketListeners = new ArrayList<>();

  /** What was last said to be wrong with a source, so that it is said once. */
  private final Map<String, String> wrong = new HashMap<>();

  private volatile TlsIdentities identities;
  private Optional<TicketKeys> keys = Optional.empty();

  /**
   * Looks for the first time.
   *
   * @param first what the own source has given already
   * @param open where browsers are to see another certificate
   */
  public ServerCertificates(
      TlsIdentity first,
      Source own,
      Optional<Source> open,
      SharedTickets tickets,
      MeterRegistry meters,
      Clock clock) {
    this.own = own;
    this.open = open;
    this.tickets = tickets;
    this.clock = clock;
    this.identities = TlsIdentities.of(first);
    this.refused =
        Counter.builder("slipway.tls.certificates.refused")
            .description("Certificates of the server that were no good, so the old one stayed")
            .register(meters);
    gauge(meters, OWN, () -> Optional.of(identities.own()));
    if (open.isPresent()) {
      gauge(meters, OPEN, () -> identities.open());
    }
    look();
  }

  private void gauge(MeterRegistry meters, String which, Supplier<Optional<TlsIdentity>> identity) {
    Gauge.builder("slipway.tls.certificate.left", () -> left(identity.get()))
        .description("How long a certificate of the server still counts")
        .baseUnit("seconds")
        .tag("certificate", which)
        .register(meters);
  }

  private double left(Optional<TlsIdentity> identity) {
    return identity
        .map(i -> (double) Duration.between(clock.instant(), i.expires()).toSeconds())
        .orElse(0.0);
  }

  public void start() {
    thread.start();
  }

  public TlsIdentities identities() {
    return identities;
  }

  /** Is told what is shown now, and from then on of every change. */
  public synchronized void follow(Consumer<TlsIdentities> listener) {
    listeners.add(listener);
    listener.accept(identities);
  }

  /** Is told the keys of session tickets, and from then on of every change. */
  public synchronized void followTickets(Consumer<TicketKeys> listener) {
    ticketListeners.add(listener);
    keys.ifPresent(listener);
  }

  /**
   * What an operator should know before it is too late; for anybody's eyes.
   *
   * @param publicHost where devices renew their certificates by HTTPS
   */
  public List<String> warnings(String publicHost) {
    TlsIdentities now = identities;
    List<String> said = new ArrayList<>();
    warnIfSoon(OWN, now.own()).ifPresent(said::add);
    now.open().flatMap(identity -> warnIfSoon(OPEN, identity)).ifPresent(said::add);
    if (open.isPresent() && now.open().isEmpty()) {
      said.add("there is no public certificate yet; see the log");
    }
    if (now.open().filter(identity -> identity.covers(publicHost)).isPresent()) {
      said.add(
          "devices that trust our root alone cannot renew their certificates: HTTPS shows the"
              + " public certificate under the public host too; certify another name for browsers");
    }
    return said;
  }

  private Optional<String> warnIfSoon(String which, TlsIdentity identity) {
    Instant end = identity.expires();
    if (clock.instant().plus(SOON).isBefore(end)) {
      return Optional.empty();
    }
    String verb = clock.instant().isBefore(end) ? "expires" : "has expired";
    return Optional.of("the " + which + " certificate of the server " + verb + " on " + end);
  }

  /** Looks once; what has changed is handed on before this returns. */
  public synchronized void look() {
    TlsIdentity shown = ask(OWN, own).orElse(identities.own());
    Optional<TlsIdentity> shownOpenly =
        open.flatMap(source -> ask(OPEN, source)).or(() -> identities.open());
    TlsIdentities found = new TlsIdentities(shown, shownOpenly);
    if (!found.equals(identities)) {
      identities = found;
      found.open().ifPresent(i -> LOG.info("the public certificate is that of {}", i.names()));
      LOG.info("certificates of the server have changed; new connections see the new ones");
      listeners.forEach(listener -> hand(found, listener));
    }
    lookForTickets();
  }

  private void lookForTickets() {
    try {
      Optional<TicketKeys> found = Optional.of(tickets.current());
      if (!found.equals(keys)) {
        keys = found;
        ticketListeners.forEach(listener -> hand(found.get(), listener));
      }
    } catch (IOException | StoreUnavailableException e) {
      LOG.debug("no new keys for session tickets", e);
    }
  }

  /** One listener that cannot use it must not keep the others from it. */
  private <T> void hand(T news, Consumer<T> listener) {
    try {
      listener.accept(news);
    } catch (RuntimeException e) {
      refused.increment();
      LOG.error("a listener keeps the certificate that it had", e);
    }
  }

  private Optional<TlsIdentity> ask(String which, Source source) {
    try {
      Optional<TlsIdentity> found = source.latest();
      wrong.remove(which);
      return found;
    } catch (StoreUnavailableException away) {
      LOG.debug("no news of the {} certificate", which, away);
    } catch (IOException | RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (!Objects.equals(wrong.put(which, reason), reason)) {
        refused.increment();
        LOG.warn("the {} certificate of the server stays as it is: {}", which, reason);
      }
    }
    return Optional.empty();
  }

  private void run() {
    try {
      while (!ending.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("nobody looks for certificates any more");
    }
  }

  @Override
  public void close() {
    ending.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
