// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/**
 * An application as an attempt found it when it started.
 *
 * @param sha256 empty where there was none of this name any more
 */
public record Parcel(PackageName name, String handler, String sha256, long size) {

  public static Parcel of(DeploymentPackage one) {
    return new Parcel(one.name(), one.handler(), one.content().sha256(), one.content().size());
  }

  public static Parcel missing(PackageName name) {
    return new Parcel(name, "", "", 0);
  }
}
