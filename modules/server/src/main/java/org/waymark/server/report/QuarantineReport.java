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
 * Counts the records that could not be applied, and logs the first one per minute for each reason.
 * Such records come from a replica that runs another build, or from an outsider with permission to
 * write to the log. Methods are called by the applying thread.
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

  /** Reports the unusable records of an applied batch. */
  public void applied(Topic topic, List<Applied> batch) {
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Quarantined(long offset, var reason) ->
            quarantined(topic, offset, reason.text(), "");
        case Applied.TrustRefused(long offset, String why) ->
            quarantined(topic, offset, "trust-refused", " (" + why + ")");
        default -> {
          // Such a record was valid, even if it changed nothing.
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
        "Ignored the record at offset {} of .{}: {}{}{}. Only replicas may write to the log, so"
            + " find out who wrote the record",
        offset,
        topic.suffix(),
        reason,
        detail,
        last == null || last.more == 0
            ? ""
            : " (and " + last.more + " others since the last message like this)");
    byReason.put(reason, new Told(nowNs));
  }
}
