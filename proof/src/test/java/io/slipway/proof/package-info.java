// SPDX-License-Identifier: Apache-2.0
/**
 * Proves the promises: the rules of architecture and tidiness, and whole provisionings over real
 * sockets with real third-party programs. Nothing here is shipped.
 */
package io.slipway.proof;
