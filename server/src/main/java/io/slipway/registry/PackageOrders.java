// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.RequestOptions;
import io.slipway.store.PackageReader;
import java.util.List;
import java.util.Optional;

/** Whether applications can be ordered as somebody wants it. */
public final class PackageOrders {
  static final String AT = "/extraOptions/slipway/packages";

  private final PackageReader packages;
  private final int most;

  /**
   * @param most how many one device may be given
   */
  public PackageOrders(PackageReader packages, int most) {
    this.packages = packages;
    this.most = most;
  }

  /** Refuses what the account does not have, or what could not be handed to a device. */
  void check(Id scopeId, RequestOptions.Extra extra) {
    List<PackageName> names = extra.packages().packages();
    if (names.size() > most) {
      throw RefusedException.invalid(AT, "names more than " + most + " packages");
    }
    for (int i = 0; i < names.size(); i++) {
      Optional<DeploymentPackage> found = packages.named(scopeId, names.get(i));
      if (found.isEmpty()) {
        throw RefusedException.invalid(
            AT + "/" + i, "there is no package " + names.get(i) + " in the account");
      }
      boolean unfit = extra.profile() == ProfileRule.KURA && !found.get().osgi();
      if (unfit) {
        throw RefusedException.invalid(
            AT + "/" + i,
            names.get(i)
                + " is no deployment package, and a device of the kura profile installs no other");
      }
    }
  }
}
