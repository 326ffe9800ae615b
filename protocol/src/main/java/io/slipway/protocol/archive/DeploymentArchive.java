// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * A deployment package of OSGi, as its manifest tells.
 *
 * @param fix whether it holds only what is new, and needs another version to be there already
 */
public record DeploymentArchive(String name, String version, List<Bundle> bundles, boolean fix) {
  private static final int MOST_BUNDLES = 1_000;
  private static final int LONGEST_VALUE = 1_000;

  public DeploymentArchive {
    bundles = List.copyOf(bundles);
  }

  /** A bundle, and the name of its file. */
  public record Bundle(String symbolicName, String version, String file) {}

  /**
   * Reads one to its end, and closes the bytes.
   *
   * @param size how many bytes there are
   * @throws MalformedArchiveException if it is none that a device could install
   */
  public static DeploymentArchive read(InputStream bytes, long size) {
    ArchiveReader reader = ArchiveReader.read(bytes, size);
    return described(manifest(reader), reader.files());
  }

  private static Manifest manifest(ArchiveReader reader) {
    byte[] text =
        reader
            .manifest()
            .orElseThrow(
                () ->
                    new MalformedArchiveException(
                        "is no deployment package: it has no " + ArchiveReader.MANIFEST));
    try {
      return new Manifest(new ByteArrayInputStream(text));
    } catch (IOException | IllegalArgumentException nonsense) {
      throw new MalformedArchiveException(
          "has a manifest that cannot be read: " + nonsense.getMessage());
    }
  }

  private static DeploymentArchive described(Manifest manifest, Set<String> files) {
    Attributes main = manifest.getMainAttributes();
    String name = required(main, "DeploymentPackage-SymbolicName", "its manifest");
    String version = required(main, "DeploymentPackage-Version", "its manifest");
    List<Bundle> bundles = new ArrayList<>();
    for (Map.Entry<String, Attributes> section : manifest.getEntries().entrySet()) {
      if (section.getValue().getValue("Bundle-SymbolicName") != null) {
        bundles.add(bundle(section.getKey(), section.getValue(), files));
      }
    }
    if (bundles.size() > MOST_BUNDLES) {
      throw new MalformedArchiveException("holds more than " + MOST_BUNDLES + " bundles");
    }
    bundles.sort(Comparator.comparing(Bundle::file));
    boolean fix = main.getValue("DeploymentPackage-FixPack") != null;
    return new DeploymentArchive(name, version, bundles, fix);
  }

  private static Bundle bundle(String file, Attributes said, Set<String> files) {
    ArchiveReader.checkName(file);
    boolean missing = "true".equals(said.getValue("DeploymentPackage-Missing"));
    if (!missing && !files.contains(file)) {
      throw new MalformedArchiveException(
          "names the bundle " + file + " in its manifest and does not hold it");
    }
    String name = required(said, "Bundle-SymbolicName", file).replaceFirst(";.*", "").strip();
    return new Bundle(name, required(said, "Bundle-Version", file), file);
  }

  private static String required(Attributes attributes, String name, String where) {
    return Optional.ofNullable(attributes.getValue(name))
        .map(String::strip)
        .filter(v -> !v.isEmpty() && v.length() <= LONGEST_VALUE)
        .orElseThrow(() -> new MalformedArchiveException("says no " + name + " for " + where));
  }
}
