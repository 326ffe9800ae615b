// SPDX-License-Identifier: Apache-2.0
/**
 * Kura's payload: the protobuf message that every control message carries, plain or gzipped.
 *
 * <p>Read and written by hand over protobuf's coded streams: what a signature has to judge (unknown
 * fields, metrics of one name, values of another type) is lost by generated code.
 */
package io.slipway.protocol.payload;
