package org.waymark.store;

import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.segment;

import java.util.stream.LongStream;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentType;

/**
 * Makes registrations one after another, with a new segment or a newer version of one at each
 * offset.
 */
final class EndlessRecords {
  private EndlessRecords() {}

  static long nextOffset(Store store) {
    return store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L);
  }

  /**
   * Applies the next records.
   *
   * @param interfaces how many interfaces their segments use in turn
   */
  static void apply(Store store, long count, int interfaces) {
    long offset = nextOffset(store);
    store.apply(
        Topic.EVENTS,
        LongStream.range(offset, offset + count)
            .mapToObj(
                o ->
                    Records.record(
                        o,
                        NOW_MS,
                        of(
                            SegmentType.UP,
                            segment(
                                NOW_S - o % 7,
                                64,
                                hop("1-1", 0, 1 + o % interfaces),
                                hop("1-11", 1, 0)))))
            .toList());
  }
}
