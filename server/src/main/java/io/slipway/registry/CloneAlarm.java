// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.Id;
import io.slipway.domain.Rivalry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Notices two devices that take one connection to their account's broker from each other. They are
 * told by their addresses, all that is known there. What a node has seen ends with it.
 */
final class CloneAlarm {
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MOST = 100_000;

  /** Each device is told of once in this time, however long two fight for it. */
  private static final Duration AGAIN = Duration.ofHours(1);

  private final Cache<Key, Watch> watched =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(REMEMBERED).build();

  private record Key(Id scopeId, String clientId) {}

  private record Watch(Rivalry rivalry, Optional<Instant> raised) {
    static final Watch NEW = new Watch(Rivalry.NONE, Optional.empty());

    Watch with(Rivalry.Claim claim) {
      Rivalry next = rivalry.with(claim);
      boolean news = !next.equals(rivalry) && next.contested() && !raisedSince(claim.at());
      return new Watch(next, news ? Optional.of(claim.at()) : raised);
    }

    private boolean raisedSince(Instant now) {
      return raised.filter(at -> Duration.between(at, now).compareTo(AGAIN) < 0).isPresent();
    }
  }

  /** The evidence, where this entry has made it enough. */
  Optional<String> raisedBy(AdmittedDevice device, Instant now) {
    Key key = new Key(device.scopeId(), device.clientId());
    Rivalry.Claim claim = new Rivalry.Claim(now, Optional.empty(), device.sourceIp());
    Watch after =
        watched
            .asMap()
            .compute(key, (k, before) -> (before == null ? Watch.NEW : before).with(claim));
    return after.raised().filter(now::equals).map(raised -> after.rivalry().evidence());
  }
}
