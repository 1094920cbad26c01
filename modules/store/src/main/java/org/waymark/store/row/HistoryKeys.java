package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.waymark.log.Topic;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;

/**
 * Encodes and decodes the keys of the tables of history. Numbers are big-endian; inverted ones sort
 * the latest first, so that one seek finds the latest row before an offset.
 *
 * <pre>
 * bytes             offset 8                                        -> {@link VersionBytes}
 * history           segments key 34 | effect 1 | offset 8, inverted -> {@link SegmentChange}
 * past-rows         row kind 1 | key of the row | offset 8, inverted -> value of the row
 * past-by-end       end 1 (0 first, 1 last) | key of by-first or by-last -> nothing
 * past-by-interface IA 8 | interface 8 | segments key 34            -> nothing
 * events            offset 8                                        -> {@link RecordSummary}
 * kills             offset 8 of the revocation | segments key 34    -> nothing
 * ticks             offset 8, inverted                              -> tick_ms 8
 * times             topic 1 | recordTime_ms 8, sign bit flipped     -> offset 8
 *                   topic 1                                         -> latest recordTime_ms 8
 *                   one byte 255                                    -> trimmed to, Unix ms 8
 * covers            offset 8 | segments key 34                      -> nothing
 * outlines          offset 8, inverted | number of the chunk 4      -> {@link OutlineChunk}
 *                   one byte 0                                      -> {@link OutlinePlan}
 * </pre>
 *
 * <p>The effect is 0 for changes of the state, and 1 for records that did not change it. This keeps
 * the two apart, so that readers of the state need not skip the latter, no matter how many there
 * are. The table past-rows contains rows of all kinds except segments. Nothing is written when a
 * tick removes a row, because the removal follows from the end of the row and the ticks.
 *
 * <p>The table times contains the offset of each record whose record time exceeds those of all
 * earlier records. Therefore, the first row after an instant points to the first record after that
 * instant.
 *
 * <p>The table covers contains the records that stored a version while no valid one was stored.
 * Without such a record, a path has been covered from one version to the next. The table outlines
 * contains, every so many records, what was stored before a record. With the events since then, an
 * outline gives the state before any later record in two scans.
 */
public final class HistoryKeys {
  /** The key of the time up to which history was trimmed. */
  public static final byte[] TRIMMED_TO = {(byte) 0xff};

  /**
   * The length of the prefix of a past-by-end key up to and including the first of its two ASes, in
   * bytes.
   */
  public static final int PAST_BY_END_FIRST = 2 + Long.BYTES;

  /** The length of the prefix of a past-by-end key up to and including both ASes, in bytes. */
  public static final int PAST_BY_END_ENDS = PAST_BY_END_FIRST + Long.BYTES;

  /** The key of the plan of outlines, which precedes all outlines. */
  public static final byte[] OUTLINE_PLAN = {0};

  private static final byte EFFECT = 0;
  private static final byte NO_EFFECT = 1;
  private static final byte FIRST = 0;
  private static final byte LAST = 1;

  private HistoryKeys() {}

  /** {@return the prefix of the keys of all changes to the path} */
  public static byte[] changes(byte[] segment, boolean ofState) {
    return ByteBuffer.allocate(Keys.SEGMENT + 1)
        .put(segment)
        .put(ofState ? EFFECT : NO_EFFECT)
        .array();
  }

  public static byte[] change(byte[] segment, boolean ofState, long offset) {
    return ByteBuffer.allocate(Keys.SEGMENT + 1 + Long.BYTES)
        .put(segment)
        .put(ofState ? EFFECT : NO_EFFECT)
        .putLong(~offset)
        .array();
  }

  /** {@return the segments key that a key of the history table contains} */
  public static byte[] segmentOfChange(byte[] change) {
    return Arrays.copyOf(change, Keys.SEGMENT);
  }

  /** {@return the prefix of the keys of all past rows with the given key} */
  public static byte[] pastRow(Family family, byte[] key) {
    return ByteBuffer.allocate(1 + key.length).put((byte) family.kind().number()).put(key).array();
  }

  public static byte[] pastRow(Family family, byte[] key, long offset) {
    return ByteBuffer.allocate(1 + key.length + Long.BYTES)
        .put((byte) family.kind().number())
        .put(key)
        .putLong(~offset)
        .array();
  }

