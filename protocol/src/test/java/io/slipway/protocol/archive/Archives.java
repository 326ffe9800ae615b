// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Deployment packages, right ones and others. */
final class Archives {
  static final String MANIFEST = "META-INF/MANIFEST.MF";
  static final String HEAD =
      "Manifest-Version: 1.0\r\nDeploymentPackage-ManifestVersion: 1\r\n"
          + "DeploymentPackage-SymbolicName: heater\r\nDeploymentPackage-Version: 1.2.0\r\n";
  static final String BUNDLES =
      "\r\nName: b.jar\r\nBundle-SymbolicName: org.b;singleton:=true\r\nBundle-Version: 2.0.0\r\n"
          + "\r\nName: a.jar\r\nBundle-SymbolicName: org.a\r\nBundle-Version: 1.0.0\r\n";

  private Archives() {}

  /** Called heater, version 1.2.0, with the bundles org.a and org.b. */
  static byte[] heater() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(MANIFEST, bytes(HEAD + BUNDLES));
    files.put("a.jar", bytes("a"));
    files.put("b.jar", bytes("b"));
    return zip(files);
  }

  /** A manifest, and then some files. */
  static byte[] of(String manifest, String... names) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(MANIFEST, bytes(manifest));
    for (String name : names) {
      files.put(name, bytes(name));
    }
    return zip(files);
  }

  static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
