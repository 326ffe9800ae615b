// SPDX-License-Identifier: Apache-2.0
/**
 * People at the command line: the packaged program against a server that runs, from the first
 * account to the order of many devices, each with no more than the rights of his role.
 */
package io.slipway.proof.operators;
