package org.waymark.history.report;

import java.util.ArrayList;
import java.util.List;
import org.waymark.history.report.AuditReport.Listed;
import org.waymark.wire.event.EventBody;

/** The {@code .audit} records of rejections for one reason. Not thread-safe. */
final class RefusedMessages {
  /** The maximum number of records that are listed. */
  static final int MAX_LISTED = 100;

  private final List<Listed<EventBody.Audit>> listed = new ArrayList<>();
  private long lastOffset;

  void add(Listed<EventBody.Audit> record) {
    lastOffset = record.offset();
    if (listed.size() < MAX_LISTED) {
      listed.add(record);
    }
  }

  /** {@return the listed records, in the order of offsets; at least one} */
  List<Listed<EventBody.Audit>> listed() {
    return listed;
  }

  /** {@return the offset of the first record} */
  long firstOffset() {
    return listed.getFirst().offset();
  }

  /** {@return the offset of the last record, listed or not} */
  long lastOffset() {
    return lastOffset;
  }
}
