// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.protocol.message.Secret;
import io.slipway.security.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/** The master key of an installation, wherever it is kept. */
record MasterKeys(ServerConfig config, Outside outside) {
  static final String HEX = "SLIPWAY_MASTER_KEY_HEX";
  static final String PIN = "SLIPWAY_PKCS11_PIN";

  /** False where only a file could hold it, and there is none. */
  boolean there() {
    return !elsewhere().isNowhere() || Files.exists(config.masterKey());
  }

  /** Whether a new key would go to the file. */
  boolean inFile() {
    return elsewhere().isNowhere();
  }

  MasterKey openOrCreate() throws IOException {
    return MasterKey.openOrCreate(elsewhere(), config.masterKey(), outside.random());
  }

  MasterKey open() throws IOException {
    return MasterKey.open(elsewhere(), config.masterKey());
  }

  /** For people. */
  String place() {
    MasterKey.Elsewhere elsewhere = elsewhere();
    if (elsewhere.hex().isPresent()) {
      return "the environment variable " + HEX;
    }
    return elsewhere.tokens().isPresent() ? "the token" : config.masterKey().toString();
  }

  private MasterKey.Elsewhere elsewhere() {
    return new MasterKey.Elsewhere(secret(HEX), config.masterToken(), secret(PIN));
  }

  private Optional<Secret> secret(String variable) {
    Map<String, String> environment = outside.environment();
    return Optional.ofNullable(environment.get(variable))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Secret::of);
  }
}
