// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate that the device's manufacturer gave it, as it lies in two files. */
public final class FactoryCertificate {
  private static final int MOST_BYTES = 64 * 1024;
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,16384})-----END PRIVATE KEY-----");

  private FactoryCertificate() {}

  /**
   * Reads it; throws, saying why, where it cannot be used.
   *
   * @param certificate PEM, the device's own first, then those that it hangs on
   * @param key PEM (PKCS#8): EC, RSA or Ed25519
   */
  public static DeviceIdentity read(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(text(certificate));
    if (chain.isEmpty()) {
      throw new GeneralSecurityException(certificate + " holds no certificate in PEM");
    }
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey privateKey = privateKey(key, publicKey.getAlgorithm());
    if (!belong(privateKey, publicKey)) {
      throw new GeneralSecurityException(key + " is not the key of " + certificate);
    }
    return new DeviceIdentity(privateKey, chain);
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is larger than 64 KiB");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher block = KEY.matcher(text(file));
    if (!block.find()) {
      throw new GeneralSecurityException(
          file
              + " holds no key as PKCS#8 in PEM; openssl pkcs8 -topk8 -nocrypt -in FILE writes"
              + " one");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException | GeneralSecurityException unreadable) {
      // Without the cause, which might show something of the key.
      throw new GeneralSecurityException(file + " holds no " + algorithm + " key");
    }
  }

  private static boolean belong(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    byte[] anything = {1, 2, 3};
    Signature signature = Signature.getInstance(signatureOf(publicKey.getAlgorithm()));
    signature.initSign(privateKey);
    signature.update(anything);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(anything);
    return signature.verify(signed);
  }

  private static String signatureOf(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "EdDSA", "Ed25519" -> "EdDSA";
      default -> throw new GeneralSecurityException("keys of type " + algorithm + " are not used");
    };
  }
}
