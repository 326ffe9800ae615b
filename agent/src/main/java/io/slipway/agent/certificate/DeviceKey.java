// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/**
 * A key that was made on this device, with the request for its certificate. Both are kept, since
 * signing once more would make another request.
 *
 * @param subject the name that was ordered, as it was written
 * @param request PKCS#10 as PEM
 */
public record DeviceKey(String subject, KeyType type, KeyPair pair, String request) {

  /** Makes a key; throws, saying why, where this device cannot make one of that type or name. */
  public static DeviceKey make(String subject, KeyType type) throws GeneralSecurityException {
    KeyPair pair = pair(type);
    return new DeviceKey(subject, type, pair, CertificationRequest.pem(subject, type, pair));
  }

  /**
   * What asks for another certificate in the place of one.
   *
   * @param sameKey whether for the same key, or for a new one of its type
   */
  public DeviceKey renewing(X509Certificate present, boolean sameKey)
      throws GeneralSecurityException {
    KeyPair next = sameKey ? pair : pair(type);
    return new DeviceKey(subject, type, next, CertificationRequest.pem(present, type, next));
  }

  /** Whether it is the same key, whatever was asked for with it. */
  public boolean isSameAs(DeviceKey other) {
    return pair.getPublic().equals(other.pair.getPublic());
  }

  private static KeyPair pair(KeyType type) throws GeneralSecurityException {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm(type));
      if (type == KeyType.EC_P256) {
        keys.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return keys.generateKeyPair();
    } catch (NoSuchAlgorithmException lacking) {
      throw new GeneralSecurityException(
          "this device cannot make keys of type " + type.wireName(), lacking);
    }
  }

  private static String algorithm(KeyType type) {
    return switch (type) {
      case EC_P256 -> "EC";
      case ED25519 -> "Ed25519";
    };
  }

  /** Whether a certificate of this name and type has been asked for with this key. */
  public boolean isFor(String otherSubject, KeyType otherType) {
    return subject.equals(otherSubject) && type == otherType;
  }

  /**
   * The key with the certificate that has come for it.
   *
   * @param pemChain the device's certificate first, each signed by the next
   * @param now what time it is, as far as the device knows
   * @throws CertificateException saying why this is no certificate to use
   */
  public DeviceIdentity certified(String pemChain, Instant now) throws CertificateException {
    DeviceIdentity identity = with(pemChain);
    identity.verify(pair.getPublic(), now);
    return identity;
  }

  /** The key with the certificate that was found good when it came. */
  public DeviceIdentity with(String pemChain) throws CertificateException {
    return new DeviceIdentity(pair.getPrivate(), chain(pemChain));
  }

  private static List<X509Certificate> chain(String pemChain) throws CertificateException {
    List<X509Certificate> chain = Pem.certificates(pemChain);
    if (chain.isEmpty()) {
      throw new CertificateException("there is no certificate in it");
    }
    return chain;
  }

  /** As it is kept; {@link #parse} reads it. */
  public String text() {
    return "type=%s\nsubject=%s\nprivate=%s\npublic=%s\nrequest=%s\n"
        .formatted(
            type.wireName(),
            base64(subject.getBytes(StandardCharsets.UTF_8)),
            base64(pair.getPrivate().getEncoded()),
            base64(pair.getPublic().getEncoded()),
            base64(request.getBytes(StandardCharsets.UTF_8)));
  }

  /** Throws where this is no key that was kept. */
  public static DeviceKey parse(String text) throws GeneralSecurityException {
    Properties found = new Properties();
    try {
      found.load(new StringReader(text));
      KeyType type =
          KeyType.ofWireName(found.getProperty("type"))
              .orElseThrow(() -> new GeneralSecurityException("a key of unknown type"));
      KeyFactory keys = KeyFactory.getInstance(algorithm(type));
      KeyPair pair =
          new KeyPair(
              keys.generatePublic(new X509EncodedKeySpec(bytes(found, "public"))),
              keys.generatePrivate(new PKCS8EncodedKeySpec(bytes(found, "private"))));
      return new DeviceKey(decoded(found, "subject"), type, pair, decoded(found, "request"));
    } catch (IOException | IllegalArgumentException e) {
      throw new GeneralSecurityException("no key: " + e.getMessage(), e);
    }
  }

  private static String decoded(Properties found, String name) {
    return new String(bytes(found, name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Properties found, String name) {
    return Base64.getDecoder().decode(found.getProperty(name, ""));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The private key stays where it is. */
  @Override
  public String toString() {
    return "DeviceKey[" + subject + ", " + type + "]";
  }
}
