package org.waymark.server.replicas;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogEnd;
import org.waymark.log.LogRecord;
import org.waymark.log.LogState;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WriterSchema;
import org.waymark.store.apply.Applied;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TickDigest;

/**
 * Appends a report to {@code .audit} at every tick, and compares the digests that other replicas
 * report with this replica's own digests (ARCHITECTURE, Reports). A difference is logged together
 * with the first tick that shows it. If this replica cannot know that its store is right, it stops
 * being ready and orders a rebuild of the store from the log.
 *
 * <p>While a replica catches up with many ticks, it reports at most once in 5 s. Memory is bounded
 * by the number of replicas. No method waits for the log. Safe for use by several threads: the
 * applying thread, the thread that reads {@code .audit}, and the threads that query the status.
 */
public final class ReplicaReports implements AppliedListener {
  private static final Logger log = LoggerFactory.getLogger(ReplicaReports.class);

  private static final long REPORT_PAUSE_MS = 5_000;
  private static final long ORDER_PAUSE_MS = TimeUnit.MINUTES.toMillis(10);
  private static final long MS_NS = 1_000_000;

  /**
   * The maximum length of texts and ids. Longer ones do not come from a replica, and would waste
   * memory.
   */
  private static final int MOST_CHARS = 256;

  private final String replicaId;
  private final ServingStore store;
  private final String applyVersion;
  private final Readiness readiness;
  private final AuditTrail audit;
  private final WriterSchema schema;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final EventCodec codec;
  private final DigestComparison comparison;
  private OptionalLong reportedMs = OptionalLong.empty();
  private OptionalLong orderedMs = OptionalLong.empty();
  private boolean contested;
  private int rebuilds;

  /** The end offset of {@code .events} according to the log watch. */
  private volatile long eventsEnd;

  public ReplicaReports(ServerContext context) {
    this.replicaId = context.settings().replicaId();
    this.store = context.store();
    this.applyVersion = store.digest(Topic.EVENTS).applyVersion().toString();
    this.readiness = context.readiness();
    this.audit = context.audit();
    this.schema = context.schema();
    this.codec = new EventCodec(DecoderLimits.DEFAULT, schema.newest());
    this.metrics = context.metrics();
    this.clock = context.clock();
    this.comparison = new DigestComparison(applyVersion);
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    if (topic != Topic.EVENTS) {
      return;
    }
    List<TickDigest> ticks =
        batch.stream()
            .filter(Applied.Tick.class::isInstance)
            .map(tick -> ((Applied.Tick) tick).digest())
            .toList();
    ticks.forEach(this::applied);
    if (!ticks.isEmpty()) {
      report(ticks.getLast());
    }
  }

  private synchronized void applied(TickDigest tick) {
    comparison.applied(tick).forEach(this::tell);
    decide();
  }

  private synchronized void report(TickDigest tick) {
    long nowMs = clock.monotonicNs() / MS_NS;
    if (reportedMs.isPresent() && nowMs - reportedMs.getAsLong() < REPORT_PAUSE_MS) {
      return;
    }
    reportedMs = OptionalLong.of(nowMs);
    audit.reported(
        new EventBody.ReplicaReported(
            tick,
            applyVersion,
            schema.newest(),
            readiness.state().text(),
            Math.max(0, eventsEnd - tick.offset() - 1),
            Math.max(0, clock.wallMs() - tick.recordTimeMs()),
            rebuilds,
            metrics.counters()));
  }

  @Override
  public synchronized void rebuilding() {
    rebuilds++;
    comparison.rebuilding();
    decide();
  }

  /** Stores the end offsets of the topics, from which reports compute the lag. */
  public void logSeen(LogState state) {
    state.end(Topic.EVENTS).map(LogEnd::nextOffset).ifPresent(end -> eventsEnd = end);
  }

  /**
   * Handles a record of {@code .audit}. Records that are neither starts nor reports are ignored.
   */
  void read(LogRecord record) {
    if (codec.decode(record.value()) instanceof Decoded.Accepted<Event>(Event event)) {
      switch (event.body()) {
        case EventBody.ReplicaStarted started -> {
          schema.reported(started.newestSchema(), record.recordTimeMs());
          started(event.writer());
        }
        case EventBody.ReplicaReported reported ->
            reported(new ReceivedReport(event.writer(), record.recordTimeMs(), reported));
        default -> {
          // Other records do not say what a replica has applied.
        }
      }
    }
  }

