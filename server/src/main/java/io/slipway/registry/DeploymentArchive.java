// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.DeploymentPackage.Bundle;
import io.slipway.domain.PackageName;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A deployment package of OSGi, as its manifest tells. It comes from anybody: it is read to its
 * end, so that nothing is stored that no device could install.
 */
record DeploymentArchive(PackageName name, List<Bundle> bundles) {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final int MOST_ENTRIES = 10_000;
  private static final int MOST_BUNDLES = 1_000;
  private static final int LONGEST_MANIFEST = 1024 * 1024;
  private static final int LONGEST_NAME = 1_000;

  /** So many times its size a package may unpack to, and a small one to a little more. */
  private static final int USUAL_RATIO = 50;

  private static final long ALWAYS_ALLOWED = 16L * 1024 * 1024;
  private static final long NEVER_ALLOWED = 4L * 1024 * 1024 * 1024;

  DeploymentArchive {
    bundles = List.copyOf(bundles);
  }

  /** What is being read. */
  private static final class Reading {
    private final Set<String> files = new HashSet<>();
    private final byte[] buffer = new byte[64 * 1024];
    private Optional<byte[]> manifest = Optional.empty();
    private long unpackable;
  }

  /** Throws {@link RefusedException}, which says what is wrong with it. */
  static DeploymentArchive read(InputStream bytes, long size) {
    Reading reading = new Reading();
    reading.unpackable = Math.min(NEVER_ALLOWED, Math.max(ALWAYS_ALLOWED, USUAL_RATIO * size));
    try (ZipInputStream zip = new ZipInputStream(bytes)) {
      ZipEntry entry = zip.getNextEntry();
      if (entry == null) {
        throw refused("is no deployment package: it is no ZIP archive");
      }
      while (entry != null) {
        take(reading, zip, entry);
        entry = zip.getNextEntry();
      }
    } catch (EOFException cut) {
      throw refused("is truncated");
    } catch (IOException | IllegalArgumentException broken) {
      throw refused("is a damaged ZIP archive: " + broken.getMessage());
    }
    return described(manifest(reading), reading.files);
  }

  private static void take(Reading reading, ZipInputStream zip, ZipEntry entry) throws IOException {
    String name = entry.getName();
    checkName(name);
    if (!reading.files.add(name)) {
      throw refused("holds " + name + " twice");
    }
    if (reading.files.size() > MOST_ENTRIES) {
      throw refused("holds more than " + MOST_ENTRIES + " files");
    }
    if (name.equals(MANIFEST)) {
      byte[] text = zip.readNBytes(LONGEST_MANIFEST + 1);
      if (text.length > LONGEST_MANIFEST) {
        throw refused("has a manifest of more than " + LONGEST_MANIFEST + " bytes");
      }
      reading.manifest = Optional.of(text);
    } else if (reading.manifest.isEmpty() && !entry.isDirectory()) {
      throw refused("is no deployment package: it does not begin with " + MANIFEST);
    }
    int read = zip.read(reading.buffer);
    while (read > 0) {
      reading.unpackable -= read;
      if (reading.unpackable < 0) {
        throw refused("would unpack to far more than it should");
      }
      read = zip.read(reading.buffer);
    }
  }

  /** What a device unpacks may land nowhere but below a folder of its own. */
  private static void checkName(String name) {
    boolean control = name.chars().anyMatch(Character::isISOControl);
    if (name.isEmpty() || control || name.length() > LONGEST_NAME) {
      throw refused("holds a file without a usable name");
    }
    boolean leaving =
        name.startsWith("/")
            || name.contains("\\")
            || name.matches("[A-Za-z]:.*")
            || List.of(name.split("/", -1)).contains("..");
    if (leaving) {
      throw refused("holds a path that leads out of it: " + name);
    }
  }

  private static Manifest manifest(Reading reading) {
    byte[] text =
        reading.manifest.orElseThrow(
            () -> refused("is no deployment package: it has no " + MANIFEST));
    try {
      return new Manifest(new ByteArrayInputStream(text));
    } catch (IOException | IllegalArgumentException nonsense) {
      throw refused("has a manifest that cannot be read: " + nonsense.getMessage());
    }
  }

  private static DeploymentArchive described(Manifest manifest, Set<String> files) {
    Attributes main = manifest.getMainAttributes();
    PackageName name =
        new PackageName(
            required(main, "DeploymentPackage-SymbolicName", "its manifest"),
            required(main, "DeploymentPackage-Version", "its manifest"));
    try {
      PackageRules.check(name);
    } catch (RefusedException unusable) {
      throw refused("is called " + name + " in its manifest: " + unusable.getMessage());
    }
    List<Bundle> bundles = new ArrayList<>();
    for (Map.Entry<String, Attributes> section : manifest.getEntries().entrySet()) {
      if (section.getValue().getValue("Bundle-SymbolicName") != null) {
        bundles.add(bundle(section.getKey(), section.getValue(), files));
      }
    }
    if (bundles.size() > MOST_BUNDLES) {
      throw refused("holds more than " + MOST_BUNDLES + " bundles");
    }
    bundles.sort(Comparator.comparing(Bundle::file));
    return new DeploymentArchive(name, bundles);
  }

  private static Bundle bundle(String file, Attributes said, Set<String> files) {
    checkName(file);
    boolean missing = "true".equals(said.getValue("DeploymentPackage-Missing"));
    if (!missing && !files.contains(file)) {
      throw refused("names the bundle " + file + " in its manifest and does not hold it");
    }
    String name = required(said, "Bundle-SymbolicName", file).replaceFirst(";.*", "").strip();
    return new Bundle(name, required(said, "Bundle-Version", file), file);
  }

  private static String required(Attributes attributes, String name, String where) {
    return Optional.ofNullable(attributes.getValue(name))
        .map(String::strip)
        .filter(v -> !v.isEmpty() && v.length() <= LONGEST_NAME)
        .orElseThrow(() -> refused("says no " + name + " for " + where));
  }

  private static RefusedException refused(String why) {
    return RefusedException.invalid("/", "the package " + why);
  }
}
