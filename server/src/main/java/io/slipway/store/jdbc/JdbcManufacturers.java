// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.store.Manufacturers;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.util.List;
import java.util.Optional;

/** Manufacturers that accounts trust, over JDBC. */
record JdbcManufacturers(JdbcStore store) implements Manufacturers {

  @Override
  public Optional<ManufacturerAuthority> authority(Id authorityId) {
    return store.read(sql -> ManufacturerAuthorities.byId(sql, authorityId));
  }

  @Override
  public Page<ManufacturerAuthority> authorities(
      Id scopeId, Optional<String> name, PageRequest page) {
    return store.read(sql -> ManufacturerAuthorities.page(sql, scopeId, name, page));
  }

  @Override
  public long countAuthorities(Id scopeId, Optional<String> name) {
    return store.read(sql -> ManufacturerAuthorities.count(sql, scopeId, name));
  }

  @Override
  public List<ManufacturerAuthority> trusted(Id scopeId) {
    return store.read(sql -> ManufacturerAuthorities.all(sql, scopeId));
  }

  @Override
  public List<ManufacturerAuthority.Stamp> stamps(Id scopeId) {
    return store.read(sql -> ManufacturerAuthorities.stamps(sql, scopeId));
  }

  @Override
  public void create(ManufacturerAuthority authority) {
    store.write(sql -> ManufacturerAuthorities.create(sql, authority));
  }

  @Override
  public void update(ManufacturerAuthority authority) {
    store.write(sql -> ManufacturerAuthorities.update(sql, authority));
  }

  @Override
  public void delete(ManufacturerAuthority authority) {
    store.write(sql -> ManufacturerAuthorities.delete(sql, authority));
  }
}
