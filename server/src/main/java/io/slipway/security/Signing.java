// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.KeyIds;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.SignatureAlgorithm;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.time.Instant;
import java.util.Optional;

/**
 * What messages to devices are signed with.
 *
 * @param chain that vouches for the key, in PEM
 * @param since when the key was made
 */
public record Signing(MessageSigner signer, String chain, Instant since) {

  /** Signs by a native library where there is one. */
  static Signing of(PlatformKeys.Entry entry, String chain) {
    Optional<Provider> fast = NativeCrypto.providerOrWarning();
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(entry.certificate().getPublicKey());
    PrivateKey key = fast.map(l -> NativeCrypto.own(l, entry.key())).orElse(entry.key());
    MessageSigner signer =
        new MessageSigner(
            algorithm,
            KeyIds.of(entry.certificate().getPublicKey()),
            message -> {
              Signature signature =
                  fast.isPresent()
                      ? Signature.getInstance(algorithm.wireName(), fast.get())
                      : Signature.getInstance(algorithm.wireName());
              signature.initSign(key);
              signature.update(message);
              return signature.sign();
            });
    return new Signing(signer, chain, entry.since());
  }

  @Override
  public String toString() {
    return "Signing[since " + since + "]";
  }
}
