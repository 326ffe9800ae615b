// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** Orders a certificate from an ACME authority (RFC 8555). */
final class AcmeClient {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
  private static final Duration STEP_LIMIT = Duration.ofMinutes(2);

  private final AcmeSettings settings;

  AcmeClient(AcmeSettings settings) {
    this.settings = settings;
  }

  /** What we have to show the authority, so that it sees that a name is ours. */
  record Proof(String name, String token, String authorization) {
    @Override
    public String toString() {
      return "Proof[" + name + "]";
    }
  }

  /** Makes a proof visible on all nodes. */
  @FunctionalInterface
  interface Showing {
    void show(Proof proof) throws IOException;
  }

  /** Returns the chain, leaf first; throws with the authority's own words where it refuses. */
  List<X509Certificate> order(KeyPair account, KeyPair server, Showing showing)
      throws AcmeException, IOException, InterruptedException {
    Order order = login(account).newOrder().domains(settings.names()).create();
    for (Authorization authorization : order.getAuthorizations()) {
      if (authorization.getStatus() != Status.VALID) {
        prove(authorization, showing);
      }
    }
    order.waitUntilReady(STEP_LIMIT);
    order.execute(server);
    if (order.waitForCompletion(STEP_LIMIT) != Status.VALID) {
      throw new IOException(
          "the order was not filled: "
              + order.getError().map(AcmeClient::words).orElse("no reason was given"));
    }
    return order.getCertificate().getCertificateChain();
  }

  private Account login(KeyPair key) throws AcmeException, IOException {
    Session session = new Session(settings.directory(), provider());
    session.networkSettings().setTimeout(REQUEST_LIMIT);
    AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
    settings.email().ifPresent(builder::addEmail);
    return builder.create(session);
  }

  private void prove(Authorization authorization, Showing showing)
      throws AcmeException, IOException, InterruptedException {
    String name = authorization.getIdentifier().getDomain();
    TokenChallenge challenge =
        switch (settings.challenge()) {
          case HTTP -> find(authorization, Http01Challenge.class);
          case TLS -> find(authorization, TlsAlpn01Challenge.class);
        };
    String authorized = challenge.getAuthorization();
    String token = authorized.substring(0, authorized.indexOf('.'));
    showing.show(new Proof(name, token, authorized));
    challenge.trigger();
    if (challenge.waitForCompletion(STEP_LIMIT) != Status.VALID) {
      throw new IOException(
          "the authority does not see that "
              + name
              + " is ours: "
              + challenge.getError().map(AcmeClient::words).orElse("no reason was given"));
    }
  }

  private static <T extends Challenge> T find(Authorization authorization, Class<T> kind)
      throws IOException {
    return authorization
        .findChallenge(kind)
        .orElseThrow(
            () -> new IOException("the authority offers no " + kind.getSimpleName() + " for this"));
  }

  private static String words(Problem problem) {
    return problem.getDetail().orElseGet(() -> String.valueOf(problem.getType()));
  }

  private GenericAcmeProvider provider() throws IOException {
    if (settings.authority().isEmpty()) {
      return new GenericAcmeProvider();
    }
    SSLContext tls = trusting(settings.authority().get());
    return new GenericAcmeProvider() {
      @Override
      protected HttpConnector createHttpConnector(NetworkSettings network) {
        return new HttpConnector(network) {
          @Override
          public java.net.http.HttpClient.Builder createClientBuilder() {
            return super.createClientBuilder().sslContext(tls);
          }
        };
      }
    };
  }

  private static SSLContext trusting(Path file) throws IOException {
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (X509Certificate anchor : Pem.certificates(text)) {
        anchors.setCertificateEntry("anchor " + anchors.size(), anchor);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
  }
}
