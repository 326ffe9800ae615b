// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import java.io.IOException;
import java.util.List;

/** Leaves each application to the first of several installers that handles it. */
public final class FirstInstaller implements PackageInstaller {
  private final List<PackageInstaller> installers;

  public FirstInstaller(List<PackageInstaller> installers) {
    this.installers = List.copyOf(installers);
  }

  @Override
  public boolean handles(String handler) {
    return installers.stream().anyMatch(i -> i.handles(handler));
  }

  @Override
  public void install(PackageFile file) throws HandlerException, IOException {
    of(file).install(file);
  }

  @Override
  public void status(PackageFile file) throws HandlerException, IOException {
    of(file).status(file);
  }

  @Override
  public void rollBack(PackageFile file) throws HandlerException, IOException {
    of(file).rollBack(file);
  }

  private PackageInstaller of(PackageFile file) throws HandlerException {
    return installers.stream()
        .filter(i -> i.handles(file.handler()))
        .findFirst()
        .orElseThrow(() -> new HandlerException("no installer for " + file.handler()));
  }
}
