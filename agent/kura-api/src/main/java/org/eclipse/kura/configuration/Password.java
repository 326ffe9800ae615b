// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.configuration;

/** A value that Kura stores encrypted. */
public class Password {
  private final char[] password;

  public Password(String password) {
    this.password = password.toCharArray();
  }

  public Password(char[] password) {
    this.password = password;
  }

  public char[] getPassword() {
    return password;
  }

  @Override
  public String toString() {
    return new String(password);
  }
}
