// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import java.time.Instant;

/**
 * A node that shares the database with others. A node that starts again is a new one.
 *
 * @param number 0 to 1023, of no other node that is alive; part of the ids that it makes
 * @param name for people
 * @param beat rises for as long as it lives; told by no clock, so that a wrong one does no harm
 */
public record Node(Id id, int number, String name, String version, Instant startedOn, long beat) {

  public Node numbered(int other) {
    return new Node(id, other, name, version, startedOn, beat);
  }

  public Node beaten() {
    return new Node(id, number, name, version, startedOn, beat + 1);
  }
}
