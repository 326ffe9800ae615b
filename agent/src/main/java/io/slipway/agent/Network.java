// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.mqtt.Connector;
import io.slipway.agent.mqtt.Trust;

/** How brokers are reached, and which of them are believed. */
record Network(Connector connector, Trust trust) {}
