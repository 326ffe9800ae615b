// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.certificate.DeviceKey;
import io.slipway.agent.est.EstAnswer;
import io.slipway.agent.est.EstClient;
import io.slipway.agent.mqtt.Trust;
import io.slipway.agent.state.AgentState;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Outfit;
import io.slipway.agent.state.Phase;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that the device's own certificate does not end. The key of the next one, and what asks
 * for it, are on the disk before anything is asked, and one rename puts it in the place of the
 * present one; so whatever is lost in between, the same is asked and answered again.
 */
final class Renewal {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final int LONGEST_CHAIN = 5;

  private final AgentSettings.Renewing settings;
  private final Trust trust;
  private final AgentStore store;
  private final Surroundings surroundings;
  private final double chance;
  private Instant pausedUntil;
  private int failures;

  /** Whether the server takes no other key than the present one. */
  private boolean onlySameKey;

  Renewal(AgentSettings.Renewing settings, Trust trust, AgentStore store, Surroundings world) {
    this.settings = settings;
    this.trust = trust;
    this.store = store;
    this.surroundings = world;
    this.chance = world.random().nextDouble();
    this.pausedUntil = world.uptime().instant();
  }

  /** The address of a server, where it is one of HTTPS. */
  static Optional<URI> address(String text) {
    try {
      return Optional.of(URI.create(text))
          .filter(u -> "https".equalsIgnoreCase(u.getScheme()) && u.getHost() != null);
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** How long nothing is to be done, at most {@code longest}. */
  Duration wait(Duration longest) throws IOException {
    Optional<DeviceIdentity> present = present();
    if (present.isEmpty() || server().isEmpty()) {
      return longest;
    }
    Duration due = Duration.between(surroundings.clock().instant(), due(present.get()));
    Duration pause = Duration.between(uptime(), pausedUntil);
    Duration wait = due.compareTo(pause) > 0 ? due : pause;
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  /**
   * Renews the certificate where it is time.
   *
   * @param lockedOut whether the account's broker does not let the device in, so that it may be
   *     time whatever the clock says
   * @return whether the device has another one now
   */
  boolean tend(boolean lockedOut) throws IOException {
    Optional<DeviceIdentity> present = present();
    Optional<URI> server = server();
    if (present.isEmpty() || server.isEmpty() || uptime().isBefore(pausedUntil)) {
      return false;
    }
    Instant now = surroundings.clock().instant();
    if (!lockedOut && now.isBefore(due(present.get()))) {
      return false;
    }
    surroundings.log().accept("renewing the device's certificate at " + server.get());
    try {
      return ask(present.get(), server.get());
    } catch (IOException | GeneralSecurityException failed) {
      return failed("it failed: " + failed.getMessage(), Duration.ZERO);
    }
  }

  private boolean ask(DeviceIdentity present, URI server)
      throws IOException, GeneralSecurityException {
    DeviceKey key = key(present);
    EstClient client =
        new EstClient(server, trusting().socketFactory(Optional.of(present)), PATIENCE);
    EstAnswer answer = client.renew(key.request());
    if (answer instanceof EstAnswer.Issued issued) {
      return take(key, issued, client.authorities());
    }
    if (answer instanceof EstAnswer.Later later) {
      return failed("not now: " + later.why(), later.retryAfter());
    }
    EstAnswer.Refused refused = (EstAnswer.Refused) answer;
    onlySameKey = true;
    return failed("the server refuses: " + refused.why(), Duration.ZERO);
  }

  private boolean take(DeviceKey key, EstAnswer.Issued issued, List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    // The server has proved by TLS who it is; its clock is more to be believed than this one.
    Instant now = issued.serverTime().orElse(surroundings.clock().instant());
    String chain = Pem.of(chain(issued.certificate(), authorities));
    DeviceIdentity next = key.certified(chain, now);
    store.renew(next.certificatePem());
    failures = 0;
    onlySameKey = false;
    // Where this clock is ahead, the next one seems to be due at once.
    pausedUntil = uptime().plus(RenewalTimes.rest(next.validFrom(), next.validTo()));
    surroundings.log().accept("the device's certificate is renewed, valid to " + next.validTo());
    return true;
  }

  /** A certificate and those that it hangs on, each of which has issued the one before. */
  private static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> all) {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    Optional<X509Certificate> next = issuer(leaf, all);
    while (next.isPresent() && !chain.contains(next.get()) && chain.size() < LONGEST_CHAIN) {
      chain.add(next.get());
      next = issuer(next.get(), all);
    }
    return chain;
  }

  private static Optional<X509Certificate> issuer(X509Certificate of, List<X509Certificate> all) {
    return all.stream()
        .filter(c -> c.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
        .findFirst();
  }

  /** The key that is asked with: the one that was asked with before, where it still serves. */
  private DeviceKey key(DeviceIdentity present) throws IOException, GeneralSecurityException {
    DeviceKey current = store.currentKey().orElseThrow();
    boolean expired = surroundings.clock().instant().isAfter(present.validTo());
    boolean same = !settings.newKey() || expired || onlySameKey;
    Optional<DeviceKey> made = store.key().filter(k -> k.isSameAs(current) == same);
    if (made.isPresent()) {
      return made.get();
    }
    DeviceKey next = current.renewing(present.certificate(), same);
    store.keepKey(next);
    return next;
  }

  /** The root that vouched for the configuration vouches for the server that it came from. */
  private Trust trusting() throws IOException, GeneralSecurityException {
    Outfit outfit = store.state().current().orElseThrow();
    return trust.and(List.of(PlatformChain.parse(store.chain(outfit)).root()));
  }

  private boolean failed(String why, Duration advice) {
    failures++;
    Duration pause = RenewalTimes.pause(failures, advice, surroundings.random().nextDouble());
    pausedUntil = uptime().plus(pause);
    surroundings
        .log()
        .accept(
            "the certificate is not renewed, " + why + "; again in " + pause.toSeconds() + " s");
    return false;
  }

  private Instant due(DeviceIdentity present) {
    return RenewalTimes.due(present.validFrom(), present.validTo(), chance);
  }

  private Optional<URI> server() {
    return settings.url().or(() -> store.state().renewalUrl().flatMap(Renewal::address));
  }

  /** What the device works with since it has arrived, where it is to be renewed. */
  private Optional<DeviceIdentity> present() throws IOException {
    AgentState state = store.state();
    Optional<String> key = state.current().flatMap(Outfit::key);
    return settings.wanted() && state.phase() == Phase.ARRIVED && key.isPresent()
        ? Optional.of(store.identity(key.get()))
        : Optional.empty();
  }

  private Instant uptime() {
    return surroundings.uptime().instant();
  }
}
