// SPDX-License-Identifier: Apache-2.0
/**
 * REST v1 of Everyware Cloud, as far as provisioning needs it, and the HTTP server under it.
 *
 * <p>Reads go straight to the store, writes through {@code registry}. Bodies are read strictly:
 * what is neither known here nor in the original's shapes is refused by name. {@link
 * io.slipway.rest.Routes} is where others hang their pages on the same server.
 */
package io.slipway.rest;
