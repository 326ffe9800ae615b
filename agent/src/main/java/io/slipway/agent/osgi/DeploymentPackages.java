// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.packages.PackageFile;
import io.slipway.agent.packages.PackageInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.service.deploymentadmin.BundleInfo;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentPackage;

/**
 * Deployment packages in the framework that the agent lives in. What was there before is kept aside
 * until the device has arrived, so that it can be put back.
 */
final class DeploymentPackages implements PackageInstaller {
  private static final String HANDLER = "dp";
  private static final String ADMIN = "org.osgi.service.deploymentadmin.DeploymentAdmin";

  private final Services services;
  private final Deployer deployer;
  private final FormerPackages former;

  /**
   * Makes one.
   *
   * @param folder for what was there before
   */
  DeploymentPackages(Services services, Deployer deployer, Path folder) {
    this.services = services;
    this.deployer = deployer;
    this.former = new FormerPackages(folder);
  }

  @Override
  public boolean handles(String handler) {
    return handler.equals(HANDLER);
  }

  /** Whether this version is there, and all its bundles run. */
  @Override
  public void status(PackageFile file) throws HandlerException {
    Optional<String> trouble = trouble(file.name(), DeploymentFile.version(file.version()));
    if (trouble.isPresent()) {
      throw new HandlerException(trouble.get());
    }
  }

  /**
   * Installs a package of which nothing is installed where this fails: neither of it, if it was not
   * there, nor a part of it beside what was.
   */
  @Override
  public void install(PackageFile file) throws HandlerException, IOException {
    new DeploymentFile(file.content(), file.name(), file.version()).check();
    Version wanted = DeploymentFile.version(file.version());
    String name = file.name();
    if (!former.isUnder(name, wanted)) {
      Optional<Version> before = find(name).map(DeploymentPackage::getVersion);
      former.keep(name, wanted, before, before.map(v -> fileOf(name, v)));
    }
    deploy(file.content());
    Optional<String> trouble = trouble(name, wanted);
    if (trouble.isPresent()) {
      rollBack(file);
      throw new HandlerException(trouble.get());
    }
  }

  /** Puts back what was there before this version, or removes it where there was nothing. */
  @Override
  public void rollBack(PackageFile file) throws HandlerException, IOException {
    String name = file.name();
    Version over = DeploymentFile.version(file.version());
    if (!former.isUnder(name, over)) {
      return;
    }
    Optional<Version> before = former.version(name);
    if (before.isEmpty()) {
      if (find(name).isPresent()) {
        deployer.uninstall(name);
      }
    } else if (before.get().equals(over) || trouble(name, before.get()).isPresent()) {
      deploy(former.file(name).orElseThrow(() -> unknown(name, before.get())));
    }
    former.forget(name);
  }

  private static HandlerException unknown(String name, Version before) {
    return new HandlerException(
        "the file of %s %s, which was there before, is not known".formatted(name, before));
  }

  /** What is installed now is there to stay. */
  void settle() throws IOException {
    former.forgetAll();
  }

  private void deploy(Path file) throws HandlerException, IOException {
    Path copy = former.incoming();
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    deployer.install(copy);
  }

  private Path fileOf(String name, Version version) {
    return deployer.folder().resolve(Deployer.fileName(name, version));
  }

  /** What keeps this version from running. */
  private Optional<String> trouble(String name, Version wanted) throws HandlerException {
    Optional<DeploymentPackage> there = find(name);
    if (there.isEmpty() || !there.get().getVersion().equals(wanted)) {
      return Optional.of(name + " " + wanted + " is not installed");
    }
    for (BundleInfo info : there.get().getBundleInfos()) {
      Optional<String> trouble = trouble(there.get(), info);
      if (trouble.isPresent()) {
        return trouble;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> trouble(DeploymentPackage there, BundleInfo info) {
    Bundle bundle = there.getBundle(info.getSymbolicName());
    if (bundle == null) {
      return Optional.of("its bundle " + info.getSymbolicName() + " is not there");
    }
    // A fragment runs in another.
    if (bundle.getState() == Bundle.ACTIVE
        || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null) {
      return Optional.empty();
    }
    try {
      // Who has installed it has tried that before, and told nobody why it failed.
      bundle.start(Bundle.START_ACTIVATION_POLICY);
      return Optional.empty();
    } catch (BundleException failed) {
      String what = "its bundle " + info.getSymbolicName() + " does not start";
      return Optional.of(String.valueOf(Deployer.failed(what, failed).getMessage()));
    }
  }

  private Optional<DeploymentPackage> find(String name) throws HandlerException {
    // Where the framework has no such type, nothing may touch it.
    Optional<DeploymentAdmin> admin =
        Services.known(ADMIN) ? services.all(DeploymentAdmin.class).findFirst() : Optional.empty();
    return Optional.ofNullable(
        admin
            .orElseThrow(() -> new HandlerException("the framework has no DeploymentAdmin"))
            .getDeploymentPackage(name));
  }
}
