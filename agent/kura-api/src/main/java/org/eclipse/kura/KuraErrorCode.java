// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura;

/** Why a service has failed. */
public enum KuraErrorCode {
  CONFIGURATION_ERROR,
  CONFIGURATION_SNAPSHOT_NOT_FOUND,
  DECODER_ERROR
}
