package org.waymark.server.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.store.apply.Applied;
import org.waymark.wire.event.ReasonCode;

/**
 * Counts the records that could not be applied, and logs the first one per minute for each reason.
 * Such records come from an outsider with permission to write to the log, or from a newer build.
 * Records of a newer build are logged once, because only an upgrade ends them. Methods are called
 * by the applying thread.
 */
public final class QuarantineReport {
  private static final Logger log = LoggerFactory.getLogger(QuarantineReport.class);
  private static final long PAUSE_NS = 60_000_000_000L;

  private final ServerMetrics metrics;
  private final Clock clock;
  private final Map<String, Told> byReason = new HashMap<>();
  private boolean newerSchemaTold;

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
        case Applied.Quarantined(long offset, ReasonCode reason)
            when reason == ReasonCode.NEWER_SCHEMA ->
            newerSchema(topic, offset);
        case Applied.Quarantined(long offset, ReasonCode reason) ->
            quarantined(topic, offset, reason.text(), "");
        case Applied.TrustRefused(long offset, String why) ->
            quarantined(topic, offset, "trust-refused", " (" + why + ")");
        default -> {
          // Such a record was valid, even if it changed nothing.
        }
      }
    }
  }

  private void newerSchema(Topic topic, long offset) {
    metrics.quarantined(topic.suffix(), ReasonCode.NEWER_SCHEMA.text());
    if (newerSchemaTold) {
      return;
    }
    newerSchemaTold = true;
    log.warn(
        "Ignored the record at offset {} of .{}, because a newer build of Waymark wrote it in an"
            + " event schema that this build cannot read. Answers lack what such records contain"
            + " until this replica is upgraded: it then rebuilds its store with them",
        offset,
        topic.suffix());
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
