// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import java.util.Arrays;

/** The value of a metric, in one of the seven types that Kura knows. */
public sealed interface MetricValue {

  /** The number of the type in {@code KuraMetric.ValueType}. */
  int typeNumber();

  record OfDouble(double value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 0;
    }
  }

  record OfFloat(float value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 1;
    }
  }

  record OfLong(long value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 2;
    }
  }

  record OfInt(int value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 3;
    }
  }

  record OfBool(boolean value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 4;
    }
  }

  record OfString(String value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 5;
    }

    /** May be a password. */
    @Override
    public String toString() {
      return "OfString[...]";
    }
  }

  /** The array is not copied: do not change it. */
  record OfBytes(byte[] value) implements MetricValue {
    @Override
    public int typeNumber() {
      return 6;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OfBytes o && Arrays.equals(value, o.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "OfBytes[" + value.length + "]";
    }
  }

  /** The name of the type as the protocol writes it. */
  default String typeName() {
    if (this instanceof OfDouble) {
      return "DOUBLE";
    } else if (this instanceof OfFloat) {
      return "FLOAT";
    } else if (this instanceof OfLong) {
      return "INT64";
    } else if (this instanceof OfInt) {
      return "INT32";
    } else if (this instanceof OfBool) {
      return "BOOL";
    }
    return this instanceof OfString ? "STRING" : "BYTES";
  }
}
