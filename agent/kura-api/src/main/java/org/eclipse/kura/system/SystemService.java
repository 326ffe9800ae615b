// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.system;

import java.util.Properties;

/** Hardware and folders. */
public interface SystemService {
  String getSerialNumber();

  String getPrimaryNetworkInterfaceName();

  String getKuraDataDirectory();

  Properties getProperties();
}
