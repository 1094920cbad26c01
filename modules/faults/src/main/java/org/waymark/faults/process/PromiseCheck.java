package org.waymark.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentId;
import org.waymark.store.row.StateDigest;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/**
 * Compares the log with everything that the replicas acknowledged, served and stored, after they
 * have stopped.
 */
final class PromiseCheck {
  /** The time within which the live tail must reach the end of the log, on a busy machine. */
  private static final Duration TAILED_WITHIN = Duration.ofMinutes(2);

  private final List<ReplicaProcess> replicas;
  private final List<LiveTail> tails;
  private final List<ProcessWorld.Observation> observations;
  private final int troubles;
  private final Map<String, Load.Sent> byShortId = new HashMap<>();
  private final Map<ByteString, Load.Sent> byKey = new HashMap<>();
  private final Map<Load.Served, Long> served = new HashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final EventCodec codec = new EventCodec(DecoderLimits.DEFAULT);

  /**
   * @param troubles the number of outages of the log
   */
  PromiseCheck(
      List<ReplicaProcess> replicas,
      List<Load> loads,
      List<LiveTail> tails,
      List<ProcessWorld.Observation> observations,
      int troubles) {
    this.replicas = replicas;
    this.tails = tails;
    this.observations = observations;
    this.troubles = troubles;
    for (Load load : loads) {
      for (Load.Sent one : load.sent().values()) {
        byShortId.put(one.segment().id().shortText(), one);
        byKey.put(RecordKeys.segment(one.segment().id()), one);
      }
      served.putAll(load.served());
      counts.merge("answers", load.answers(), Long::sum);
      counts.merge("revocations-sent", load.revocations(), Long::sum);
    }
  }

