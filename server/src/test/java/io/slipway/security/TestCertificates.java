// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** Certificates of servers as others make them: with openssl, in a folder. */
public record TestCertificates(Path folder) {

  /** An authority with an intermediate one below it. */
  public static TestCertificates in(Path folder) throws Exception {
    TestCertificates made = new TestCertificates(Files.createDirectories(folder));
    made.key("root");
    OpenSsl.run(
        folder, "req -x509 -new -key root.key -days 3650 -subj /CN=Open_Root -out root.pem");
    made.key("middle");
    Files.writeString(folder.resolve("ca.ext"), "basicConstraints=critical,CA:true\n");
    made.sign("middle", "root", "ca.ext", 3650);
    return made;
  }

  /**
   * A server's certificate for some names, as {@code NAME.pem} with the chain and {@code NAME.key}.
   *
   * @param alternatives such as {@code DNS:localhost}
   */
  public CertificateText server(String name, String alternatives, int days) throws Exception {
    key(name);
    Files.writeString(
        folder.resolve(name + ".ext"),
        "subjectAltName=" + alternatives + "\nextendedKeyUsage=serverAuth\n");
    sign(name, "middle", name + ".ext", days);
    Path chain = folder.resolve(name + ".pem");
    Files.writeString(chain, text(name + ".pem") + text("middle.pem"));
    return text(name, name);
  }

  /** The certificate of one with the key of another. */
  public CertificateText text(String certificate, String key) throws Exception {
    return new CertificateText(text(certificate + ".pem"), text(key + ".key"));
  }

  /** What a server would take from there. */
  public TlsIdentity identity(String name) throws Exception {
    return text(name, name).identity(Instant.now());
  }

  public String text(String file) throws Exception {
    return Files.readString(folder.resolve(file));
  }

  private void key(String name) throws Exception {
    OpenSsl.run(
        folder, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + name + ".key");
    Files.setPosixFilePermissions(
        folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
  }

  private void sign(String name, String issuer, String extensions, int days) throws Exception {
    OpenSsl.run(folder, "req -new -key %s.key -subj /CN=%s -out csr.pem".formatted(name, name));
    OpenSsl.run(
        folder,
        "x509 -req -in csr.pem -CA %s.pem -CAkey %s.key -CAcreateserial -days %d -extfile %s -out %s.pem"
            .formatted(issuer, issuer, days, extensions, name));
  }
}
