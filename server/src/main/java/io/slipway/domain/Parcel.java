// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/**
 * An application as an attempt found it when it started.
 *
 * @param sha256 empty where there was none of this name any more
 * @param url where it is, if it is not kept here
 */
public record Parcel(
    PackageName name, String handler, String sha256, long size, Optional<String> url) {

  public static Parcel of(DeploymentPackage one) {
    DeploymentPackage.Content content = one.content();
    return new Parcel(one.name(), one.handler(), content.sha256(), content.size(), content.url());
  }

  public static Parcel missing(PackageName name) {
    return new Parcel(name, "", "", 0, Optional.empty());
  }

  /** Whether a device of this profile can be given it; stock Kura installs deployment packages. */
  boolean suits(Profile profile) {
    return !sha256.isEmpty() && (profile == Profile.FULL || handler.equals(DeploymentPackage.OSGI));
  }
}
