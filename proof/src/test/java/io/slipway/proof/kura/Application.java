// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * An application for gateways: a deployment package with one bundle, called as the package.
 *
 * @param imports packages that it needs beside that of the framework
 */
record Application(String name, String version, List<String> imports) {
  private static final String CLASS = Heater.class.getName().replace('.', '/') + ".class";

  static Application of(String name, String version) {
    return new Application(name, version, List.of());
  }

  /** One that installs and does not start, as nobody has what it needs. */
  Application needing(String... more) {
    return new Application(name, version, Arrays.asList(more));
  }

  Path write(Path folder) throws IOException {
    Manifest manifest = manifest();
    set(manifest.getMainAttributes(), "DeploymentPackage-SymbolicName", name);
    set(manifest.getMainAttributes(), "DeploymentPackage-Version", version);
    Attributes section = new Attributes();
    set(section, "Bundle-SymbolicName", name);
    set(section, "Bundle-Version", version);
    manifest.getEntries().put("bundle.jar", section);
    return Files.write(
        folder.resolve(name + "-" + version + ".dp"), jar(manifest, "bundle.jar", bundle()));
  }

  /** Whether its bundle runs, and does what it is for. */
  boolean runsIn(OsgiFramework framework) {
    return Arrays.stream(framework.context().getBundles())
        .filter(b -> b.getSymbolicName().equals(name))
        .anyMatch(
            b ->
                b.getState() == Bundle.ACTIVE
                    && b.getVersion().toString().equals(version)
                    && Arrays.stream(b.getRegisteredServices()).anyMatch(this::isItsOwn));
  }

  private boolean isItsOwn(ServiceReference<?> service) {
    return version.equals(service.getProperty(Heater.VERSION));
  }

  private byte[] bundle() throws IOException {
    Manifest manifest = manifest();
    Attributes main = manifest.getMainAttributes();
    set(main, "Bundle-ManifestVersion", "2");
    set(main, "Bundle-SymbolicName", name);
    set(main, "Bundle-Version", version);
    set(main, "Bundle-Activator", Heater.class.getName());
    String needed = imports.isEmpty() ? "" : "," + String.join(",", imports);
    set(main, "Import-Package", "org.osgi.framework" + needed);
    try (InputStream code = Heater.class.getClassLoader().getResourceAsStream(CLASS)) {
      return jar(manifest, CLASS, code.readAllBytes());
    }
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    set(manifest.getMainAttributes(), "Manifest-Version", "1.0");
    return manifest;
  }

  private static void set(Attributes attributes, String name, String value) {
    attributes.putValue(name, value);
  }

  private static byte[] jar(Manifest manifest, String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new JarEntry(name));
      jar.write(content);
    }
    return out.toByteArray();
  }
}
