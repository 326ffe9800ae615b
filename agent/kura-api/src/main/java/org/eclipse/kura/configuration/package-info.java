// SPDX-License-Identifier: Apache-2.0
/** Components that Kura configures, and the service that does it. */
package org.eclipse.kura.configuration;
