// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.CrlPolicy;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.ManufacturerAuthority.Revocations;
import io.slipway.domain.ManufacturerAuthority.Stamp;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Manufacturers that accounts trust. */
final class ManufacturerAuthorities {
  private static final String SELECT = "SELECT * FROM manufacturer_authority";

  private ManufacturerAuthorities() {}

  static void create(Sql sql, ManufacturerAuthority authority) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", authority.id())
            .with("scope_id", authority.scopeId())
            .with("name", authority.name())
            .with("certificates", authority.certificates())
            .with("fingerprint", authority.fingerprint())
            .with("subject", authority.subject())
            .with("not_after", authority.notAfter());
    Failures.write(
        sql,
        with(columns, authority.revocations())
            .with(authority.audit())
            .insertInto("manufacturer_authority"),
        "the account has a manufacturer authority %s, or one with this certificate, already"
            .formatted(authority.name()));
  }

  static void update(Sql sql, ManufacturerAuthority authority) throws SQLException {
    Columns columns = with(new Columns(), authority.revocations()).edit(authority.audit());
    Where unchanged = as(authority, authority.audit().optlock() - 1);
    int written = sql.update(columns.update("manufacturer_authority", unchanged));
    Failures.staleUnless(written == 1, "the manufacturer authority");
  }

  static void delete(Sql sql, ManufacturerAuthority authority) throws SQLException {
    Where unchanged = as(authority, authority.audit().optlock());
    int written = sql.update(Statement.of("DELETE FROM manufacturer_authority", unchanged));
    Failures.staleUnless(written == 1, "the manufacturer authority");
  }

  private static Where as(ManufacturerAuthority authority, int optlock) {
    return Where.of("id = ?", authority.id()).and("optlock = ?", optlock);
  }

  private static Columns with(Columns columns, Revocations revocations) {
    return columns
        .with("crl_policy", revocations.policy())
        .with("crls", revocations.crls())
        .with("crl_next_update", revocations.nextUpdate());
  }

  static Optional<ManufacturerAuthority> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of(SELECT, Where.of("id = ?", id)), ManufacturerAuthorities::read);
  }

  static Page<ManufacturerAuthority> page(
      Sql sql, Id scopeId, Optional<String> name, PageRequest page) throws SQLException {
    Statement all =
        Statement.of(SELECT, where(scopeId, name)).then(" ORDER BY created_on DESC, id DESC");
    return sql.page(all.limitedTo(page), page, ManufacturerAuthorities::read);
  }

  static long count(Sql sql, Id scopeId, Optional<String> name) throws SQLException {
    return sql.count(
        Statement.of("SELECT COUNT(*) FROM manufacturer_authority", where(scopeId, name)));
  }

  static List<ManufacturerAuthority> all(Sql sql, Id scopeId) throws SQLException {
    return sql.list(
        Statement.of(SELECT, Where.of("scope_id = ?", scopeId)).then(" ORDER BY created_on, id"),
        ManufacturerAuthorities::read);
  }

  static List<Stamp> stamps(Sql sql, Id scopeId) throws SQLException {
    return sql.list(
        Statement.of(
                "SELECT id, optlock FROM manufacturer_authority", Where.of("scope_id = ?", scopeId))
            .then(" ORDER BY created_on, id"),
        row -> new Stamp(row.id("id"), row.number("optlock")));
  }

  private static Where where(Id scopeId, Optional<String> name) {
    return Where.of("scope_id = ?", scopeId).and("name = ?", name);
  }

  private static ManufacturerAuthority read(Row row) throws SQLException {
    return new ManufacturerAuthority(
        row.id("id"),
        row.id("scope_id"),
        row.text("name"),
        row.text("certificates"),
        row.text("fingerprint"),
        row.text("subject"),
        row.time("not_after"),
        new Revocations(
            row.word(CrlPolicy.class, "crl_policy"),
            row.optionalText("crls"),
            row.optionalTime("crl_next_update")),
        row.audit());
  }
}
