// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.ConfigSources.Given;
import io.slipway.mqtt.Network;
import io.slipway.security.MasterKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/** Makes a {@link ServerConfig} of texts; refuses what cannot be meant. */
final class ConfigReader {
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?");
  private static final Pattern PKI_ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]{1,255}(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?");
  private static final List<Level> LEVELS =
      List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG);

  private final Map<Setting, Given> given;
  private final Path usualFolder;

  private ConfigReader(Map<Setting, Given> given, Path usualFolder) {
    this.given = given;
    this.usualFolder = usualFolder;
  }

  /**
   * Reads a configuration.
   *
   * @param usualFolder the data folder where none is named
   */
  static ServerConfig read(ConfigSources sources, Path usualFolder) {
    return new ConfigReader(sources.merged(usualFolder), usualFolder).config();
  }

  private ServerConfig config() {
    String host = address(Setting.HOST);
    Path folder = folder();
    ServerConfig config =
        new ServerConfig(
            folder,
            database(folder),
            masterKey(folder),
            masterToken(),
            host,
            address(Setting.PLAIN_HOST),
            publicHost(host),
            pkiUrl(host),
            new TlsReader(this::text, this::bad).read(),
            ports(),
            proxies(),
            webhooksPlain(),
            packages(),
            Duration.ofSeconds(number(Setting.RETRY_AFTER, 86_400)),
            logLevel(),
            logFormat());
    refuseSharedPorts(config);
    return config;
  }

  private Path folder() {
    return path(Setting.DATA, "a folder").orElse(usualFolder).toAbsolutePath().normalize();
  }

  private Path masterKey(Path folder) {
    return masterToken().isPresent()
        ? ServerConfig.masterKeyIn(folder)
        : path(Setting.MASTER_KEY, "a file").orElseGet(() -> ServerConfig.masterKeyIn(folder));
  }

  private Optional<String> masterToken() {
    Optional<String> token = text(Setting.MASTER_KEY).filter(t -> t.startsWith("pkcs11:"));
    new MasterKey.Elsewhere(Optional.empty(), token, Optional.empty())
        .problem()
        .ifPresent(
            problem -> {
              throw StartRefusedException.wrongConfiguration(
                  origin(Setting.MASTER_KEY) + " is no URI of a key in a token: " + problem);
            });
    return token;
  }

  private Optional<Path> path(Setting setting, String allowed) {
    try {
      return text(setting).map(Path::of);
    } catch (InvalidPathException e) {
      throw bad(setting, allowed);
    }
  }

  private String database(Path folder) {
    String named = text(Setting.DATABASE).orElseGet(() -> ServerConfig.databaseIn(folder));
    boolean file = !named.startsWith("jdbc:");
    if (!file && !named.startsWith("jdbc:postgresql:") && !named.startsWith("jdbc:sqlite:")) {
      throw StartRefusedException.wrongConfiguration(
          origin(Setting.DATABASE)
              + " names no database that is known; allowed: jdbc:postgresql://HOST/NAME or a file");
    }
    return file ? Path.of(named).toAbsolutePath().normalize().toString() : named;
  }

  private String address(Setting setting) {
    String host = text(setting).orElse(setting.usual());
    if (!Addresses.known(host)) {
      throw bad(setting, "an address of this machine, 0.0.0.0 for all");
    }
    return host;
  }

  private String publicHost(String host) {
    Optional<String> named = text(Setting.PUBLIC_HOST);
    if (named.isPresent() && !HOST_NAME.matcher(named.get()).matches()) {
      throw bad(Setting.PUBLIC_HOST, "a host name or address without scheme and port");
    }
    return named.orElseGet(() -> Addresses.loopback(host) ? "localhost" : Addresses.thisMachine());
  }

  /**
   * By plain HTTP where that is open: what is published is signed, and whoever asks may be in TLS.
   */
  private Optional<String> pkiUrl(String host) {
    Optional<String> named = text(Setting.PKI_URL);
    if (named.isEmpty()) {
      boolean plain = !Addresses.loopback(address(Setting.PLAIN_HOST));
      int port = port(plain ? Setting.HTTP_PORT : Setting.HTTPS_PORT);
      String at = (plain ? "http://" : "https://") + Addresses.inUrl(publicHost(host)) + ":" + port;
      // A port that is not known yet cannot be told.
      return Optional.of(at).filter(url -> port != 0);
    }
    if (!named.get().equals(Setting.NONE) && !PKI_ADDRESS.matcher(named.get()).matches()) {
      throw bad(Setting.PKI_URL, "none, or an address like http://pki.example.com");
    }
    return named.filter(url -> !url.equals(Setting.NONE));
  }

  private Ports ports() {
    return new Ports(
            port(Setting.PROVISION_TLS_PORT),
            port(Setting.PROVISION_TCP_PORT),
            port(Setting.HTTPS_PORT),
            port(Setting.HTTP_PORT),
            port(Setting.ACCOUNT_TLS_PORT),
            port(Setting.ACCOUNT_TCP_PORT))
        .withWebSocket(portOrOff(Setting.PROVISION_WSS_PORT), portOrOff(Setting.PROVISION_WS_PORT));
  }

  private List<Network> proxies() {
    String text = text(Setting.PROXIES).orElse(Setting.NONE);
    if (text.equals(Setting.NONE)) {
      return List.of();
    }
    return Stream.of(text.split(",", -1))
        .map(
            each ->
                Network.of(each.strip())
                    .orElseThrow(
                        () ->
                            bad(
                                Setting.PROXIES,
                                "none, or addresses and networks like 10.0.0.0/8 with commas")))
        .toList();
  }

  private boolean webhooksPlain() {
    return switch (text(Setting.WEBHOOK_HTTP).orElse(Setting.WEBHOOK_HTTP.usual())) {
      case "loopback" -> false;
      case "anywhere" -> true;
      default -> throw bad(Setting.WEBHOOK_HTTP, "loopback, anywhere");
    };
  }

  private PackageLimits packages() {
    long mebibytes = number(Setting.PACKAGE_MAX_SIZE, 99_999);
    return new PackageLimits(mebibytes * 1024 * 1024, number(Setting.PACKAGES_MAX, 99));
  }

  private int number(Setting setting, int most) {
    String text = text(setting).orElse(setting.usual());
    if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > most) {
      throw bad(setting, "1 to " + most);
    }
    return Integer.parseInt(text);
  }

  private int port(Setting setting) {
    return port(setting, "0 (any free port) to 65535");
  }

  private OptionalInt portOrOff(Setting setting) {
    boolean off = text(setting).orElse(setting.usual()).equals(Setting.OFF);
    return off
        ? OptionalInt.empty()
        : OptionalInt.of(port(setting, "off, 0 (any free port) to 65535"));
  }

  private int port(Setting setting, String allowed) {
    String text = text(setting).orElse(setting.usual());
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw bad(setting, allowed);
    }
    return Integer.parseInt(text);
  }

  private Level logLevel() {
    String text = text(Setting.LOG_LEVEL).orElse(Setting.LOG_LEVEL.usual());
    return LEVELS.stream()
        .filter(l -> l.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> bad(Setting.LOG_LEVEL, "error, warn, info, debug"));
  }

  private LogFormat logFormat() {
    String text = text(Setting.LOG_FORMAT).orElse(Setting.LOG_FORMAT.usual());
    return Arrays.stream(LogFormat.values())
        .filter(f -> f.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> bad(Setting.LOG_FORMAT, "text, json"));
  }

  private static void refuseSharedPorts(ServerConfig config) {
    Setting.PORTS.stream()
        .filter(s -> config.ports().of(s).orElse(0) != 0)
        .collect(Collectors.groupingBy(s -> config.ports().of(s).getAsInt()))
        .forEach(
            (port, settings) -> {
              if (settings.size() > 1) {
                throw StartRefusedException.wrongConfiguration(
                    "port "
                        + port
                        + " is given to both "
                        + settings.get(0).flag()
                        + " and "
                        + settings.get(1).flag());
              }
            });
  }

  private Optional<String> text(Setting setting) {
    return Optional.ofNullable(given.get(setting)).map(Given::value);
  }

  private StartRefusedException bad(Setting setting, String allowed) {
    Given wrong = given.get(setting);
    String value = wrong == null ? setting.usual() : wrong.value();
    return StartRefusedException.wrongConfiguration(
        origin(setting) + " is \"" + value + "\"; allowed: " + allowed);
  }

  private String origin(Setting setting) {
    return given.containsKey(setting) ? given.get(setting).origin() : setting.flag();
  }
}
