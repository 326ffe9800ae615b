// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.handler.Snapshots;
import io.slipway.agent.packages.Packages;
import io.slipway.agent.state.AgentStore;

/** What outlasts a loss of power. */
record Memory(AgentStore store, Snapshots snapshots, Packages packages) {}