  private synchronized void started(String replica) {
    comparison.started(replica);
  }

  private synchronized void reported(ReceivedReport report) {
    if (isTooLong(report)) {
      metrics.fault(FaultPlace.AUDIT);
      log.warn(
          "Ignored a report recorded in .audit at {}, because it contains text longer than {}"
              + " characters. Only replicas may write to the log, so find out who wrote the report",
          Instant.ofEpochMilli(report.recordTimeMs()),
          MOST_CHARS);
      return;
    }
    schema.reported(report.body().newestSchema(), report.recordTimeMs());
    if (!report.replica().equals(replicaId)) {
      comparison.reported(report, clock.monotonicNs() / MS_NS).forEach(this::tell);
      decide();
    }
  }

  private static boolean isTooLong(ReceivedReport report) {
    return report.replica().length() > MOST_CHARS
        || report.body().applyVersion().length() > MOST_CHARS
        || report.body().state().length() > MOST_CHARS;
  }

  /**
   * Handles the start of reading {@code .audit} from another place than before.
   *
   * @param atStartOfLog whether reading begins with the first record of the log
   */
  void begin(boolean atStartOfLog) {
    schema.begins(atStartOfLog);
  }

  /** Reports that all records up to the end of {@code .audit} have been read. */
  void isCurrent() {
    schema.isCurrent();
  }

  /** Reports that {@code .audit} cannot be read at the moment. */
  void isBehind() {
    schema.isBehind();
  }

  /** {@return the other replicas that have reported, ordered by id} */
  public synchronized List<OtherReplica> others() {
    return comparison.others();
  }

  /** {@return the event schema in which this replica writes} */
  public int writerSchema() {
    return schema.getAsInt();
  }

  private void decide() {
    comparison.contest().ifPresentOrElse(this::contested, this::uncontested);
  }

  private void contested(Contest contest) {
    String why = contest.why();
    if (!contested) {
      contested = true;
      log.error(
          "Treating this replica as diverged, because its store cannot be relied on: {}", why);
    }
    readiness.contested(why);
    long nowMs = clock.monotonicNs() / MS_NS;
    if (orderedMs.isEmpty() || nowMs - orderedMs.getAsLong() >= ORDER_PAUSE_MS) {
      orderedMs = OptionalLong.of(nowMs);
      store.orders().order(why);
    }
  }

  private void uncontested() {
    contested = false;
    readiness.uncontested();
  }

  private void tell(Finding finding) {
    switch (finding) {
      case Finding.Differs(String id, TickDigest ours, TickDigest theirs, OptionalLong equal) -> {
        metrics.digestsDiffer();
        log.error(
            "The digest of replica {} has differed from this replica's digest since the tick at"
                + " offset {} of .events, recorded at {} ({}): that replica: digest {}, {} rows;"
                + " this replica: digest {}, {} rows",
            id,
            ours.offset(),
            Instant.ofEpochMilli(ours.recordTimeMs()),
            equal.isPresent()
                ? "last equal at the tick at offset " + equal.getAsLong()
                : "never compared before",
            theirs.digest().hex(),
            theirs.rows(),
            ours.digest().hex(),
            ours.rows());
      }
      case Finding.Agrees(String id, long tick) ->
          log.info(
              "The digest of replica {} matches this replica's digest again, as of the tick at"
                  + " offset {}",
              id,
              tick);
      case Finding.Judged(String id, long tick, Finding.Judgment judgment) ->
          log.warn(
              "Compared the rebuilt store with replica {}, whose digest differed at the tick at"
                  + " offset {}: {}",
              id,
              tick,
              judgment.text());
      case Finding.OtherVersion(String id, String version) ->
          log.warn(
              "Replica {} has reported apply version {} for over an hour, but this replica has {},"
                  + " so their digests cannot be compared: run the same build with the same"
                  + " settings on both",
              id,
              version,
              applyVersion);
      case Finding.SameVersion(String id) ->
          log.info(
              "Replica {} now reports apply version {}, as this replica does", id, applyVersion);
    }
  }
}
