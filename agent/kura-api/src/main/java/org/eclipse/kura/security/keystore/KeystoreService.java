// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.security.keystore;

import java.security.KeyStore.Entry;
import org.eclipse.kura.KuraException;

/** One key store. */
public interface KeystoreService {
  Entry getEntry(String alias) throws KuraException;

  void setEntry(String alias, Entry entry) throws KuraException;
}
