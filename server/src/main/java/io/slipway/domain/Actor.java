// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/**
 * Who does something.
 *
 * @param id of the user; {@link Id#PLATFORM} where it is the platform itself or a device
 * @param name as people know it
 * @param source the network address that it came from; empty where it came from none
 */
public record Actor(Id id, String name, String source) {
  public static final Actor PLATFORM = new Actor(Id.PLATFORM, "slipway", "");
}
