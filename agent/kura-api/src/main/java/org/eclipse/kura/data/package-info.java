// SPDX-License-Identifier: Apache-2.0
/** Kura's cloud connection. */
package org.eclipse.kura.data;
