// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import io.slipway.protocol.archive.DeploymentArchive;
import io.slipway.protocol.archive.MalformedArchiveException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A deployment package before it is installed. Frameworks unpack without a look at names and sizes,
 * and do not put back all that they have replaced when they stumble half-way; so it is looked
 * through first.
 */
record DeploymentFile(Path file, String name, String version) {
  private static final String AGENT = "io.slipway.agent";

  void check() throws HandlerException, IOException {
    DeploymentArchive archive;
    try (InputStream bytes = Files.newInputStream(file)) {
      archive = DeploymentArchive.read(bytes, Files.size(file));
    } catch (MalformedArchiveException malformed) {
      throw new HandlerException("the package " + malformed.getMessage());
    }
    if (!archive.name().equals(name) || !archive.version().equals(version)) {
      throw new HandlerException(
          "the package is %s:%s in its manifest".formatted(archive.name(), archive.version()));
    }
    if (name.equals(AGENT)) {
      throw new HandlerException("the agent cannot be replaced while it works");
    }
    if (archive.fix()) {
      throw new HandlerException("the package is only a fix of another, and cannot be taken back");
    }
    checkFiles(
        archive.bundles().stream()
            .collect(Collectors.toMap(DeploymentArchive.Bundle::file, Function.identity())));
  }

  private void checkFiles(Map<String, DeploymentArchive.Bundle> bundles)
      throws HandlerException, IOException {
    byte[] buffer = new byte[64 * 1024];
    try (JarInputStream jar = new JarInputStream(Files.newInputStream(file), true)) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        if (bundles.containsKey(entry.getName())) {
          checkBundle(bundles.get(entry.getName()), jar);
        }
        while (jar.read(buffer) >= 0) {
          // Where the package is signed, the digest is compared at the file's end.
        }
      }
    } catch (SecurityException forged) {
      throw new HandlerException("the package is not as it was signed: " + forged.getMessage());
    }
  }

  private static void checkBundle(DeploymentArchive.Bundle said, InputStream content)
      throws HandlerException, IOException {
    Optional<Manifest> own = manifestOf(content);
    Optional<String> symbolicName = own.map(m -> value(m, Constants.BUNDLE_SYMBOLICNAME));
    boolean same =
        symbolicName
                .map(n -> n.replaceFirst(";.*", "").strip())
                .equals(Optional.of(said.symbolicName()))
            && version(own.map(m -> value(m, Constants.BUNDLE_VERSION)).orElse(""))
                .equals(version(said.version()));
    if (!same) {
      throw new HandlerException(
          "the package's file %s is not the bundle %s %s"
              .formatted(said.file(), said.symbolicName(), said.version()));
    }
  }

  private static Optional<Manifest> manifestOf(InputStream content) throws IOException {
    try (JarInputStream bundle = new JarInputStream(new Unclosed(content), false)) {
      if (bundle.getManifest() != null) {
        return Optional.of(bundle.getManifest());
      }
      JarEntry entry = bundle.getNextJarEntry();
      while (entry != null && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
        entry = bundle.getNextJarEntry();
      }
      return entry == null ? Optional.empty() : Optional.of(new Manifest(bundle));
    }
  }

  private static String value(Manifest manifest, String header) {
    return Optional.ofNullable(manifest.getMainAttributes().getValue(header)).orElse("");
  }

  static Version version(String text) throws HandlerException {
    try {
      return Version.parseVersion(text);
    } catch (IllegalArgumentException wrong) {
      throw new HandlerException(text + " is no version of OSGi");
    }
  }

  /** A file of an archive that goes on behind it. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream file) {
      super(file);
    }

    @Override
    public void close() {
      // Whoever has opened the archive closes it.
    }
  }
}
