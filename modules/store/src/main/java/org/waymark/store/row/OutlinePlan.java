package org.waymark.store.row;

import java.nio.ByteBuffer;

/**
 * Decides before which records outlines are written. Its value in {@link Family#OUTLINES} is
 * big-endian:
 *
 * <pre>
 * next 8 | every 8
 * </pre>
 *
 * @param next the offset of the record before which the next outline is due
 * @param every the minimum number of records between outlines
 */
public record OutlinePlan(long next, long every) {
  /** {@return the plan before the first record of a store} */
  public static OutlinePlan before(long first, long every) {
    return new OutlinePlan(first + every, every);
  }

  /**
   * {@return the plan after an outline} At least as many records lie between two outlines as there
   * are versions in the first of them. The outlines therefore have no more versions than the log
   * has records, however large the state is.
   *
   * @param offset the offset of the record before which the outline was written
   * @param versions the number of versions in the outline
   */
  public OutlinePlan after(long offset, long versions) {
    return new OutlinePlan(offset + Math.max(every, versions), every);
  }

  public byte[] encode() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(next).putLong(every).array();
  }

  public static OutlinePlan decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new OutlinePlan(in.getLong(), in.getLong());
  }
}
