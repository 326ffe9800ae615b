// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;

/**
 * Where an authority speaks EST (RFC 7030), and how to prove oneself there.
 *
 * @param url up to and without {@code /cacerts}
 * @param trust in PEM: who vouches for that server
 * @param login for HTTP Basic
 * @param client a certificate with its key for TLS, both in PEM
 */
public record EstSettings(URI url, String trust, Optional<Login> login, Optional<Client> client) {

  /** A name and a password. */
  public record Login(String username, Secret password) {}

  /** A certificate with its key. */
  public record Client(String chain, Secret key) {}

  /** As it is sealed. */
  String text() {
    Properties all = new Properties();
    all.setProperty("url", url.toString());
    all.setProperty("trust", trust);
    login.ifPresent(
        l -> {
          all.setProperty("username", l.username());
          all.setProperty("password", l.password().reveal());
        });
    client.ifPresent(
        c -> {
          all.setProperty("chain", c.chain());
          all.setProperty("key", c.key().reveal());
        });
    try {
      StringWriter out = new StringWriter();
      all.store(out, null);
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EstSettings parse(String text) throws IOException {
    Properties all = new Properties();
    all.load(new StringReader(text));
    return new EstSettings(
        URI.create(all.getProperty("url")),
        all.getProperty("trust"),
        Optional.ofNullable(all.getProperty("username"))
            .map(user -> new Login(user, Secret.of(all.getProperty("password")))),
        Optional.ofNullable(all.getProperty("chain"))
            .map(chain -> new Client(chain, Secret.of(all.getProperty("key")))));
  }

  @Override
  public String toString() {
    return "EstSettings[" + url + "]";
  }
}
