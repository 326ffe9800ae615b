// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.protocol.archive.DeploymentArchive;
import io.slipway.protocol.archive.MalformedArchiveException;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.PackageReader;
import io.slipway.store.Packages;
import io.slipway.store.StaleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What operators do to the applications that devices can be given. */
public final class PackageRepository {
  /** No content comes for so long. */
  private static final Duration COMING = Duration.ofDays(1);

  private final Packages packages;
  private final IdSource ids;
  private final AuditTrail trail;
  private final long maxBytes;

  /**
   * @param maxBytes how large a package may be
   */
  public PackageRepository(Packages packages, IdSource ids, AuditTrail trail, long maxBytes) {
    this.packages = packages;
    this.ids = ids;
    this.trail = trail;
    this.maxBytes = maxBytes;
  }

  public long maxBytes() {
    return maxBytes;
  }

  /** The bytes are somewhere else; the hash tells whether these are still the ones. */
  public record Elsewhere(String url, long size) {}

  /** What has come. */
  private record Received(Id contentId, String sha256, long size) {}

  /** Makes a package of account {@code scopeId}, of bytes that are taken as they come. */
  public DeploymentPackage upload(Id scopeId, Actor by, PackageDraft draft, InputStream bytes) {
    PackageRules.check(draft);
    if (!draft.handler().equals(DeploymentPackage.OSGI)) {
      refuseTaken(scopeId, named(draft));
    }
    packages.collect(trail.now().minus(COMING));
    Id contentId = ids.next();
    packages.begin(contentId, trail.now());
    boolean made = false;
    try {
      DeploymentPackage fresh = read(scopeId, by, draft, receive(contentId, bytes));
      create(by, fresh, Optional.of(contentId));
      made = true;
      return fresh;
    } finally {
      if (!made) {
        packages.abandon(contentId);
      }
    }
  }

  /** Makes a package of account {@code scopeId} whose bytes are not kept here. */
  public DeploymentPackage refer(Id scopeId, Actor by, PackageDraft draft, Elsewhere elsewhere) {
    PackageRules.check(draft);
    PackageRules.checkUrl(elsewhere.url());
    if (elsewhere.size() < 1) {
      throw RefusedException.invalid("/size", "must be at least 1");
    }
    String sha256 = draft.sha256().orElseThrow(() -> RefusedException.required("/sha256"));
    DeploymentPackage fresh =
        fresh(
            scopeId,
            by,
            draft,
            named(draft),
            new DeploymentPackage.Content(sha256, elsewhere.size(), Optional.of(elsewhere.url())),
            List.of());
    create(by, fresh, Optional.empty());
    return fresh;
  }

  public void delete(DeploymentPackage gone, Actor by) {
    packages.awaiting(gone.id()).ifPresent(PackageRepository::refuseAwaited);
    try {
      recording(by, gone, "deleted").delete(gone);
    } catch (StaleException ordered) {
      packages.awaiting(gone.id()).ifPresent(PackageRepository::refuseAwaited);
      throw RefusedException.stale();
    }
  }

  private static void refuseAwaited(String clientId) {
    throw RefusedException.conflict(
        "the request of " + clientId + " names the package: stop, change or delete it first");
  }

  private Received receive(Id contentId, InputStream bytes) {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[PackageReader.CHUNK_BYTES];
    long size = 0;
    int number = 0;
    try {
      int read = bytes.readNBytes(chunk, 0, chunk.length);
      while (read > 0) {
        size += read;
        digest.update(chunk, 0, read);
        packages.append(contentId, number++, Arrays.copyOf(chunk, read));
        read = bytes.readNBytes(chunk, 0, chunk.length);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    if (size == 0) {
      throw RefusedException.invalid("/", "the package is empty");
    }
    return new Received(contentId, HexFormat.of().formatHex(digest.digest()), size);
  }

  private DeploymentPackage read(Id scopeId, Actor by, PackageDraft draft, Received received) {
    if (draft.sha256().filter(s -> !s.equals(received.sha256())).isPresent()) {
      throw RefusedException.invalid(
          "/sha256", "is not that of the bytes that came, which is " + received.sha256());
    }
    DeploymentPackage.Content content =
        new DeploymentPackage.Content(received.sha256(), received.size(), Optional.empty());
    if (!draft.handler().equals(DeploymentPackage.OSGI)) {
      return fresh(scopeId, by, draft, named(draft), content, List.of());
    }
    DeploymentArchive archive = archive(received);
    requireSame("/name", draft.name(), archive.name());
    requireSame("/version", draft.version(), archive.version());
    PackageName name = new PackageName(archive.name(), archive.version());
    return fresh(scopeId, by, draft, name, content, bundles(archive));
  }

  private DeploymentArchive archive(Received received) {
    DeploymentArchive archive;
    try {
      archive =
          DeploymentArchive.read(
              new ChunkStream(n -> packages.received(received.contentId(), n)), received.size());
    } catch (MalformedArchiveException malformed) {
      throw RefusedException.invalid("/", "the package " + malformed.getMessage());
    }
    PackageName name = new PackageName(archive.name(), archive.version());
    try {
      PackageRules.check(name);
    } catch (RefusedException unusable) {
      throw RefusedException.invalid(
          "/",
          "the package is called %s in its manifest: %s".formatted(name, unusable.getMessage()));
    }
    return archive;
  }

  private static List<DeploymentPackage.Bundle> bundles(DeploymentArchive archive) {
    return archive.bundles().stream()
        .map(b -> new DeploymentPackage.Bundle(b.symbolicName(), b.version(), b.file()))
        .toList();
  }

  private DeploymentPackage fresh(
      Id scopeId,
      Actor by,
      PackageDraft draft,
      PackageName name,
      DeploymentPackage.Content content,
      List<DeploymentPackage.Bundle> bundles) {
    return new DeploymentPackage(
        ids.next(), scopeId, name, draft.handler(), content, bundles, trail.now(), by.id());
  }

  /** Where another package of the same bytes came or went meanwhile, it is tried again. */
  private void create(Actor by, DeploymentPackage fresh, Optional<Id> contentId) {
    refuseTaken(fresh.scopeId(), fresh.name());
    try {
      try {
        recording(by, fresh, "created").create(fresh, contentId);
      } catch (StaleException crossed) {
        recording(by, fresh, "created").create(fresh, contentId);
      }
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    } catch (StaleException again) {
      throw RefusedException.conflict("another package of the same bytes comes or goes: try again");
    }
  }

  private void refuseTaken(Id scopeId, PackageName name) {
    if (packages.named(scopeId, name).isPresent()) {
      throw RefusedException.duplicate("the account has a package " + name + " already");
    }
  }

  private static PackageName named(PackageDraft draft) {
    return new PackageName(
        draft.name().orElseThrow(() -> RefusedException.required("/name")),
        draft.version().orElseThrow(() -> RefusedException.required("/version")));
  }

  private static void requireSame(String field, Optional<String> said, String found) {
    if (said.filter(s -> !s.equals(found)).isPresent()) {
      throw RefusedException.invalid(field, "is " + found + " in the package's own manifest");
    }
  }

  private Packages recording(Actor by, DeploymentPackage one, String action) {
    Subject subject = new Subject("package", one.id(), one.name().toString());
    return trail.recording(by, one.scopeId(), action, subject).packages();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
