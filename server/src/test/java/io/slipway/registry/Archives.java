// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Deployment packages. */
public final class Archives {
  public static final String HEAD =
      "Manifest-Version: 1.0\r\nDeploymentPackage-ManifestVersion: 1\r\n"
          + "DeploymentPackage-SymbolicName: heater\r\nDeploymentPackage-Version: 1.2.0\r\n";
  private static final String BUNDLES =
      "\r\nName: b.jar\r\nBundle-SymbolicName: org.b;singleton:=true\r\nBundle-Version: 2.0.0\r\n"
          + "\r\nName: a.jar\r\nBundle-SymbolicName: org.a\r\nBundle-Version: 1.0.0\r\n";

  private Archives() {}

  /** Called heater, version 1.2.0, with the bundles org.a and org.b. */
  public static byte[] heater() {
    return of(HEAD + BUNDLES, "a.jar", "b.jar");
  }

  /** A manifest, and then some files. */
  public static byte[] of(String manifest, String... names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "META-INF/MANIFEST.MF", manifest);
      for (String name : names) {
        put(zip, name, name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
  }
}
