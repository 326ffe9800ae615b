// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.mqtt.Connector;
import io.slipway.agent.mqtt.Trust;
import io.slipway.agent.packages.PackageFetch;

/** How brokers and contents are reached, and which brokers are believed. */
record Network(Connector connector, Trust trust, PackageFetch fetch) {}
