// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** An authority that speaks EST, or does not quite. */
public final class TestEst implements AutoCloseable {
  /** What it does when it is asked. */
  public enum Mood {
    WELL,
    ANOTHER_KEY,
    ANOTHER_NAME,
    ANOTHER_PURPOSE,
    AN_AUTHORITY,
    OUT_OF_TIME,
    ANOTHER_ROOT,
    GARBAGE,
    ENDLESS,
    BUSY,
    LATER,
    SILENT
  }

  private static final String LOGIN = "slipway:est-secret";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  public final TestPki pki = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
  public final AtomicInteger enrolled = new AtomicInteger();
  public final CountDownLatch asked = new CountDownLatch(1);
  public volatile Mood mood = Mood.WELL;

  private final TestPki client =
      pki.below(
          "CN=slipway",
          TestPki.newKey("EC", "secp256r1"),
          TestPki.Terms.AUTHORITY.path(-1).usage(KeyUsage.digitalSignature).purpose(CLIENT));
  private final TestPki stranger = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
  private final CountDownLatch ending = new CountDownLatch(1);
  private final CertificateAuthority tls;
  private final HttpsServer server;

  public TestEst(Path folder) throws Exception {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    MasterKey key = MasterKey.openOrCreate(folder.resolve("est.key"), random);
    tls =
        CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(key, random),
            new Certificates(random, clock),
            clock);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context(tls.serverIdentity(Set.of("localhost")))) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setWantClientAuth(true);
            parameters.setSSLParameters(tls);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/est/cacerts", this::authorities);
    server.createContext("/est/simpleenroll", this::enroll);
    server.start();
  }

  public EstSettings settings() {
    return settings("est-secret");
  }

  EstSettings settings(String password) {
    return new EstSettings(
        URI.create("https://localhost:" + server.getAddress().getPort() + "/est"),
        Pem.of(tls.root()),
        Optional.of(new EstSettings.Login("slipway", Secret.of(password))),
        Optional.empty());
  }

  /** One who proves itself by a certificate, and says no password. */
  EstSettings settingsWithCertificate() {
    return new EstSettings(
        settings().url(),
        settings().trust(),
        Optional.empty(),
        Optional.of(new EstSettings.Client(client.pem(), Secret.of(client.keyPem()))));
  }

  private boolean isShown(HttpExchange http) {
    try {
      Certificate shown = ((HttpsExchange) http).getSSLSession().getPeerCertificates()[0];
      return shown.equals(client.chain().get(0));
    } catch (SSLPeerUnverifiedException nobody) {
      return false;
    }
  }

  private void authorities(HttpExchange http) throws IOException {
    answer(http, pkcs7(pki.chain()));
  }

  private void enroll(HttpExchange http) throws IOException {
    enrolled.incrementAndGet();
    asked.countDown();
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
    if (!wanted.equals(http.getRequestHeaders().getFirst("Authorization")) && !isShown(http)) {
      http.sendResponseHeaders(401, -1);
      return;
    }
    byte[] csr = Base64.getMimeDecoder().decode(http.getRequestBody().readAllBytes());
    switch (mood) {
      case BUSY -> http.sendResponseHeaders(503, -1);
      case LATER -> {
        http.getResponseHeaders().set("Retry-After", "3600");
        http.sendResponseHeaders(202, -1);
      }
      case GARBAGE -> answer(http, new byte[] {0x30, 0x03, 1, 2, 3});
      case ENDLESS -> flood(http);
      case SILENT -> {
        try {
          ending.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      default -> answer(http, pkcs7(List.of(issued(csr))));
    }
  }

  private X509Certificate issued(byte[] der) {
    try {
      JcaPKCS10CertificationRequest csr = new JcaPKCS10CertificationRequest(der);
      PublicKey key =
          mood == Mood.ANOTHER_KEY
              ? TestPki.newKey("EC", "secp256r1").getPublic()
              : csr.getPublicKey();
      String name = mood == Mood.ANOTHER_NAME ? "CN=another,O=acme" : csr.getSubject().toString();
      Instant now = Instant.now();
      TestPki.Terms terms =
          new TestPki.Terms(
              mood == Mood.AN_AUTHORITY ? 0 : -1,
              KeyUsage.digitalSignature,
              mood == Mood.ANOTHER_PURPOSE ? "1.3.6.1.5.5.7.3.1" : CLIENT,
              mood == Mood.OUT_OF_TIME ? now.plusSeconds(600) : now.minusSeconds(60),
              Duration.ofDays(7));
      return (mood == Mood.ANOTHER_ROOT ? stranger : pki).issue(name, key, terms);
    } catch (java.security.GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] pkcs7(List<X509Certificate> certificates) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addCertificates(new JcaCertStore(certificates));
      return generator.generate(new CMSAbsentContent()).toASN1Structure().getEncoded("DER");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(HttpExchange http, byte[] der) throws IOException {
    byte[] body = Base64.getMimeEncoder().encode(der);
    http.getResponseHeaders().set("Content-Type", "application/pkcs7-mime");
    http.sendResponseHeaders(200, body.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(body);
    }
  }

  private void flood(HttpExchange http) throws IOException {
    http.sendResponseHeaders(200, 0);
    try (OutputStream out = http.getResponseBody()) {
      while (ending.getCount() > 0) {
        out.write(new byte[64 * 1024]);
      }
    }
  }

  private SSLContext context(TlsIdentity identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", identity.key(), new char[0], identity.chain().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("plant", pki.chain().get(1));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    ending.countDown();
    server.stop(0);
  }
}
