// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;

/** What is asked for when an account is to be made. */
public record AccountDraft(String name, Account.Details details) {}
