// SPDX-License-Identifier: Apache-2.0
/**
 * The commands for people and scripts: a client of REST like any other.
 *
 * <p>Noun, then verb. What a command needs of the process it runs in is in {@link
 * io.slipway.cli.Surroundings}; what is wrong is told by {@link io.slipway.cli.CliException}.
 */
package io.slipway.cli;
