// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.mqtt.Network;
import io.slipway.tls.AcmeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class ConfigReaderTest {
  @TempDir private Path folder;

  @Test
  void nothing_givesTheUsualValues() {
    ServerConfig config = read(Map.of(), Map.of());
    assertThat(config.data()).isEqualTo(folder);
    assertThat(config.host()).isEqualTo("0.0.0.0");
    assertThat(config.plainHost()).isEqualTo("127.0.0.1");
    assertThat(config.publicHost()).isNotBlank();
    assertThat(config.ports()).isEqualTo(new Ports(8883, 1883, 8443, 8080, 8884, 1884));
    assertThat(config.logLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void flag_winsOverEnvironmentOverFile() throws IOException {
    file("https-port: 1\nhttp-port: 2\naccount-tls-port: 3\n");
    ServerConfig config =
        read(
            Map.of(Setting.HTTPS_PORT, "11"),
            Map.of("SLIPWAY_HTTPS_PORT", "21", "SLIPWAY_HTTP_PORT", "22"));
    assertThat(config.ports().https()).isEqualTo(11);
    assertThat(config.ports().http()).isEqualTo(22);
    assertThat(config.ports().accountTls()).isEqualTo(3);
  }

  @Test
  void everySetting_isTakenFromAllThree() throws IOException {
    for (Setting port : Setting.PORTS) {
      assertThat(read(Map.of(port, "7"), Map.of()).ports().of(port)).hasValue(7);
      assertThat(read(Map.of(), Map.of(port.variable(), "7")).ports().of(port)).hasValue(7);
      file(port.key() + ": 7\n");
      assertThat(read(Map.of(), Map.of()).ports().of(port)).hasValue(7);
      file("");
    }
  }

  @Test
  void proxies_areAddressesAndNetworks() {
    assertThat(read(Map.of(), Map.of()).proxies()).isEmpty();
    assertThat(read(Map.of(Setting.PROXIES, "10.1.0.7, 2001:db8::/32"), Map.of()).proxies())
        .extracting(Network::toString)
        .containsExactly("10.1.0.7/32", "2001:db8:0:0:0:0:0:0/32");
    refused(Map.of(Setting.PROXIES, "balancer.example"), Map.of(), "\"balancer.example\"");
    refused(Map.of(Setting.PROXIES, "10.0.0.1,"), Map.of(), "with commas");
  }

  @Test
  void namedFile_isReadInsteadOfTheUsualOne() throws IOException {
    file("http-port: 2\n");
    Path other = Files.writeString(folder.resolve("other.yaml"), "https-port: 3\n");
    ServerConfig config = read(Map.of(Setting.CONFIG, other.toString()), Map.of());
    assertThat(config.ports().http()).isEqualTo(8080);
    assertThat(config.ports().https()).isEqualTo(3);
  }

  @Test
  void namedFile_mayNameTheDataFolder() throws IOException {
    Path other = Files.writeString(folder.resolve("other.yaml"), "data: /srv/slipway\n");
    assertThat(read(Map.of(Setting.CONFIG, other.toString()), Map.of()).data())
        .isEqualTo(Path.of("/srv/slipway"));
  }

  @Test
  void missingFile_isRefusedOnlyWhereItWasNamed() {
    refused(Map.of(Setting.CONFIG, "/nowhere.yaml"), Map.of(), "/nowhere.yaml cannot be read");
  }

  @Test
  void emptyVariable_countsAsNone() {
    assertThat(read(Map.of(), Map.of("SLIPWAY_HTTPS_PORT", "")).ports().https()).isEqualTo(8443);
  }

  @Test
  void unknownVariable_isRefusedWithTheNearest() {
    refused(
        Map.of(),
        Map.of("SLIPWAY_HTTPS_PROT", "1"),
        "unknown environment variable SLIPWAY_HTTPS_PROT; did you mean SLIPWAY_HTTPS_PORT?");
  }

  @Test
  void variableOfOtherCommands_isLeftAlone() {
    read(
        Map.of(),
        Map.of("SLIPWAY_PASSWORD", "x", "SLIPWAY_ADMIN_PASSWORD", "x", "SLIPWAY_JAVA_OPTS", "x"));
  }

  @Test
  void unknownKey_isRefusedWithTheNearest() throws IOException {
    file("provision-tsl-port: 1\n");
    refused(
        Map.of(),
        Map.of(),
        "slipway.yaml: unknown key provision-tsl-port; did you mean provision-tls-port?");
  }

  @Test
  void wrongPort_isRefusedWithKeyValueAndWhatIsAllowed() throws IOException {
    refused(
        Map.of(Setting.HTTPS_PORT, "eight"),
        Map.of(),
        "--https-port is \"eight\"; allowed: 0 (any free port) to 65535");
    refused(
        Map.of(),
        Map.of("SLIPWAY_HTTP_PORT", "65536"),
        "environment variable SLIPWAY_HTTP_PORT is \"65536\"");
    file("http-port: -1\n");
    refused(Map.of(), Map.of(), "http-port in " + folder.resolve("slipway.yaml") + " is \"-1\"");
  }

  @Test
  void wrongLevel_isRefused() {
    refused(Map.of(Setting.LOG_LEVEL, "loud"), Map.of(), "allowed: error, warn, info, debug");
  }

  @Test
  void wrongPublicHost_isRefused() {
    refused(Map.of(Setting.PUBLIC_HOST, "https://x:1"), Map.of(), "without scheme and port");
  }

  @Test
  void onePortForTwo_isRefusedNamingBoth() {
    refused(
        Map.of(Setting.HTTPS_PORT, "8080"),
        Map.of(),
        "port 8080 is given to both --https-port and --http-port");
  }

  @Test
  void anyFreePort_mayBeGivenToAll() {
    ServerConfig config = read(Map.of(Setting.HTTPS_PORT, "0", Setting.HTTP_PORT, "0"), Map.of());
    assertThat(config.ports().https()).isZero();
  }

  @Test
  void webSocket_isOffUntilAPortIsGiven() throws IOException {
    assertThat(read(Map.of(), Map.of()).ports().provisionWss()).isEmpty();
    file("provision-wss-port: 443\nprovision-ws-port: off\n");
    Ports ports = read(Map.of(), Map.of()).ports();
    assertThat(ports.provisionWss()).hasValue(443);
    assertThat(ports.provisionWs()).isEmpty();
    refused(Map.of(Setting.PROVISION_WS_PORT, "no"), Map.of(), "allowed: off, 0 (any free port)");
    refused(Map.of(Setting.HTTPS_PORT, "off"), Map.of(), "allowed: 0 (any free port)");
  }

  @Test
  void webSocket_listensWhereTheOtherListenersOfItsKindDo() {
    ServerConfig config = read(Map.of(Setting.HOST, "127.0.0.2"), Map.of());
    assertThat(config.hostOf(Setting.PROVISION_WSS_PORT)).isEqualTo("127.0.0.2");
    assertThat(config.hostOf(Setting.PROVISION_WS_PORT)).isEqualTo("127.0.0.1");
  }

  @Test
  void pkiUrl_isPlainHttpWhereThatIsOpenElseHttps() {
    Map<Setting, String> named = Map.of(Setting.PUBLIC_HOST, "iot.example");
    assertThat(read(named, Map.of()).pkiUrl()).contains("https://iot.example:8443");
    Map<String, String> open = Map.of("SLIPWAY_PLAIN_HOST", "0.0.0.0");
    assertThat(read(named, open).pkiUrl()).contains("http://iot.example:8080");
    assertThat(read(Map.of(Setting.HTTPS_PORT, "0"), Map.of()).pkiUrl()).isEmpty();
    assertThat(read(Map.of(Setting.PKI_URL, "none"), Map.of()).pkiUrl()).isEmpty();
    assertThat(read(Map.of(Setting.PKI_URL, "http://pki.example/a"), Map.of()).pkiUrl())
        .contains("http://pki.example/a");
    refused(Map.of(Setting.PKI_URL, "pki.example"), Map.of(), "\"pki.example\"");
    refused(Map.of(Setting.PKI_URL, "http://pki.example/"), Map.of(), "http://pki.example");
  }

  @Test
  void masterKey_isAFileOrOneInAToken() {
    assertThat(read(Map.of(), Map.of()).masterKey()).isEqualTo(folder.resolve("master.key"));
    String uri = "pkcs11:object=a?module-path=/lib/token.so";
    ServerConfig token = read(Map.of(Setting.MASTER_KEY, uri), Map.of());
    assertThat(token.masterToken()).contains(uri);
    assertThat(token.masterKey()).isEqualTo(folder.resolve("master.key"));
    refused(Map.of(Setting.MASTER_KEY, "pkcs11:object=a"), Map.of(), "module-path");
  }

  @Test
  void brokenYaml_isRefusedWithItsLine() throws IOException {
    file("http-port: 1\nhttps-port: [\n");
    refused(Map.of(), Map.of(), "slipway.yaml line 2");
    file("http-port: 1\nhttp-port: 2\n");
    refused(Map.of(), Map.of(), "http-port");
    file("- http-port\n");
    refused(Map.of(), Map.of(), "must hold lines such as");
    file("http-port:\n  a: 1\n");
    refused(Map.of(), Map.of(), "http-port takes one value");
  }

  @Test
  void publicHost_isLocalhostOnLoopback() {
    assertThat(read(Map.of(Setting.HOST, "127.0.0.1"), Map.of()).publicHost())
        .isEqualTo("localhost");
  }

  @Test
  void plainPublicHost_isLocalhostUntilPlainPortsAreOpened() {
    Map<Setting, String> named = Map.of(Setting.PUBLIC_HOST, "slipway.example");
    assertThat(read(named, Map.of()).plainPublicHost()).isEqualTo("localhost");
    assertThat(read(named, Map.of("SLIPWAY_PLAIN_HOST", "0.0.0.0")).plainPublicHost())
        .isEqualTo("slipway.example");
  }

  @Test
  void certificateForBrowsers_comesFromFilesOrFromAnAuthority() throws IOException {
    assertThat(read(Map.of(), Map.of()).tls()).isEqualTo(TlsSettings.NONE);
    String there = Files.writeString(folder.resolve("there.pem"), "").toString();
    var files = Map.of(Setting.TLS_CERTIFICATE, there, Setting.TLS_KEY, there);
    assertThat(read(files, Map.of()).tls().files()).isPresent();
    refused(Map.of(Setting.TLS_KEY, there), Map.of(), "go together");
    refused(Map.of(Setting.TLS_KEY, there + "x"), Map.of(), "a file that is there");

    Map<Setting, String> acme = new EnumMap<>(Setting.class);
    acme.put(Setting.ACME_DIRECTORY, "https://acme.example/directory");
    refused(acme, Map.of(), "--acme-agree-to-terms yes");
    acme.put(Setting.ACME_AGREE_TO_TERMS, "yes");
    refused(acme, Map.of(), "host names");
    acme.put(Setting.ACME_NAMES, "Console.example, other.example");
    AcmeSettings settings = read(acme, Map.of()).tls().acme().orElseThrow();
    assertThat(settings.names()).containsExactly("console.example", "other.example");
    assertThat(settings.challenge()).isEqualTo(AcmeSettings.Challenge.TLS);
    refused(with(acme, Setting.ACME_NAMES, "*.example"), Map.of(), "host names");
    refused(with(acme, Setting.ACME_DIRECTORY, "http://acme.example"), Map.of(), "https");
    refused(with(acme, Setting.ACME_CHALLENGE, "dns-01"), Map.of(), "http-01");
    refused(with(acme, Setting.ACME_EMAIL, "nobody"), Map.of(), "mail");
    acme.putAll(files);
    refused(acme, Map.of(), "not from both");
  }

  private static Map<Setting, String> with(
      Map<Setting, String> settings, Setting setting, String value) {
    Map<Setting, String> changed = new EnumMap<>(settings);
    changed.put(setting, value);
    return changed;
  }

  private ServerConfig read(Map<Setting, String> flags, Map<String, String> environment) {
    return ConfigReader.read(new ConfigSources(flags, environment), folder);
  }

  private void file(String text) throws IOException {
    Files.writeString(folder.resolve("slipway.yaml"), text);
  }

  private void refused(
      Map<Setting, String> flags, Map<String, String> environment, String message) {
    assertThatThrownBy(() -> read(flags, environment))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((StartRefusedException) e).exitCode())
        .isEqualTo(2);
  }
}
