// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.provisioning.Provisioner;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.DeviceGuesses;
import io.slipway.security.DevicePasswords;
import io.slipway.security.IdSource;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Keys, certificates and what works with them: all parts stand on these. */
record Foundation(Provisioner.Secrets secrets, TlsIdentity identity) {
  private static final int ONLY_NODE = 0;

  /** Opens what is in the data folder, and makes what is missing there. */
  static Foundation open(ServerConfig config, Outside outside) {
    Path folder = config.data();
    try {
      MasterKey masterKey = MasterKey.openOrCreate(folder.resolve("master.key"), outside.random());
      Sealer sealer = new Sealer(masterKey, outside.random());
      CertificateAuthority authority =
          CertificateAuthority.openOrCreate(
              folder, sealer, new Certificates(outside.random(), outside.clock()), outside.clock());
      int slowHashesAtOnce = Runtime.getRuntime().availableProcessors();
      Provisioner.Secrets secrets =
          new Provisioner.Secrets(
              masterKey,
              new IdSource(outside.clock(), ONLY_NODE),
              new SecretGenerator(outside.random()),
              new SecretVerifiers(masterKey, outside.random(), slowHashesAtOnce),
              sealer,
              new DevicePasswords(masterKey),
              authority,
              new DeviceGuesses(outside.clock()));
      return new Foundation(secrets, authority.serverIdentity(names(config)));
    } catch (IOException e) {
      throw StartRefusedException.because(
          "keys and certificates in " + folder + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Whatever clients may call this machine by. */
  private static Set<String> names(ServerConfig config) {
    Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    names.add(config.publicHost());
    if (!Addresses.everywhere(config.host())) {
      names.add(config.host());
    }
    return names;
  }
}
