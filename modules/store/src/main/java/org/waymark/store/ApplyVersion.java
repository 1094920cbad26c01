package org.waymark.store;

import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * What apply is: states and digests are compared among equal versions only, and a store of another
 * version is rebuilt.
 *
 * @param number of the rules in the code; raised with every change of what a record does to rows or
 *     of how they are stored
 * @param settings a hash of every setting that apply reads, 32 bytes
 */
public record ApplyVersion(int number, ByteString settings) {
  /** The rules of this code. */
  static final int CURRENT_NUMBER = 2;

  private static final int SHORT_DIGITS = 12;

  public ApplyVersion {
    if (settings.size() != Sha256.SIZE) {
      throw new IllegalArgumentException("the hash of the settings has 32 bytes");
    }
  }

  /** {@return number and settings for people and reports} */
  @Override
  public String toString() {
    return number + "-" + settings.hex().substring(0, SHORT_DIGITS);
  }
}
