// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.certificate.DeviceKey;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.OwnKey;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Step 2: a key of the device's own, which never leaves it, and the certificate for it. */
final class OwnCertificate {
  private final AgentStore store;
  private final Consumer<String> log;

  OwnCertificate(AgentStore store, Consumer<String> log) {
    this.store = store;
    this.log = log;
  }

  /** Answers with a request for a certificate, whose key is stored by then. */
  Answer ask(PlatformRequest.CreateCsr wanted, Instant now) throws IOException {
    try {
      Optional<DeviceKey> made = made(wanted, now);
      DeviceKey key = made.isPresent() ? made.get() : make(wanted);
      return Answer.accepted(key.request().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException cannot) {
      return refused("no certificate can be asked for: " + cannot.getMessage());
    }
  }

  /**
   * The key that was asked for before. It serves until the device has arrived with it, so that one
   * that goes to and fro between two brokers has one certificate; unless that has grown too old.
   */
  private Optional<DeviceKey> made(PlatformRequest.CreateCsr wanted, Instant now)
      throws IOException {
    OwnKey own = store.state().ownKey();
    boolean certified = own.made().isPresent() && own.made().equals(own.certified());
    if (certified && !store.identity(own.made().get()).validAt(now)) {
      return Optional.empty();
    }
    return store.key().filter(key -> key.isFor(wanted.subject(), wanted.keyType()));
  }

  private DeviceKey make(PlatformRequest.CreateCsr wanted)
      throws GeneralSecurityException, IOException {
    DeviceKey key = DeviceKey.make(wanted.subject(), wanted.keyType());
    store.keepKey(key);
    log.accept("a key of the device's own is made and stored");
    return key;
  }

  /** Accepts a certificate that fits, which is stored by then. */
  Answer take(PlatformRequest.PutDeviceCertificate brought, Instant now) throws IOException {
    Optional<DeviceKey> key = store.key();
    if (key.isEmpty()) {
      return refused("the certificate is for no key of this device");
    }
    try {
      DeviceIdentity identity = key.get().certified(brought.pemChain(), now);
      store.keepCertificate(identity.certificatePem());
      log.accept("the device's certificate is here and stored, valid to " + identity.validTo());
      return Answer.accepted();
    } catch (CertificateException useless) {
      // Asked with the same key once more, the platform would say the same once more.
      store.forgetKey();
      return refused("the device's certificate is refused: " + useless.getMessage());
    }
  }

  private Answer refused(String why) {
    log.accept(why);
    return Answer.refused(400, why);
  }
}
