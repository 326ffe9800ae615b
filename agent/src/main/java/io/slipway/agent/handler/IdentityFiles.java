// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.state.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Hands the device's own certificate and its key to programs that read them from files. */
public final class IdentityFiles {
  private final Optional<Path> certificate;
  private final Optional<Path> key;

  /**
   * Makes them.
   *
   * @param certificate the file for the certificate with its chain, where anybody wants it
   * @param key the file for the private key
   */
  public IdentityFiles(Optional<Path> certificate, Optional<Path> key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Says whether the files could be written, without changing anything. */
  void check() throws HandlerException {
    for (Path file : Stream.of(certificate, key).flatMap(Optional::stream).toList()) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
        throw new HandlerException("the file " + file + " cannot be written");
      }
    }
  }

  /** New files are readable by their owner only; replaced ones stay readable by whom they were. */
  void put(DeviceIdentity identity) throws IOException {
    write(key, identity.keyPem());
    write(certificate, identity.certificatePem());
  }

  private static void write(Optional<Path> file, String text) throws IOException {
    if (file.isPresent()) {
      DurableFile.write(file.get(), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  void remove() throws IOException {
    for (Path file : Stream.of(certificate, key).flatMap(Optional::stream).toList()) {
      Files.deleteIfExists(file);
    }
  }
}
