package org.waymark.server.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.store.apply.Applied;

/**
 * Counts the records of the log that changed nothing because they are wrong, and writes the first
 * of each reason in a minute to the log. Such records come from a replica of another build or from
 * a stranger with the right to write. Called by the applying thread.
 */
public final class QuarantineReport {
  private static final Logger log = LoggerFactory.getLogger(QuarantineReport.class);
  private static final long PAUSE_NS = 60_000_000_000L;

  private final ServerMetrics metrics;
  private final Clock clock;
  private final Map<String, Told> byReason = new HashMap<>();

  private static final class Told {
    private final long atNs;
    private long more;

    Told(long atNs) {
      this.atNs = atNs;
    }
  }

  public QuarantineReport(ServerMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** A batch of a topic was applied. */
  public void applied(Topic topic, List<Applied> batch) {
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Quarantined(long offset, var reason) ->
            quarantined(topic, offset, reason.text(), "");
        case Applied.TrustRefused(long offset, String why) ->
            quarantined(topic, offset, "trust-refused", " (" + why + ")");
        default -> {
          // It counted, or another record was better.
        }
      }
    }
  }

  private void quarantined(Topic topic, long offset, String reason, String detail) {
    metrics.quarantined(topic.suffix(), reason);
    Told last = byReason.get(reason);
    long nowNs = clock.monotonicNs();
    if (last != null && nowNs - last.atNs < PAUSE_NS) {
      last.more++;
      return;
    }
    log.warn(
        "the record at offset {} of .{} changes nothing: {}{}{}; see who wrote it: only replicas"
            + " may write to the log",
        offset,
        topic.suffix(),
        reason,
        detail,
        last == null || last.more == 0
            ? ""
            : ", as do " + last.more + " others since the last line");
    byReason.put(reason, new Told(nowNs));
  }
}
