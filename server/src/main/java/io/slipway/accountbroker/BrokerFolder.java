// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import io.slipway.security.TlsIdentity;
import io.slipway.security.TlsSuites;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The broker's private folder: its configuration, and the key stores that this names. */
final class BrokerFolder {
  private static final String CONFIGURATION =
      """
      <?xml version="1.0"?>
      <hivemq>
        <listeners>
          <tls-tcp-listener>
            <name>tls</name>
            <port>%d</port>
            <bind-address>%s</bind-address>
            <tls>
              <keystore>
                <path>%s</path>
                <password>%s</password>
                <private-key-password>%s</private-key-password>
              </keystore>
              <truststore>
                <path>%s</path>
                <password>%s</password>
              </truststore>
              <protocols>
      %s
              </protocols>
              <cipher-suites>
      %s
              </cipher-suites>
              <prefer-server-cipher-suites>true</prefer-server-cipher-suites>
              <client-authentication-mode>OPTIONAL</client-authentication-mode>
            </tls>
          </tls-tcp-listener>
          <tcp-listener>
            <name>tcp</name>
            <port>%d</port>
            <bind-address>%s</bind-address>
          </tcp-listener>
        </listeners>
        <persistence><mode>in-memory</mode></persistence>
        <mqtt>
          <packets><max-packet-size>%d</max-packet-size></packets>
        </mqtt>
        <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
      </hivemq>
      """;

  private final Path folder;
  private volatile String password = "";
  private Optional<TlsIdentity> shown = Optional.empty();

  BrokerFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String below : new String[] {"conf", "data", "extensions", "log"}) {
      Files.createDirectories(folder.resolve(below));
    }
    this.folder = folder;
  }

  Path conf() {
    return folder.resolve("conf");
  }

  Path data() {
    return folder.resolve("data");
  }

  Path extensions() {
    return folder.resolve("extensions");
  }

  /** Writes the configuration; the password only protects the stores within this folder. */
  void write(AccountBrokerSettings settings, ListenPorts ports, String password)
      throws IOException {
    this.password = password;
    String text =
        CONFIGURATION.formatted(
            ports.tls(),
            settings.host(),
            escaped(keystore().toAbsolutePath().toString()),
            password,
            password,
            escaped(truststore().toAbsolutePath().toString()),
            password,
            elements("protocol", TlsSuites.PROTOCOLS),
            elements("cipher-suite", TlsSuites.NAMES),
            ports.tcp(),
            settings.plainHost(),
            AccountBrokerSettings.MAX_PACKET_BYTES);
    Files.writeString(conf().resolve("config.xml"), text);
  }

  private static String elements(String name, List<String> values) {
    return values.stream()
        .map(v -> "          <%s>%s</%s>".formatted(name, v, name))
        .collect(Collectors.joining("\n"));
  }

  /** Puts an identity into the key store that the configuration names. */
  synchronized void show(TlsIdentity tls) throws IOException {
    if (shown.equals(Optional.of(tls))) {
      return;
    }
    char[] secret = password.toCharArray();
    Certificate[] chain = tls.chain().toArray(Certificate[]::new);
    write(keystore(), password, store -> store.setKeyEntry("server", tls.key(), secret, chain));
    shown = Optional.of(tls);
  }

  /** Puts those into the other store whom certificates of devices have to hang on. */
  synchronized void trust(List<X509Certificate> anchors) throws IOException {
    write(
        truststore(),
        password,
        store -> {
          for (X509Certificate anchor : anchors) {
            store.setCertificateEntry("anchor-" + store.size(), anchor);
          }
        });
  }

  private Path keystore() {
    return conf().resolve("server.jks");
  }

  private Path truststore() {
    return conf().resolve("clients.jks");
  }

  /** Puts into a store what it is for. */
  private interface Filling {
    void into(KeyStore store) throws GeneralSecurityException;
  }

  private static void write(Path file, String password, Filling filling) throws IOException {
    // Whole or not at all, since the broker may look at any time.
    Path half = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (OutputStream out = Files.newOutputStream(half)) {
        KeyStore store = KeyStore.getInstance(TlsIdentity.KEY_STORE_TYPE);
        store.load(null, null);
        filling.into(store);
        store.store(out, password.toCharArray());
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (GeneralSecurityException e) {
      throw new IOException("the account broker's key store cannot be written", e);
    }
  }

  private static String escaped(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .replace("&", "&amp;")
        .replace("<", "&lt;");
  }
}
