// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.micrometer.core.instrument.MeterRegistry;
import io.slipway.accountbroker.AccountBroker;
import io.slipway.mqtt.ProvisionBroker;
import io.slipway.rest.AcmePage;
import io.slipway.rest.HttpServer;
import io.slipway.rest.Routes;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.SharedTickets;
import io.slipway.security.VaultEntries;
import io.slipway.tls.AcmeCertificate;
import io.slipway.tls.CertificateFiles;
import io.slipway.tls.ServerCertificates;
import io.slipway.tls.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What keeps the server's certificates up to date.
 *
 * @param authority issues the server's own, and those of devices
 * @param acme where an authority certifies this server
 * @param publicHost what devices are told
 */
record ServerTls(
    ServerCertificates certificates,
    CertificateAuthority authority,
    Optional<AcmeCertificate> acme,
    String publicHost)
    implements AutoCloseable {

  static ServerTls of(
      ServerConfig config, Outside outside, Foundation foundation, MeterRegistry meters) {
    CertificateAuthority authority = foundation.secrets().authority();
    VaultEntries vault =
        new VaultEntries(foundation.vault(), foundation.secrets().sealer(), outside.clock());
    Optional<AcmeCertificate> acme =
        config
            .tls()
            .acme()
            .map(s -> new AcmeCertificate(s, vault, outside.random(), meters, outside.clock()));
    Optional<Source> files =
        config
            .tls()
            .files()
            .map(f -> new CertificateFiles(f.certificate(), f.key(), outside.clock()));
    Set<String> names = Foundation.names(config);
    ServerCertificates certificates =
        new ServerCertificates(
            foundation.identity(),
            () -> Optional.of(authority.serverIdentity(names)),
            files.or(() -> acme.map(Source.class::cast)),
            new SharedTickets(vault, outside.random(), outside.clock()),
            meters,
            outside.clock());
    return new ServerTls(certificates, authority, acme, config.publicHost());
  }

  /** Lets all listeners show what there is, and whatever comes later. */
  void serve(ProvisionBroker devices, HttpServer http, AccountBroker accounts) {
    certificates.follow(devices::renew);
    certificates.followTickets(devices::seal);
    certificates.follow(http::renew);
    certificates.follow(accounts::renew);
    acme.ifPresent(a -> http.prove(a::proof));
    authority.onChange(
        () -> {
          certificates.look();
          http.trust(authority.deviceAnchors());
          accounts.trust(authority.deviceAnchors());
        });
  }

  void start() {
    certificates.start();
    acme.ifPresent(a -> a.start(certificates::look));
  }

  /** Where an authority may ask by HTTP. */
  Routes pages() {
    return new AcmePage(token -> acme.flatMap(a -> a.answer(token)));
  }

  List<String> warnings() {
    return Stream.concat(
            certificates.warnings(publicHost).stream(),
            acme.flatMap(AcmeCertificate::warning).stream())
        .toList();
  }

  @Override
  public void close() {
    acme.ifPresent(AcmeCertificate::close);
    certificates.close();
  }
}
