// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.mqtt.Inbox;
import java.time.Clock;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What the agent sees of the world.
 *
 * @param uptime time that never jumps, from whatever beginning
 * @param log told what happens, line by line
 */
record Surroundings(
    Clock clock, InstantSource uptime, RandomGenerator random, Inbox inbox, Consumer<String> log) {}
