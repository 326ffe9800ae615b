// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.mqtt.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * What the server needs to know before it starts.
 *
 * @param database {@code jdbc:postgresql://…}, or the path of a SQLite file
 * @param masterKey the file that holds the master key
 * @param masterToken the keys in PKCS#11 tokens that stand before those of the file
 * @param host where the TLS ports listen
 * @param plainHost where the unencrypted ports listen
 * @param publicHost what devices are told and certificates carry
 * @param pkiUrl where everybody reaches what authorities publish, without a path
 * @param tls where the certificate comes from that browsers see
 * @param proxies balancers in front of the provision broker
 * @param webhooksPlain whether webhooks may go anywhere by plain HTTP
 * @param retryAfter how long a device that has failed is told to wait at least
 */
public record ServerConfig(
    Path data,
    String database,
    Path masterKey,
    Optional<String> masterToken,
    String host,
    String plainHost,
    String publicHost,
    Optional<String> pkiUrl,
    TlsSettings tls,
    Ports ports,
    List<Network> proxies,
    boolean webhooksPlain,
    PackageLimits packages,
    Duration retryAfter,
    Level logLevel,
    LogFormat logFormat) {

  /** The master key in a data folder. */
  static Path masterKeyIn(Path data) {
    return data.resolve("master.key");
  }

  /** The database in a data folder. */
  static String databaseIn(Path data) {
    return data.resolve("slipway.db").toString();
  }

  /** On loopback only and on whatever ports are free. */
  static ServerConfig local(Path data) {
    return new ServerConfig(
        data,
        databaseIn(data),
        masterKeyIn(data),
        Optional.empty(),
        "127.0.0.1",
        "127.0.0.1",
        "localhost",
        Optional.empty(),
        TlsSettings.NONE,
        Ports.ANY,
        List.of(),
        false,
        PackageLimits.USUAL,
        Duration.ofMinutes(1),
        Level.WARN,
        LogFormat.TEXT);
  }

  /** The address at which a port of the setting listens. */
  String hostOf(Setting port) {
    return switch (port) {
      case PROVISION_TLS_PORT, PROVISION_WSS_PORT, HTTPS_PORT, ACCOUNT_TLS_PORT -> host;
      default -> plainHost;
    };
  }

  /** Whether other nodes may work with the database. */
  boolean sharesDatabase() {
    return database.startsWith("jdbc:postgresql:");
  }

  /** What peers are told to reach an unencrypted port by: loopback is reached only from here. */
  String plainPublicHost() {
    return Addresses.loopback(plainHost) ? "localhost" : publicHost;
  }
}
