// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.Nonce;
import java.time.Instant;
import java.util.Optional;

/**
 * A device's connection to the provision broker. Nothing of it outlives the connection.
 *
 * @param secure whether it came by TLS
 * @param source the address that it came from
 * @param subscribed whether it receives what it is sent
 * @param announced whether its provision message was accepted
 * @param nonce what it wants refusals to carry; only a device of the full profile has one
 * @param askedAt when the open request was sent
 * @param workingAt when the device said last that it works on it
 * @param closing why the connection is about to be closed
 */
public record Presence(
    boolean secure,
    String source,
    Instant since,
    boolean subscribed,
    boolean announced,
    Optional<Nonce> nonce,
    Optional<Instant> askedAt,
    Optional<Instant> workingAt,
    Optional<LeaveTaking> closing) {

  /** The platform has said its last word and waits a little for the device to close. */
  public record LeaveTaking(Closing reason, Instant since) {}

  static Presence loggedIn(boolean secure, String source, Instant now) {
    return new Presence(
        secure,
        source,
        now,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Presence withSubscription() {
    return new Presence(secure, source, since, true, announced, nonce, askedAt, workingAt, closing);
  }

  Presence withVoice(Optional<Nonce> said) {
    return new Presence(
        secure, source, since, subscribed, announced, said, askedAt, workingAt, closing);
  }

  Presence accepted() {
    return new Presence(
        secure, source, since, subscribed, true, nonce, askedAt, workingAt, closing);
  }

  Presence asked(Optional<Instant> at) {
    return new Presence(
        secure, source, since, subscribed, announced, nonce, at, Optional.empty(), closing);
  }

  Presence working(Instant now) {
    return new Presence(
        secure, source, since, subscribed, announced, nonce, askedAt, Optional.of(now), closing);
  }

  Presence takingLeave(Closing reason, Instant now) {
    Optional<LeaveTaking> leave = Optional.of(new LeaveTaking(reason, now));
    return new Presence(
        secure,
        source,
        since,
        subscribed,
        announced,
        nonce,
        Optional.empty(),
        Optional.empty(),
        leave);
  }
}
