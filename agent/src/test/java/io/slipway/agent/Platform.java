// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.PlatformRequestCodec;
import io.slipway.protocol.message.RequestEnvelope;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.topic.ControlTopic;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A platform with a signing key of its own, valid around its time. */
record Platform(X509Certificate root, X509Certificate signer, KeyPair key, Instant time) {
  static final Instant NOW = Instant.parse("2027-06-01T00:00:00Z");
  static final Duration LIFE = Duration.ofDays(30);
  static final String PREFIX = "$EDC";
  static final String ACCOUNT = "eurotech-provision";

  /** A message on the wire. */
  record Letter(String topic, byte[] payload) {}

  static Platform make() throws Exception {
    return make("EC", "secp256r1");
  }

  static Platform make(String algorithm, String curve) throws Exception {
    return make(key(algorithm, curve), NOW);
  }

  static Platform at(Instant time) throws Exception {
    return make(key("EC", "secp256r1"), time);
  }

  private static Platform make(KeyPair key, Instant time) throws Exception {
    KeyPair rootKey = key("EC", "secp256r1");
    X509Certificate root =
        certificate(
            "CN=root",
            rootKey,
            rootKey,
            time,
            c -> {
              c.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
              c.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            });
    KeyPurposeId purpose =
        KeyPurposeId.getInstance(new ASN1ObjectIdentifier(PlatformChain.PROVISIONING_EKU));
    X509Certificate signer =
        certificate(
            "CN=signer",
            key,
            rootKey,
            time,
            c -> {
              c.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
              c.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            });
    return new Platform(root, signer, key, time);
  }

  String chain() {
    return Pem.of(signer, root);
  }

  PlatformRequest.PutCertificates certificates() {
    return new PlatformRequest.PutCertificates(chain(), time.toEpochMilli());
  }

  Letter letter(String clientId, PlatformRequest request, int number, Nonce nonce) {
    return letter(topic(clientId, request.rest()), plain(request, number, nonce));
  }

  Letter letter(ControlTopic topic, KuraPayload plain) {
    KuraPayload signed = MessageSigner.of(key.getPrivate(), key.getPublic()).sign(topic, plain);
    return new Letter(topic.topic(), KuraPayloadCodec.encode(signed));
  }

  static KuraPayload plain(PlatformRequest request, int number, Nonce nonce) {
    RequestEnvelope envelope =
        new RequestEnvelope("%032x".formatted(number), "slipway-1", Optional.of(nonce));
    return PlatformRequestCodec.encode(request, envelope, NOW.toEpochMilli());
  }

  static ControlTopic topic(String clientId, String rest) {
    return new ControlTopic(PREFIX, ACCOUNT, clientId, rest);
  }

  private static KeyPair key(String algorithm, String curve) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm);
    if (!curve.isEmpty()) {
      keys.initialize(new ECGenParameterSpec(curve));
    }
    return keys.generateKeyPair();
  }

  private static X509Certificate certificate(
      String name, KeyPair key, KeyPair issuer, Instant time, Special special) throws Exception {
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=root"),
            BigInteger.valueOf(name.length()),
            Date.from(time.minus(LIFE)),
            Date.from(time.plus(LIFE)),
            new X500Name(name),
            key.getPublic());
    special.add(certificate);
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
  }

  private interface Special {
    void add(X509v3CertificateBuilder certificate) throws Exception;
  }
}
