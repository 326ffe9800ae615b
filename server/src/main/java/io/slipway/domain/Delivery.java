// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/**
 * How far the applications of an attempt are on the device.
 *
 * @param index of the one that is under way; those before it are installed
 * @param offset how many of its bytes the device has, as far as is known
 * @param astray how often in a row the device was elsewhere than expected, or gave no sign of life
 */
public record Delivery(int index, long offset, int astray) {
  public static final Delivery NONE = new Delivery(0, 0, 0);

  /** A device that wants ever other parts has lost its way. */
  static final int MOST_CORRECTIONS = 20;

  /** Who has not got further after so many questions will not. */
  static final int MOST_QUESTIONS = 4;

  private static final int TENTHS = 10;

  Delivery at(long further) {
    return new Delivery(index, further, astray);
  }

  Delivery astrayAt(long elsewhere) {
    return new Delivery(index, elsewhere, astray + 1);
  }

  Delivery onTrack() {
    return new Delivery(index, offset, 0);
  }

  Delivery next() {
    return new Delivery(index + 1, 0, 0);
  }

  /** What is worth a commit: each tenth of an application, not each part. */
  int milestone(Parcel parcel) {
    return index * (TENTHS + 1) + tenth(parcel);
  }

  int tenth(Parcel parcel) {
    return (int) (TENTHS * (double) offset / parcel.size());
  }
}
