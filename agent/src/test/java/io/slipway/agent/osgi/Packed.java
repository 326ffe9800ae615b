// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A deployment package to be written, right at first. */
final class Packed {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private final StringBuilder head = new StringBuilder("Manifest-Version: 1.0\r\n");
  private final StringBuilder sections = new StringBuilder();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  Packed(String name, String version) {
    head("DeploymentPackage-ManifestVersion: 1");
    head("DeploymentPackage-SymbolicName: " + name);
    head("DeploymentPackage-Version: " + version);
  }

  Packed head(String line) {
    head.append(line).append("\r\n");
    return this;
  }

  /** With a bundle that says the same of itself as the package's manifest. */
  Packed bundle(String name, String version, String... more) throws IOException {
    return said(name, version).file(name + ".jar", bundleBytes(name, version, more));
  }

  /** What the manifest says of a bundle. */
  Packed said(String name, String version) {
    sections.append(
        "\r\nName: %s.jar\r\nBundle-SymbolicName: %s\r\nBundle-Version: %s\r\n"
            .formatted(name, name, version));
    return this;
  }

  Packed file(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  byte[] bytes() throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put(MANIFEST, utf8(head.toString() + sections));
    all.putAll(files);
    return zip(all);
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  static byte[] bundleBytes(String name, String version, String... more) throws IOException {
    String manifest =
        "Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\nBundle-SymbolicName: %s\r\nBundle-Version: %s\r\n"
            .formatted(name, version);
    for (String line : more) {
      manifest += line + "\r\n";
    }
    return zip(Map.of(MANIFEST, utf8(manifest)));
  }

  static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
