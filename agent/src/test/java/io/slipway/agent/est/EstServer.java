// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.est;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.slipway.agent.certificate.Authority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** A server of EST that a test writes the answers of. */
public final class EstServer implements AutoCloseable {
  /** What devices have asked, the first first. */
  public final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<X509Certificate> authorities;
  private volatile Function<Asked, Said> script = a -> new Said(500, Map.of(), "not now");

  /** The wish for a certificate, with the one that was shown. */
  public record Asked(X509Certificate shown, PKCS10CertificationRequest csr) {}

  /** An answer. */
  public record Said(int status, Map<String, String> headers, String body) {
    public static Said certificates(List<X509Certificate> all) {
      return new Said(200, Map.of(), packed(all));
    }
  }

  /**
   * Listens on the loopback.
   *
   * @param own who has issued the server's certificate
   * @param authorities what {@code cacerts} tells
   */
  public EstServer(Authority own, List<X509Certificate> authorities) throws Exception {
    this.authorities = authorities;
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    SSLContext context = context(own);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asking = context.getDefaultSSLParameters();
            asking.setWantClientAuth(true);
            parameters.setSSLParameters(asking);
          }
        });
    server.setExecutor(threads);
    server.createContext("/est/simplereenroll", this::reenroll);
    server.createContext("/est/cacerts", this::tellAuthorities);
    server.start();
  }

  public URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/est");
  }

  public void answers(Function<Asked, Said> next) {
    script = next;
  }

  private void reenroll(HttpExchange http) throws IOException {
    X509Certificate shown =
        (X509Certificate) ((HttpsExchange) http).getSSLSession().getPeerCertificates()[0];
    byte[] csr = Base64.getMimeDecoder().decode(http.getRequestBody().readAllBytes());
    Asked wish = new Asked(shown, new PKCS10CertificationRequest(csr));
    asked.add(wish);
    say(http, script.apply(wish));
  }

  private void tellAuthorities(HttpExchange http) throws IOException {
    say(http, Said.certificates(authorities));
  }

  private static void say(HttpExchange http, Said said) throws IOException {
    byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
    said.headers().forEach(http.getResponseHeaders()::set);
    http.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
    http.getResponseBody().write(body);
    http.close();
  }

  private static String packed(List<X509Certificate> all) {
    try {
      CMSSignedDataGenerator message = new CMSSignedDataGenerator();
      message.addCertificates(new JcaCertStore(all));
      byte[] der = message.generate(new CMSAbsentContent(), false).getEncoded("DER");
      return Base64.getMimeEncoder().encodeToString(der);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(Authority own) throws Exception {
    KeyPair pair = Authority.pair();
    X509Certificate certificate =
        own.issue("CN=est", pair.getPublic(), Authority.BEGIN, Authority.END);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        pair.getPrivate(),
        new char[0],
        new X509Certificate[] {certificate, own.chain().get(0)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    return context;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Expired certificates come through, as at the platform. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
