package org.waymark.store.row;

import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * Identifies the function that apply computes. States and digests are comparable only between equal
 * versions, and a store of another version is rebuilt.
 *
 * @param number the version number of the rules in the code, which increases with every change to
 *     the effects of records on rows or to the storage format of rows
 * @param settings a hash of every setting that apply reads, 32 bytes
 */
public record ApplyVersion(int number, ByteString settings) {
  /** The version number of the rules in this code. */
  public static final int CURRENT_NUMBER = 6;

  /**
   * The version for the rules in this code with any settings. It is used to read a complete store.
   */
  public static final ApplyVersion ANY_SETTINGS =
      new ApplyVersion(CURRENT_NUMBER, ByteString.owning(new byte[Sha256.SIZE]));

  private static final int SHORT_DIGITS = 12;

  public ApplyVersion {
    if (settings.size() != Sha256.SIZE) {
      throw new IllegalArgumentException(
          "the hash of the settings must be 32 bytes long, got " + settings.size());
    }
  }

  /** {@return whether a store with the other version may be used where this version is required} */
  public boolean accepts(ApplyVersion other) {
    return equals(ANY_SETTINGS) ? number == other.number : equals(other);
  }

  /** {@return the version number and the first digits of the settings hash, for display} */
  @Override
  public String toString() {
    return number + "-" + settings.hex().substring(0, SHORT_DIGITS);
  }
}
