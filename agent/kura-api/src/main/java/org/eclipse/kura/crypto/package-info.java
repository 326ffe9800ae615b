// SPDX-License-Identifier: Apache-2.0
/** How Kura encrypts what it stores. */
package org.eclipse.kura.crypto;
