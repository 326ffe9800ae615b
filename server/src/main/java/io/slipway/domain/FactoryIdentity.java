// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/**
 * What a factory certificate says of its device.
 *
 * @param fingerprint SHA-256 of the certificate, in lower-case hex
 * @param serial of the certificate, in lower-case hex
 * @param devId the device's own id, where there is exactly one (see docs/trust.md)
 */
public record FactoryIdentity(
    String fingerprint, String subject, String issuer, String serial, Optional<String> devId) {
  private static final int LONGEST = 200;

  /** For an operator: what is wrong, and with what. */
  public String told(String check) {
    return OneLine.of(check) + " " + told();
  }

  private String told() {
    return "Shown: subject %s; issuer %s; serial %s; device id %s; SHA-256 %s."
        .formatted(
            shortened(subject),
            shortened(issuer),
            shortened(serial),
            devId.map(FactoryIdentity::shortened).orElse("none"),
            fingerprint);
  }

  private static String shortened(String said) {
    String line = OneLine.of(said);
    int[] points = line.codePoints().limit(LONGEST).toArray();
    return new String(points, 0, points.length);
  }
}
