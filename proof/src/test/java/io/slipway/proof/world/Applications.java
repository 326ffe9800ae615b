// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Applications for devices, as their makers build them. */
public final class Applications {
  private static final int PICTURE_BYTES = 400_000;

  private Applications() {}

  /** A deployment package of OSGi with one bundle, which holds something that does not shrink. */
  public static Path deploymentPackage(Path folder, String name, String version) {
    Manifest manifest = manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("DeploymentPackage-ManifestVersion", "1");
    main.putValue("DeploymentPackage-SymbolicName", name);
    main.putValue("DeploymentPackage-Version", version);
    Attributes bundle = new Attributes();
    bundle.putValue("Bundle-SymbolicName", "org.example." + name);
    bundle.putValue("Bundle-Version", "1.0.0");
    manifest.getEntries().put(name + ".jar", bundle);
    return write(folder.resolve(name + ".dp"), jar(manifest, name + ".jar", bundle(name)));
  }

  private static byte[] bundle(String name) {
    Manifest manifest = manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "org.example." + name);
    main.putValue("Bundle-Version", "1.0.0");
    byte[] picture = new byte[PICTURE_BYTES];
    new Random(name.hashCode()).nextBytes(picture);
    return jar(manifest, "picture", picture);
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  private static byte[] jar(Manifest manifest, String entry, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.putNextEntry(new ZipEntry(entry));
      jar.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
