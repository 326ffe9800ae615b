// SPDX-License-Identifier: Apache-2.0
package io.slipway.doctor;

import io.slipway.domain.PlatformKey;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What lies on a server's own disk and in its database.
 *
 * @param keys those of the platform
 * @param hasKey whether the master key of this id is there
 */
public record Installation(Path data, List<PlatformKey> keys, Predicate<String> hasKey) {
  private static final long LITTLE_BYTES = 1L << 30;
  private static final long TOO_LITTLE_BYTES = 100L << 20;

  /** An authority is renewed by hand, which takes time. */
  private static final Duration SOON = Duration.ofDays(180);

  /** What is to be said of it. */
  public List<Finding> look(Instant now) {
    List<Finding> found = new ArrayList<>();
    found.add(disk());
    found.add(masterKey());
    for (PlatformKey key : keys) {
      if (key.name().equals("root") || key.name().startsWith("account ")) {
        found.add(authority(key, now));
      }
    }
    return found;
  }

  private Finding disk() {
    try {
      long free = Files.getFileStore(data).getUsableSpace();
      String text = "%,d MiB free for %s".formatted(free >> 20, data);
      if (free < TOO_LITTLE_BYTES) {
        return Finding.fault("disk", text + ": make room, or nothing can be written soon");
      }
      return free < LITTLE_BYTES
          ? Finding.warning("disk", text + ": make room")
          : Finding.ok("disk", text);
    } catch (IOException e) {
      return Finding.fault("disk", data + " cannot be read: " + e.getMessage());
    }
  }

  /** The id of the master key that sealed a value stands in it. */
  private Finding masterKey() {
    TreeSet<String> missing = new TreeSet<>();
    for (PlatformKey key : keys) {
      String[] parts = key.sealedKey().split("\\.", -1);
      if (parts.length == 3 && !hasKey.test(parts[1])) {
        missing.add(parts[1]);
      }
    }
    return missing.isEmpty()
        ? Finding.ok("master key", "opens what is sealed")
        : Finding.fault(
            "master key",
            "the database needs the master key "
                + String.join(", ", missing)
                + ", which is not there: put it back from its backup");
  }

  private static Finding authority(PlatformKey key, Instant now) {
    String subject = "authority " + key.name();
    try {
      List<X509Certificate> certificates = Pem.certificates(key.certificate());
      Instant end = certificates.get(0).getNotAfter().toInstant();
      if (!now.isBefore(end)) {
        return Finding.fault(subject, "its certificate has expired on " + end);
      }
      return now.plus(SOON).isAfter(end)
          ? Finding.warning(subject, "its certificate expires on " + end + ": plan its successor")
          : Finding.ok(subject, "until " + end);
    } catch (CertificateException | IndexOutOfBoundsException e) {
      return Finding.fault(subject, "its certificate cannot be read: " + e.getMessage());
    }
  }
}