  /** Checks everything. {@return the counters, by name} */
  Map<String, Long> run(EventLog log)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    Map<ReplicaProcess, StoreCheck.Rows> stored = new HashMap<>();
    Set<Long> ends = new HashSet<>();
    for (ReplicaProcess replica : replicas) {
      StoreCheck.Rows rows = StoreCheck.rows(replica);
      stored.put(replica, rows);
      ends.add(rows.nextOffset());
    }
    FoldedLog folded =
        FoldedLog.of(log, ProcessWorld.configOf(replicas.getFirst()).applySettings(), ends);
    counts.put("events", (long) folded.events().size());
    for (LiveTail tail : tails) {
      counts.merge(
          "tail-resumptions", tail.requireComplete(folded.events(), TAILED_WITHIN), Long::sum);
    }
    for (ProcessWorld.Observation observation : observations) {
      checkDigest(observation, Topic.EVENTS, observation.standing().events(), folded);
      checkDigest(observation, Topic.TRUST, observation.standing().trust(), folded);
    }
    for (ReplicaProcess replica : replicas) {
      checkRows(replica, stored.get(replica), folded);
      for (int process = 1; process <= replica.incarnation(); process++) {
        checkLog(replica, process, folded);
      }
    }
    checkNoNativeCrash();
    if (counts.getOrDefault("acknowledged", 0L) == 0) {
      throw new InvalidRunException("nothing was acknowledged: " + counts);
    }
    return counts;
  }

  private void checkDigest(
      ProcessWorld.Observation seen, Topic topic, Standing.Folded standing, FoldedLog folded)
      throws BrokenPromiseException {
    Optional<StateDigest> expected = folded.digest(topic, standing.nextOffset());
    if (expected.isEmpty()) {
      throw new BrokenPromiseException(
          Promise.NOTHING_INVENTED_IS_SERVED,
          "%s had applied %s up to offset %d, which the log has not reached"
              .formatted(seen.who(), topic.suffix(), standing.nextOffset()));
    }
    if (!expected.get().sum().hex().equals(standing.digest())
        || expected.get().rows() != standing.rows()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS,
          "%s at offset %d of %s had %d rows with digest %s, but the log has %d with %s"
              .formatted(
                  seen.who(),
                  standing.nextOffset(),
                  topic.suffix(),
                  standing.rows(),
                  standing.digest(),
                  expected.get().rows(),
                  expected.get().sum().hex()));
    }
    counts.merge("digests-compared", 1L, Long::sum);
  }

  /** Compares all rows, including the rows for quarantined records. */
  private static void checkRows(ReplicaProcess replica, StoreCheck.Rows stored, FoldedLog folded)
      throws BrokenPromiseException {
    if (!stored.events().equals(folded.eventRows(stored.nextOffset()))
        || !stored.trust().equals(folded.trustRows())) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS,
          "the rows of %s at offset %d differ from those of the log"
              .formatted(replica.id(), stored.nextOffset()));
    }
  }

  private void checkLog(ReplicaProcess replica, int process, FoldedLog folded)
      throws IOException, BrokenPromiseException {
    ReplicaLog log = ReplicaLog.read(replica.logs().get(process - 1));
    refuseAny(Promise.NO_CRASH, log + " reports a fault", log.faults());
    if (!replica.mayRebuild(process)) {
      refuseAny(Promise.POSITION_MATCHES_ROWS, log + " reports damage", log.rebuilds());
    }
    refuseAny(Promise.RESOURCES_ARE_BOUNDED, "repeated log lines", log.repeated(troubles));
    counts.merge("held", log.held(), Long::sum);
    for (ReplicaLog.Registered acknowledged : log.registered()) {
      checkRecorded(log, acknowledged, folded);
      counts.merge("acknowledged", 1L, Long::sum);
    }
    for (ReplicaLog.Revoked acknowledged : log.revoked()) {
      checkRevoked(replica, process, acknowledged, folded);
      counts.merge("revoked", 1L, Long::sum);
    }
  }

  private static void refuseAny(Promise promise, String what, List<String> lines)
      throws BrokenPromiseException {
    if (!lines.isEmpty()) {
      throw new BrokenPromiseException(promise, what + ": " + lines.getFirst());
    }
  }

  private void checkRecorded(ReplicaLog log, ReplicaLog.Registered acknowledged, FoldedLog folded)
      throws BrokenPromiseException {
    Optional<LogRecord> record = folded.event(acknowledged.offset());
    Optional<ByteString> recorded = record.flatMap(this::segmentBytes);
    Optional<ByteString> registered =
        Optional.ofNullable(byShortId.get(acknowledged.shortId()))
            .map(one -> one.segment().bytes());
    if (registered.isEmpty() || !recorded.equals(registered)) {
      throw new BrokenPromiseException(
          Promise.NOTHING_ACKNOWLEDGED_IS_LOST,
          "%s acknowledged segment %s at offset %d, but the log contains at that offset: %s"
              .formatted(log, acknowledged.shortId(), acknowledged.offset(), record));
    }
  }

  private Optional<ByteString> segmentBytes(LogRecord record) {
    return codec
        .decode(record.value())
        .asOptional()
        .map(event -> event.body())
        .filter(EventBody.SegmentEvent.class::isInstance)
        .map(body -> ((EventBody.SegmentEvent) body).bytes());
  }

  /**
   * Checks that an acknowledged revocation is in the log, and that the process that acknowledged it
   * did not serve any of the killed segments in answer to a later request.
   */
  private void checkRevoked(
      ReplicaProcess replica, int process, ReplicaLog.Revoked acknowledged, FoldedLog folded)
      throws BrokenPromiseException {
    ByteString key = RecordKeys.ofInterface(ProcessWorld.LOCAL, acknowledged.interfaceId());
    if (folded.event(acknowledged.offset()).filter(one -> one.key().equals(key)).isEmpty()) {
      throw new BrokenPromiseException(
          Promise.NOTHING_ACKNOWLEDGED_IS_LOST,
          "%s acknowledged a revocation of interface %d at offset %d, but the log contains: %s"
              .formatted(
                  replica.id(),
                  acknowledged.interfaceId(),
                  acknowledged.offset(),
                  folded.event(acknowledged.offset())));
    }
    for (LogRecord record : folded.events().subList(0, (int) acknowledged.offset())) {
      // A segment that was held while the log was away may be recorded again after the revocation.
      Optional<SegmentId> killed =
          folded.lastOffset(record.key()) > acknowledged.offset()
              ? Optional.empty()
              : killedBy(acknowledged, record);
      if (killed.isPresent()) {
        long lastMs = served.getOrDefault(new Load.Served(replica.id(), process, killed.get()), 0L);
        if (lastMs > acknowledged.ms()) {
          throw new BrokenPromiseException(
              Promise.SERVED_SEGMENTS_ARE_LIVE,
              "%s served segment %s, asked %d ms after it acknowledged the revocation at offset %d"
                  .formatted(
                      replica.id(),
                      killed.get(),
                      lastMs - acknowledged.ms(),
                      acknowledged.offset()));
        }
      }
    }
  }

  private Optional<SegmentId> killedBy(ReplicaLog.Revoked revocation, LogRecord record) {
    return Optional.ofNullable(byKey.get(record.key()))
        .filter(one -> one.interfaceId() == revocation.interfaceId())
        .map(one -> one.segment().id());
  }

  private void checkNoNativeCrash() throws IOException, BrokenPromiseException {
    try (Stream<Path> files = Files.list(replicas.getFirst().log().getParent())) {
      List<String> crashes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith("hs_err"))
              .toList();
      refuseAny(Promise.NO_CRASH, "native code crashed", crashes);
    }
  }
}
