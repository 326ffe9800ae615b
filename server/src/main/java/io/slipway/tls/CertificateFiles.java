// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.slipway.security.CertificateText;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.util.Optional;

/** A certificate that others renew, such as certbot, in two files. */
public final class CertificateFiles implements Source {
  private static final int MAX_BYTES = 256 * 1024;

  private final Path certificate;
  private final Path key;
  private final Clock clock;
  private Optional<CertificateText> text = Optional.empty();
  private Optional<TlsIdentity> identity = Optional.empty();

  /**
   * Reads nothing yet.
   *
   * @param certificate the chain in PEM
   * @param key PKCS#8 in PEM
   */
  public CertificateFiles(Path certificate, Path key, Clock clock) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /** What stands there is judged when it has changed, and again for as long as it is no good. */
  @Override
  public Optional<TlsIdentity> latest() throws IOException {
    Optional<CertificateText> now =
        Optional.of(new CertificateText(read(certificate), read(refuseOpen(key))));
    if (!now.equals(text)) {
      try {
        identity = Optional.of(now.get().identity(clock.instant()));
        text = now;
      } catch (IOException wrong) {
        throw new IOException(certificate + " and " + key + ": " + wrong.getMessage(), wrong);
      }
    }
    return identity;
  }

  private static Path refuseOpen(Path file) throws IOException {
    if (Files.exists(file)
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException(file + " may be read by everybody; make it private: chmod o= " + file);
    }
    return file;
  }

  private static String read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IOException(file + " is too large to be a certificate or a key");
      }
      return new String(content, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
  }
}
