// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.handler.SnapshotHandler;
import io.slipway.agent.packages.PackageInstaller;
import java.io.IOException;
import java.security.cert.X509Certificate;

/**
 * Another program that the agent lives in, and that works in the account by a connection of its
 * own, as Eclipse Kura does.
 *
 * @param flags keeps what the agent changes of its settings
 * @param handler makes configurations take effect
 * @param installer installs applications
 * @param trustStore whom its connection trusts
 */
public record Host(
    Flags flags,
    SnapshotHandler handler,
    PackageInstaller installer,
    Connection connection,
    TrustStore trustStore) {

  /** The host's own connection to the account's broker. */
  @FunctionalInterface
  public interface Connection {
    /** Whether it is up, with the login of this user in this account. */
    boolean isUp(String account, String username);
  }

  /** Whom the host's own connection trusts. */
  @FunctionalInterface
  public interface TrustStore {
    /** Adds an authority. Being told the same twice is harmless. */
    void add(X509Certificate root) throws IOException;
  }
}
