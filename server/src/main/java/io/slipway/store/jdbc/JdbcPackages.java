// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.store.Packages;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.time.Instant;
import java.util.Optional;

/** Applications over JDBC. */
record JdbcPackages(JdbcStore store) implements Packages {

  @Override
  public void begin(Id contentId, Instant now) {
    store.write(sql -> PackageContents.begin(sql, contentId, now));
  }

  @Override
  public void append(Id contentId, int number, byte[] bytes) {
    store.write(sql -> PackageContents.append(sql, contentId, number, bytes));
  }

  @Override
  public Optional<byte[]> received(Id contentId, int number) {
    return store.read(sql -> PackageContents.received(sql, contentId, number));
  }

  @Override
  public void create(DeploymentPackage made, Optional<Id> contentId) {
    store.write(sql -> DeploymentPackages.create(sql, made, contentId));
  }

  @Override
  public void abandon(Id contentId) {
    store.write(sql -> PackageContents.abandon(sql, contentId));
  }

  @Override
  public void delete(DeploymentPackage gone) {
    store.write(sql -> DeploymentPackages.delete(sql, gone));
  }

  @Override
  public void collect(Instant before) {
    store.write(sql -> PackageContents.collect(sql, before));
  }

  @Override
  public Optional<DeploymentPackage> find(Id packageId) {
    return store.read(sql -> DeploymentPackages.byId(sql, packageId));
  }

  @Override
  public Optional<DeploymentPackage> named(Id scopeId, PackageName name) {
    return store.read(sql -> DeploymentPackages.named(sql, scopeId, name));
  }

  @Override
  public Page<DeploymentPackage> page(Id scopeId, Filter filter, PageRequest page) {
    return store.read(sql -> DeploymentPackages.page(sql, scopeId, filter, page));
  }

  @Override
  public long count(Id scopeId, Filter filter) {
    return store.read(sql -> DeploymentPackages.count(sql, scopeId, filter));
  }

  @Override
  public Optional<byte[]> chunk(String sha256, int number) {
    return store.read(sql -> PackageContents.chunk(sql, sha256, number));
  }

  @Override
  public Optional<String> awaiting(Id packageId) {
    return store.read(sql -> DeploymentPackages.awaiting(sql, packageId));
  }
}
