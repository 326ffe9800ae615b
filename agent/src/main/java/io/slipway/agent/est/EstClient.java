// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.est;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * A client of EST. What the server answers is bounded in size and time.
 *
 * @param server such as {@code https://host:8443/.well-known/est/account}
 * @param tls trusts the server, and shows the device's certificate
 * @param patience for a connection, and for each part of an answer
 */
public record EstClient(URI server, SSLSocketFactory tls, Duration patience) {
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_TEXT = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  /**
   * Asks for a certificate in the place of the one that is shown.
   *
   * @param csr PKCS#10 as PEM
   */
  public EstAnswer renew(String csr) throws IOException {
    HttpsURLConnection http = open("simplereenroll");
    try {
      http.setRequestMethod("POST");
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "application/pkcs10");
      http.setRequestProperty("Content-Transfer-Encoding", "base64");
      byte[] body = csr.replaceAll("-----[A-Z ]+-----", "").getBytes(StandardCharsets.US_ASCII);
      http.setFixedLengthStreamingMode(body.length);
      http.getOutputStream().write(body);
      return answer(http);
    } finally {
      http.disconnect();
    }
  }

  private static EstAnswer answer(HttpsURLConnection http) throws IOException {
    int status = http.getResponseCode();
    if (status == HttpURLConnection.HTTP_OK) {
      List<X509Certificate> got = certificates(http);
      if (got.size() != 1) {
        throw new IOException("the server sent " + got.size() + " certificates in place of one");
      }
      return new EstAnswer.Issued(got.get(0), time(http));
    }
    String why = status + " " + text(http);
    boolean later =
        status == HttpURLConnection.HTTP_ACCEPTED
            || status == HttpURLConnection.HTTP_UNAVAILABLE
            || status == TOO_MANY_REQUESTS;
    return later ? new EstAnswer.Later(why, retryAfter(http)) : new EstAnswer.Refused(why);
  }

  /** Who issues certificates, up to a root. */
  public List<X509Certificate> authorities() throws IOException {
    HttpsURLConnection http = open("cacerts");
    try {
      if (http.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("cacerts is answered with " + http.getResponseCode());
      }
      return certificates(http);
    } finally {
      http.disconnect();
    }
  }

  private HttpsURLConnection open(String operation) throws IOException {
    URI address = URI.create(server.toString().replaceAll("/+$", "") + "/" + operation);
    if (!(address.toURL().openConnection() instanceof HttpsURLConnection http)) {
      throw new IOException(server + " is no address of HTTPS");
    }
    http.setSSLSocketFactory(tls);
    http.setConnectTimeout((int) patience.toMillis());
    http.setReadTimeout((int) patience.toMillis());
    http.setInstanceFollowRedirects(false);
    http.setUseCaches(false);
    // The next one may come with another certificate.
    http.setRequestProperty("Connection", "close");
    return http;
  }

  private static List<X509Certificate> certificates(HttpsURLConnection http) throws IOException {
    try (InputStream in = http.getInputStream()) {
      byte[] body = in.readNBytes(MOST_BYTES + 1);
      if (body.length > MOST_BYTES) {
        throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
      }
      return certificates(body);
    }
  }

  /** Reads certificates in PKCS#7, in base64; throws where that is none. */
  static List<X509Certificate> certificates(byte[] body) throws IOException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(body);
      List<X509Certificate> all = new ArrayList<>();
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate one : factory.generateCertificates(new ByteArrayInputStream(der))) {
        all.add((X509Certificate) one);
      }
      return all;
    } catch (CertificateException | RuntimeException e) {
      // The parser says in many ways that it cannot.
      throw new IOException("the answer holds no certificates: " + e.getMessage(), e);
    }
  }

  private static String text(HttpsURLConnection http) throws IOException {
    InputStream from =
        http.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
            ? http.getInputStream()
            : http.getErrorStream();
    if (from == null) {
      return "";
    }
    try (from) {
      String text = new String(from.readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
      return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
  }

  private static Optional<Instant> time(HttpsURLConnection http) {
    long millis = http.getDate();
    return millis > 0 ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
  }

  /** A time of day is not understood, and counts as none. */
  private static Duration retryAfter(HttpsURLConnection http) {
    String said = http.getHeaderField("Retry-After");
    if (said == null || !said.matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    Duration wait = Duration.ofSeconds(Long.parseLong(said));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
