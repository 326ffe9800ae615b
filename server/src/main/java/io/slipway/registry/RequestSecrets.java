// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.SealPurposes;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;

/** How the secrets of provision requests are made and kept. */
public final class RequestSecrets {
  /** 62 letters and digits, so that it has more than 128 bits. */
  private static final int PASSWORD_LENGTH = 24;

  private final SecretGenerator generator;
  private final SecretVerifiers verifiers;
  private final Sealer sealer;

  public RequestSecrets(SecretGenerator generator, SecretVerifiers verifiers, Sealer sealer) {
    this.generator = generator;
    this.verifiers = verifiers;
    this.sealer = sealer;
  }

  Secret newPassword() {
    return generator.password(PASSWORD_LENGTH);
  }

  String verifierOfGenerated(Secret password) {
    return verifiers.ofGenerated(password);
  }

  String verifierOfChosen(Secret password) {
    return verifiers.ofChosen(password);
  }

  /** A new activation key, sealed. */
  String newActivationKey() {
    return sealer.seal(SealPurposes.ACTIVATION_KEY, generator.activationKey().reveal());
  }

  Secret openActivationKey(String sealed) {
    return sealer.open(SealPurposes.ACTIVATION_KEY, sealed);
  }

  /** A password that is kept until it is told. */
  String sealPassword(Secret password) {
    return sealer.seal(SealPurposes.REQUEST_PASSWORD, password.bytes());
  }

  Secret openPassword(String sealed) {
    return sealer.open(SealPurposes.REQUEST_PASSWORD, sealed);
  }

  /** Rows of a file. */
  String sealRows(byte[] rows) {
    return sealer.seal(SealPurposes.IMPORT_ROWS, rows);
  }

  byte[] openRows(String sealed) {
    return sealer.open(SealPurposes.IMPORT_ROWS, sealed).bytes();
  }

  /** Tells an order from others without telling anything of it. */
  String fingerprint(String order) {
    return sealer.fingerprint(SealPurposes.IMPORT_ROWS, order);
  }

  /** A value of type Password in a configuration, a template or a provided service. */
  String sealValue(String clear) {
    return sealer.seal(SealPurposes.CONFIGURATION, clear);
  }

  String openValue(String sealed) {
    return sealer.open(SealPurposes.CONFIGURATION, sealed).reveal();
  }

  SealedPasswords passwords() {
    return new SealedPasswords(this::sealValue);
  }
}
