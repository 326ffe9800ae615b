// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.system;

/** Hardware and folders. */
public interface SystemService {
  String getSerialNumber();

  String getPrimaryNetworkInterfaceName();

  String getKuraDataDirectory();
}
