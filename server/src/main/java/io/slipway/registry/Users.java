// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What administrators do to users. */
public final class Users {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{2,254}");

  private final IdSource ids;
  private final AuditTrail trail;

  public Users(IdSource ids, AuditTrail trail) {
    this.ids = ids;
    this.trail = trail;
  }

  /** Makes a user of account {@code scopeId}, who has no credential yet. */
  public User create(Id scopeId, Actor by, UserDraft draft) {
    if (!NAME.matcher(draft.name()).matches()) {
      throw RefusedException.invalid(
          "/name",
          "must be 3 to 255 letters, digits and characters of . _ - @ +, the first of them a"
              + " letter or digit");
    }
    check(draft.details());
    User user =
        new User(
            ids.next(),
            scopeId,
            draft.name(),
            draft.roles(),
            draft.details(),
            Audit.created(trail.now(), by.id()));
    try {
      recording(by, user, "created", Map.of("roles", text(user.roles()))).tenancy().create(user);
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    }
    return user;
  }

  /**
   * Changes what is known of a user, and what he may do.
   *
   * @param optlock of what the change was decided on
   */
  public User edit(User user, Actor by, int optlock, Set<Role> roles, User.Details details) {
    check(details);
    if (optlock != user.audit().optlock()) {
      throw RefusedException.stale();
    }
    if (user.id().equals(by.id()) && lessens(user, roles, details)) {
      throw RefusedException.conflict(
          "nobody can lock himself out or give up his own roles: let another administrator do it");
    }
    User edited = user.with(roles, details, user.audit().modified(trail.now(), by.id()));
    Store recording = recording(by, user, "changed", changes(user, edited));
    try {
      recording.tenancy().update(edited);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
    return edited;
  }

  public void delete(User user, Actor by) {
    if (user.id().equals(by.id())) {
      throw RefusedException.conflict("nobody can delete himself: let another administrator do it");
    }
    RefusedException.unlessStale(
        () -> recording(by, user, "deleted", Map.of()).tenancy().delete(user));
  }

  private static boolean lessens(User user, Set<Role> roles, User.Details details) {
    return !roles.containsAll(user.roles())
        || !details.enabled()
        || details.expiresOn().isPresent()
            && !details.expiresOn().equals(user.details().expiresOn());
  }

  private static Map<String, String> changes(User before, User after) {
    return before.roles().equals(after.roles())
        ? Map.of()
        : Map.of("roles", text(after.roles()), "rolesBefore", text(before.roles()));
  }

  private static String text(Set<Role> roles) {
    return roles.stream().sorted().map(Role::name).collect(Collectors.joining(" "));
  }

  private static void check(User.Details details) {
    details.displayName().ifPresent(d -> TextRules.text("/displayName", d));
    details.description().ifPresent(d -> TextRules.text("/description", d));
    details.phoneNumber().ifPresent(p -> TextRules.text("/phoneNumber", p));
    details.email().ifPresent(e -> TextRules.email("/email", e));
  }

  private Store recording(Actor by, User user, String action, Map<String, String> detail) {
    Subject subject = new Subject("user", user.id(), user.name());
    return trail.recording(by, user.scopeId(), action, subject, detail);
  }
}
