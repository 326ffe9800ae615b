// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import io.slipway.domain.CrlPolicy;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Destination;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.PackageName;
import io.slipway.domain.PackageOrder;
import io.slipway.domain.Parcel;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RevocationList;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is ordered beyond the original, for {@link Samples}, and what comes of it. */
public final class OrderSamples {
  static final Optional<CertificateOrder> CERTIFICATE =
      Optional.of(
          new CertificateOrder(CertificateOrder.Issue.INSTEAD, KeyType.ED25519, 7)
              .with(
                  new CertificateProfile(
                      Optional.of("CN=Pumpe ä,O=acme"),
                      List.of("dns:pump.example", "uri:urn:pump:7"),
                      Set.of(KeyUse.DIGITAL_SIGNATURE, KeyUse.KEY_AGREEMENT))));

  static final RequestOptions.Extra EXTRA =
      new RequestOptions.Extra(
          -1, ProfileRule.KURA, Reprovision.NEVER, Optional.of("a.pid"), CERTIFICATE);

  /** The same with two applications. */
  public static RequestOptions.Extra withPackages(boolean rollBack, PackageName... names) {
    return new RequestOptions.Extra(
        -1,
        ProfileRule.FULL,
        Reprovision.NEVER,
        Optional.of("a.pid"),
        CERTIFICATE,
        new PackageOrder(List.of(names), rollBack));
  }

  private OrderSamples() {}

  static Destination destination(ConfigurationSnapshot configuration) {
    return new Destination(
        "acme",
        "mqtts://broker:8883",
        true,
        "a.pid",
        configuration,
        CERTIFICATE,
        List.of(
            new Parcel(new PackageName("a", "1"), "dp", "ab", 6, Optional.empty()),
            new Parcel(new PackageName("b", "1+2"), "hook", "cd", 7, Optional.of("https://h/b"))),
        true);
  }

  /** With two bundles. */
  public static DeploymentPackage application(
      Samples samples,
      Id scopeId,
      String name,
      String version,
      String sha256,
      Optional<String> url) {
    Id id = samples.id();
    return new DeploymentPackage(
        id,
        scopeId,
        new PackageName(name, version),
        "dp",
        new DeploymentPackage.Content(sha256, 6, url),
        List.of(
            new DeploymentPackage.Bundle("a.b", "1.0.0", "a.jar"),
            new DeploymentPackage.Bundle("c", "2", "c \u00e9.jar")),
        Samples.NOW.plusSeconds(id.value()),
        samples.id());
  }

  /** In the place of another, issued a little later. */
  public static DeviceCertificate renewed(Samples samples, DeviceCertificate replaced, String csr) {
    Id id = samples.id();
    return new DeviceCertificate(
        id,
        replaced.scopeId(),
        replaced.requestId(),
        replaced.generation(),
        replaced.clientId(),
        csr,
        "7f" + id.value(),
        "fingerprint-" + id,
        replaced.notBefore(),
        replaced.notAfter(),
        replaced.pem(),
        replaced.createdOn().plusSeconds(60),
        Optional.empty(),
        Optional.of(replaced.id()));
  }

  /** For a certification request that is called so. */
  public static DeviceCertificate certificate(
      Samples samples, ProvisionRequest request, String csr) {
    Id id = samples.id();
    return new DeviceCertificate(
        id,
        request.scopeId(),
        request.id(),
        request.progress().generation(),
        request.clientId(),
        csr,
        "7f" + id.value(),
        "fingerprint-" + id,
        Samples.NOW,
        Samples.NOW.plusSeconds(86_400),
        "-----BEGIN CERTIFICATE-----\n…\n",
        Samples.NOW.plusSeconds(id.value()),
        Optional.empty());
  }

  /** The list of an authority that is called ab. */
  public static RevocationList revocationList(Id scopeId, long number, String content) {
    return new RevocationList(
        "ab", scopeId, number, Samples.NOW, Samples.NOW.plusSeconds(60), 1, content);
  }

  /** Whose certificates are no real ones. */
  public static ManufacturerAuthority manufacturer(Samples samples, Id scopeId, String name) {
    Id id = samples.id();
    return new ManufacturerAuthority(
        id,
        scopeId,
        name,
        "-----BEGIN CERTIFICATE-----\n…\n",
        "fingerprint-" + id,
        "CN=Größe",
        Instant.parse("9999-12-31T23:59:59Z"),
        new ManufacturerAuthority.Revocations(
            CrlPolicy.STRICT, Optional.of("-----BEGIN X509 CRL-----\n…"), Optional.of(Samples.NOW)),
        samples.audit());
  }

  /** Of a device that proves itself by its factory certificate. */
  public static ProvisionRequest certified(Samples samples, Id scopeId, String clientId) {
    ProvisionRequest request = samples.request(scopeId, clientId);
    return new ProvisionRequest(
        request.id(),
        scopeId,
        clientId,
        ProvisionRequest.Login.byCertificate("user", "4711 Größe", request.login().activationKey()),
        request.options(),
        request.progress(),
        request.audit());
  }
}
