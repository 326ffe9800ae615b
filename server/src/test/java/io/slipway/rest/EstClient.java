// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;

/** Clients of {@link EstSite}: that of Bouncy Castle, and plain HTTPS. */
record EstClient(EstSite site, KeyManager[] keys) {
  static final String PLAIN = "application/pkcs10";

  /** One that shows nothing. */
  static EstClient nobody(EstSite site) {
    return new EstClient(site, new KeyManager[0]);
  }

  /** One that shows a certificate. */
  static EstClient with(EstSite site, KeyPair key, X509Certificate... chain) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("device", key.getPrivate(), new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    return new EstClient(site, keys.getKeyManagers());
  }

  static EstClient of(EstSite site, EstSite.Owner owner) throws Exception {
    return with(site, owner.key(), owner.certificate(), owner.issuer());
  }

  /** Bouncy Castle's, for an account where one is named. */
  ESTService bouncyCastle(String label) throws Exception {
    JsseESTServiceBuilder builder =
        new JsseESTServiceBuilder(
            "localhost:" + site.httpsPort(), (X509TrustManager) trusting()[0]);
    builder.withTimeout(20_000);
    if (keys.length > 0) {
      builder.withKeyManagers(keys);
    }
    return (label.isEmpty() ? builder : builder.withLabel(label)).build();
  }

  static X509Certificate certificate(X509CertificateHolder holder) throws Exception {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  /** What a server answers. */
  record Said(int status, String type, Optional<String> retryAfter, String body) {
    Collection<X509CertificateHolder> certificates() throws Exception {
      byte[] der = Base64.getMimeDecoder().decode(body);
      return new org.bouncycastle.cms.CMSSignedData(der).getCertificates().getMatches(null);
    }

    X509Certificate certificate() throws Exception {
      return EstClient.certificate(certificates().iterator().next());
    }
  }

  Said reenrolls(byte[] csr) throws Exception {
    return post("/simplereenroll", PLAIN, Base64.getEncoder().encodeToString(csr));
  }

  Said post(String path, String type, String body, String... headers) throws Exception {
    HttpsURLConnection http = open(path);
    http.setRequestMethod("POST");
    http.setDoOutput(true);
    http.setRequestProperty("Content-Type", type);
    for (int i = 0; i < headers.length; i += 2) {
      http.setRequestProperty(headers[i], headers[i + 1]);
    }
    http.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
    return said(http);
  }

  Said get(String path) throws Exception {
    return said(open(path));
  }

  private TrustManager[] trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", site.authority.root());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust.getTrustManagers();
  }

  private HttpsURLConnection open(String path) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys, trusting(), null);
    URI address = URI.create("https://localhost:" + site.httpsPort() + "/.well-known/est" + path);
    HttpsURLConnection http = (HttpsURLConnection) address.toURL().openConnection();
    http.setSSLSocketFactory(tls.getSocketFactory());
    return http;
  }

  private static Said said(HttpsURLConnection http) throws IOException {
    int status = http.getResponseCode();
    try (var in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return new Said(
          status,
          String.valueOf(http.getContentType()),
          Optional.ofNullable(http.getHeaderField("Retry-After")),
          body);
    }
  }
}
