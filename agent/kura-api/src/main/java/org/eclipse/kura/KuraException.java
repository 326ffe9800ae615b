// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura;

import java.util.List;

/** What Kura's services throw. */
public class KuraException extends Exception {
  private static final long serialVersionUID = 1L;

  public KuraException(KuraErrorCode code, Object... arguments) {
    super(code + " " + List.of(arguments));
  }
}
