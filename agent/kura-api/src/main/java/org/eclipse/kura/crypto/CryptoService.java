// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.crypto;

import org.eclipse.kura.KuraException;

/** Encrypts and decrypts with the gateway's own key. */
public interface CryptoService {
  char[] encryptAes(char[] value) throws KuraException;

  char[] decryptAes(char[] encryptedValue) throws KuraException;
}
