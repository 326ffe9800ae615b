// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Speaks EST (RFC 7030) with an authority: only what it takes to enroll, bounded in all. */
final class EstClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_CERTIFICATES = 10;
  private static final int LONGEST_REASON = 200;

  private final EstSettings settings;
  private final Duration patience;
  private final HttpClient http;

  /**
   * @param patience how long an answer may take, from its first byte to its last
   */
  EstClient(EstSettings settings, Duration patience) throws IOException {
    this.settings = settings;
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(context(settings))
            .build();
  }

  /** The certificates of the authority. */
  List<X509Certificate> authorities() throws IssuerAwayException {
    return certificates(send(request("/cacerts").GET().build()));
  }

  /** What it issues for a request, with what else it sends. */
  List<X509Certificate> enroll(byte[] csr) throws IssuerAwayException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(csr) + "\n";
    return certificates(
        send(
            request("/simpleenroll")
                .header("Content-Type", "application/pkcs10")
                .header("Content-Transfer-Encoding", "base64")
                .POST(BodyPublishers.ofString(body, StandardCharsets.US_ASCII))
                .build()));
  }

  private HttpRequest.Builder request(String operation) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.url() + operation)).timeout(patience);
    settings
        .login()
        .ifPresent(
            login -> {
              String both = login.username() + ":" + login.password().reveal();
              String basic =
                  Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
              request.header("Authorization", "Basic " + basic);
            });
    return request;
  }

  private byte[] send(HttpRequest request) throws IssuerAwayException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        http.sendAsync(request, info -> new LimitedBody());
    try {
      HttpResponse<byte[]> answer = sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() == 202) {
        throw new IssuerAwayException(
            "the account's authority has taken the request and not decided yet (202, "
                + when(answer)
                + ")");
      }
      if (answer.statusCode() != 200) {
        throw new IssuerAwayException("the account's authority answered " + answer.statusCode());
      }
      return answer.body();
    } catch (TimeoutException slow) {
      sent.cancel(true);
      throw late(slow);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof HttpTimeoutException
          ? late(failed)
          : new IssuerAwayException(
              "the account's authority cannot be reached: " + reason(failed), failed);
    } catch (InterruptedException ending) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new IssuerAwayException("the server is ending", ending);
    }
  }

  /** Its patience ends at about the same time as ours. */
  private static IssuerAwayException late(Exception waited) {
    return new IssuerAwayException("the account's authority does not answer in time", waited);
  }

  /** Of seconds or a date, or whatever somebody sends, only the former is told. */
  private static String when(HttpResponse<byte[]> answer) {
    String after = answer.headers().firstValue("Retry-After").orElse("");
    return after.matches("[0-9]{1,9}")
        ? "to be asked again after " + after + " s"
        : "without a word when to ask again";
  }

  private static String reason(ExecutionException failed) {
    String text = String.valueOf(failed.getCause());
    return text.substring(0, Math.min(text.length(), LONGEST_REASON));
  }

  /** Certificates in PKCS#7, in base64. */
  static List<X509Certificate> certificates(byte[] body) throws IssuerAwayException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(body);
      if (!DerShape.isSound(der)) {
        throw new IssuerAwayException("the account's authority sent no PKCS#7 in DER");
      }
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(der))) {
        found.add((X509Certificate) one);
      }
      if (found.isEmpty() || found.size() > MOST_CERTIFICATES) {
        throw new IssuerAwayException("the account's authority sent none or too many certificates");
      }
      return found;
    } catch (IllegalArgumentException | CertificateException unreadable) {
      throw new IssuerAwayException("the account's authority sent what cannot be read", unreadable);
    }
  }

  private static SSLContext context(EstSettings settings) throws IOException {
    try {
      KeyStore trusted = empty();
      for (X509Certificate one : Pem.certificates(settings.trust())) {
        trusted.setCertificateEntry("trusted-" + trusted.size(), one);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(settings), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IssuerRefusedException e) {
      throw new IOException("TLS with the account's authority cannot be set up", e);
    }
  }

  private static KeyManager[] keys(EstSettings settings)
      throws GeneralSecurityException, IOException, IssuerRefusedException {
    if (settings.client().isEmpty()) {
      return new KeyManager[0];
    }
    EstSettings.Client client = settings.client().get();
    X509Certificate[] chain = Pem.certificates(client.chain()).toArray(X509Certificate[]::new);
    PrivateKey key = IssuerChain.key(client.key().reveal(), chain[0].getPublicKey());
    KeyStore own = empty();
    own.setKeyEntry("client", key, new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    return keys.getKeyManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
