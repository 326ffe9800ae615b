// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.data;

/** A connection to a broker. */
public interface DataTransportService {
  boolean isConnected();

  String getAccountName();

  String getUsername();
}
