// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Request;
import io.slipway.protocol.message.PlatformRequest.Complete;
import io.slipway.protocol.message.PlatformRequest.PutCertificates;
import io.slipway.protocol.message.PlatformRequest.PutConfiguration;
import java.util.Arrays;
import java.util.List;

/** Points on a device's way at which something may happen to it. */
enum Point {
  LOGGED_IN,
  ASKED,
  CERTIFICATES_RECEIVED,
  CERTIFICATES_ANSWERED,
  CONFIGURATION_RECEIVED,
  CONFIGURATION_ANSWERED,
  COMPLETE_RECEIVED,
  COMPLETE_ANSWERED;

  /** The points that devices of a profile pass. */
  static List<Point> of(Profile profile) {
    return switch (profile) {
      case FULL -> List.of(values());
      case KURA -> List.of(LOGGED_IN, ASKED, CONFIGURATION_RECEIVED, CONFIGURATION_ANSWERED);
    };
  }

  /** Whether the device has heard all that it needs, and goes to its account's broker next. */
  boolean isLast(Profile profile) {
    return this == of(profile).getLast();
  }

  /** Takes a device from its login to this point. */
  void lead(Profile profile, Device device, Client client, Door door) {
    device.connect(client, door);
    if (this == LOGGED_IN) {
      return;
    }
    device.ask();
    for (Leg leg : Leg.of(profile)) {
      if (compareTo(leg.received) < 0) {
        return;
      }
      Request request = leg.hear(device);
      if (this == leg.received) {
        return;
      }
      device.accept(request);
    }
  }

  /** A request and its answer. */
  private enum Leg {
    CERTIFICATES(CERTIFICATES_RECEIVED),
    CONFIGURATION(CONFIGURATION_RECEIVED),
    COMPLETE(COMPLETE_RECEIVED);

    private final Point received;

    Leg(Point received) {
      this.received = received;
    }

    static List<Leg> of(Profile profile) {
      return profile == Profile.FULL ? Arrays.asList(values()) : List.of(CONFIGURATION);
    }

    Request hear(Device device) {
      return switch (this) {
        case CERTIFICATES -> device.next(PutCertificates.class);
        case CONFIGURATION -> device.next(PutConfiguration.class);
        case COMPLETE -> device.next(Complete.class);
      };
    }
  }
}
