// SPDX-License-Identifier: Apache-2.0
/**
 * How Kura encrypts what it stores: passwords are handed to components so, and are given to Kura
 * so.
 */
package org.eclipse.kura.crypto;