  /** {@return the row key that a past-rows key contains} */
  public static byte[] keyOfPastRow(byte[] pastRow) {
    return Arrays.copyOfRange(pastRow, 1, pastRow.length - Long.BYTES);
  }

  /** {@return the common prefix of the past-row keys that contain the same row key} */
  public static byte[] withoutOffset(byte[] pastRow) {
    return Arrays.copyOf(pastRow, pastRow.length - Long.BYTES);
  }

  /** {@return the offset at the end of a key of history, past-rows or ticks} */
  public static long invertedOffset(byte[] key) {
    return ~ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /**
   * {@return a past-by-end key, or a prefix of such keys}
   *
   * @param byEnd a by-first or by-last key, or a prefix of such keys
   */
  public static byte[] pastByEnd(Family family, byte[] byEnd) {
    return ByteBuffer.allocate(1 + byEnd.length)
        .put(family == Family.BY_FIRST ? FIRST : LAST)
        .put(byEnd)
        .array();
  }

  /** {@return the past-by-end keys of a path} */
  public static List<byte[]> pastByEnds(SegmentKey key, List<Hop> hops) {
    IsdAs first = hops.getFirst().ia();
    IsdAs last = hops.getLast().ia();
    return List.of(
        pastByEnd(Family.BY_FIRST, Keys.byEnd(first, last, hops.size(), key)),
        pastByEnd(Family.BY_LAST, Keys.byEnd(last, first, hops.size(), key)));
  }

  /** {@return the by-first or by-last key that a past-by-end key contains} */
  public static byte[] keyOfPastByEnd(byte[] pastByEnd) {
    return Arrays.copyOfRange(pastByEnd, 1, pastByEnd.length);
  }

  public static byte[] pastByInterface(IsdAs ia, long interfaceId, byte[] segment) {
    return ByteBuffer.allocate(Keys.INTERFACE + Keys.SEGMENT)
        .putLong(ia.value())
        .putLong(interfaceId)
        .put(segment)
        .array();
  }

  /** Converts a prefix of by-interface keys to the prefix of past-by-interface keys. */
  public static byte[] interfacePrefix(byte[] byInterface) {
    return byInterface.length <= Keys.INTERFACE
        ? byInterface
        : Arrays.copyOf(byInterface, Keys.INTERFACE);
  }

  /** {@return the segments key that a past-by-interface key contains} */
  public static byte[] segmentOfPastByInterface(byte[] key) {
    return Arrays.copyOfRange(key, Keys.INTERFACE, key.length);
  }

  /** {@return the key of a row in the table kills or covers} */
  public static byte[] ofRecord(long offset, byte[] segment) {
    return ByteBuffer.allocate(Long.BYTES + Keys.SEGMENT).putLong(offset).put(segment).array();
  }

  /** {@return the segments key in the key of a row in the table kills or covers} */
  public static byte[] segmentOfRecord(byte[] key) {
    return Arrays.copyOfRange(key, Long.BYTES, key.length);
  }

  /** {@return the prefix of the keys of the outline before the record} */
  public static byte[] outline(long offset) {
    return Keys.number(~offset);
  }

  public static byte[] outline(long offset, int chunk) {
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(~offset).putInt(chunk).array();
  }

  /** {@return the offset in a key of an outline} */
  public static long offsetOfOutline(byte[] key) {
    return ~Keys.number(key);
  }

  public static byte[] tick(long offset) {
    return Keys.number(~offset);
  }

  /**
   * {@return the key of the topic's latest record time, which sorts before all other keys of the
   * topic's times}
   */
  public static byte[] latestTime(Topic topic) {
    return new byte[] {(byte) topic.ordinal()};
  }

  public static byte[] time(Topic topic, long recordTimeMs) {
    return ByteBuffer.allocate(1 + Long.BYTES)
        .put((byte) topic.ordinal())
        .putLong(recordTimeMs ^ Long.MIN_VALUE)
        .array();
  }

  /** {@return the record time that a times key contains, in Unix milliseconds} */
  public static long timeMs(byte[] time) {
    return ByteBuffer.wrap(time).getLong(1) ^ Long.MIN_VALUE;
  }
}
