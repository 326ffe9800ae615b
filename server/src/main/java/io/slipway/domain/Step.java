// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** What a running attempt is about. */
public enum Step {
  STARTED,
  CERTIFICATES_UPDATING,
  APPS_INSTALLING,
  APPS_INSTALLED,
  CONF_UPDATING,
  CONF_UPDATED,
  ARRIVING
}
