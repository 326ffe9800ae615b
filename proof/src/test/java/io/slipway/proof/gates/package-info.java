// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of architecture and tidiness that every change keeps, each one a test. They read the
 * compiled classes and the sources; nothing is started.
 */
package io.slipway.proof.gates;
