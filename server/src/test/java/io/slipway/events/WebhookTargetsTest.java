// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTargetsTest {
  private final WebhookTargets usual = new WebhookTargets(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/hook?x=1",
        "https://10.0.0.7:8443/",
        "http://localhost:8000/",
        "http://127.0.0.1:8000/",
        "http://[::1]:8000/"
      })
  void address_mayBeGiven(String url) {
    assertThat(usual.problem(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "http://localhost.example.org/",
        "http://127.0.0.1.example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///hook",
        "https://user:pass@example.org/",
        "https://example.org/#x",
        "example.org",
        "https://exa mple.org/",
        ""
      })
  void address_mayNotBeGiven(String url) {
    assertThat(usual.problem(url)).isPresent();
  }

  @Test
  void plainHttp_mayGoAnywhereWhereThatIsSet() {
    WebhookTargets plain = new WebhookTargets(true);
    assertThat(plain.problem("http://example.org/")).isEmpty();
    assertThat(plain.problem("ftp://example.org/")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "100.100.100.200",
        "192.0.0.192",
        "fd00:ec2::254"
      })
  void address_isNeverReached(String address) throws IOException {
    assertThat(WebhookTargets.forbidden(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "127.0.0.1", "2001:db8::1", "fd00:ec2::253"})
  void address_isReached(String address) throws IOException {
    assertThat(WebhookTargets.forbidden(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void name_isLookedUpBeforeItIsFollowed() {
    assertThatCode(() -> usual.requireAllowed(URI.create("http://localhost:1/")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> usual.requireAllowed(URI.create("https://169.254.169.254/latest")))
        .isInstanceOf(IOException.class)
        .hasMessage("it leads to 169.254.169.254, which is not allowed");
    assertThatThrownBy(() -> usual.requireAllowed(URI.create("https://2852039166/")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> usual.requireAllowed(URI.create("http://example.org/")))
        .hasMessageContaining("--webhook-http");
    assertThatThrownBy(() -> usual.requireAllowed(URI.create("https://nothing.invalid/")))
        .hasMessageContaining("no address is known for nothing.invalid");
  }
}
