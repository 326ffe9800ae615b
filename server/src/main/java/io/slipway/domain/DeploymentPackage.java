// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An application that devices can be given. It is never changed: another content is another
 * version.
 *
 * @param handler what installs it on a device
 * @param bundles what its manifest names, where it is a deployment package of OSGi
 */
public record DeploymentPackage(
    Id id,
    Id scopeId,
    PackageName name,
    String handler,
    Content content,
    List<Bundle> bundles,
    Instant createdOn,
    Id createdBy) {
  /** The handler of deployment packages of OSGi. */
  public static final String OSGI = "dp";

  public DeploymentPackage {
    bundles = List.copyOf(bundles);
  }

  /** Whether it is a deployment package of OSGi, which is what stock Kura installs. */
  public boolean osgi() {
    return handler.equals(OSGI);
  }

  /**
   * The bytes.
   *
   * @param url where they are, if they are not kept here
   */
  public record Content(String sha256, long size, Optional<String> url) {
    public boolean stored() {
      return url.isEmpty();
    }
  }

  /** A bundle of a deployment package, and the name of its file there. */
  public record Bundle(String symbolicName, String version, String file) {}
}
