// SPDX-License-Identifier: Apache-2.0
/** Kura's key stores. */
package org.eclipse.kura.security.keystore;
