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
import io.slipway.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Keys, certificates and what works with them: all parts stand on these. */
record Foundation(Provisioner.Secrets secrets, TlsIdentity identity, StoredKeys vault) {
  private static final int ONLY_NODE = 0;

  /**
   * Opens what is there, and makes what is missing.
   *
   * @param store which may still be on its way
   */
  static Foundation open(ServerConfig config, Outside outside, Supplier<Store> store) {
    Path folder = config.data();
    StoredKeys vault = new StoredKeys(store, folder);
    try {
      MasterKeys keys = new MasterKeys(config, outside);
      refuseSecondMasterKey(config, keys, vault);
      MasterKey masterKey = keys.openOrCreate();
      Sealer sealer = new Sealer(masterKey, outside.random());
      CertificateAuthority authority =
          CertificateAuthority.openOrCreate(
              folder,
              vault,
              sealer,
              new Certificates(outside.random(), outside.clock(), config.pkiUrl()),
              outside.clock());
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
      return new Foundation(secrets, authority.serverIdentity(names(config)), vault);
    } catch (IOException e) {
      throw StartRefusedException.because(
          "keys and certificates in " + folder + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** A node that joins others needs the key that they have; one of its own would open nothing. */
  private static void refuseSecondMasterKey(
      ServerConfig config, MasterKeys keys, StoredKeys vault) {
    if (!keys.there() && config.sharesDatabase() && vault.find("root").isPresent()) {
      throw StartRefusedException.because(
          "the database belongs to an installation whose master key this node does not have: copy"
              + " master.key from the data folder of one of its nodes to "
              + config.masterKey()
              + " (readable for its owner only), or name it with "
              + Setting.MASTER_KEY.flag());
    }
  }

  /** Whatever clients may call this machine by. */
  static Set<String> names(ServerConfig config) {
    Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    names.add(config.publicHost());
    if (!Addresses.everywhere(config.host())) {
      names.add(config.host());
    }
    return names;
  }
}
