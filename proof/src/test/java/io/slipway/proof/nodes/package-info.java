// SPDX-License-Identifier: Apache-2.0
/**
 * Many nodes on one database, seen from outside: devices that come by a balancer to whichever node
 * it likes, nodes in networks of their own that are cut off and healed, and many who say that they
 * are the same device.
 */
package io.slipway.proof.nodes;
