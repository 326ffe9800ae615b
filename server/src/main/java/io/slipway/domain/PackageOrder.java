// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.List;

/**
 * Applications that a device is to get.
 *
 * @param packages in the order in which they are installed
 * @param rollBack whether those that were installed are taken back where a later one fails
 */
public record PackageOrder(List<PackageName> packages, boolean rollBack) {
  public static final PackageOrder NONE = new PackageOrder(List.of(), false);

  public PackageOrder {
    packages = List.copyOf(packages);
  }

  public boolean isEmpty() {
    return packages.isEmpty();
  }
}
