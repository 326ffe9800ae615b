// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a session made of an event.
 *
 * @param session how it stands now
 * @param effects what is to be done, in order
 */
public record Decision(ProvisioningSession session, List<Effect> effects) {
  public Decision {
    effects = List.copyOf(effects);
  }

  Decision and(Effect... more) {
    return new Decision(session, Stream.concat(effects.stream(), Stream.of(more)).toList());
  }

  Decision then(Function<ProvisioningSession, Decision> next) {
    Decision following = next.apply(session);
    return new Decision(
        following.session, Stream.concat(effects.stream(), following.effects.stream()).toList());
  }
}
