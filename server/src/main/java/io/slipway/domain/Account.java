// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/** A tenant. Accounts form a tree; only the root has no parent. */
public record Account(Id id, Optional<Id> parentId, String name, Audit audit) {}
