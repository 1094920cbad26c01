package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleFact;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.fixtures.oracle.OracleReader;
import org.waymark.fixtures.oracle.OracleRow;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StateDigest;

/**
 * The state at each offset of {@code .events} according to the written rules. The model reads the
 * log itself, and uses the oracle instead of the code of apply. Not thread-safe.
 */
public final class LogModel {
  /**
   * The span of offsets at which a version is stored.
   *
   * @param from the number of applied records from which the version is stored
   * @param end the number of applied records from which the version is no longer stored
   */
  private record Span(long from, long end) {}

  private record VersionKey(int type, ByteString bytes) {}

  private final Supplier<EventLog> connect;
  private final ApplySettings settings;
  private final OracleReader reader;
  private final Map<Object, OracleRow> knownRows = new IdentityHashMap<>();

  private Oracle oracle;
  private final List<StateDigest> digests = new ArrayList<>();
  private final List<OracleFact> facts = new ArrayList<>();
  private final List<OracleOutcome> outcomes = new ArrayList<>();
  private final Map<OracleState.Version, Long> stored = new IdentityHashMap<>();
  private final Map<VersionKey, List<Span>> spans = new HashMap<>();

  /**
   * Creates a model that has read nothing.
   *
   * @param connect opens the log as it is now
   * @param settings the settings with which the replicas apply records
   */
  public LogModel(Supplier<EventLog> connect, ApplySettings settings) {
    this.connect = connect;
    this.settings = settings;
    reader = new OracleReader(settings.limits());
    restart();
  }

  /** Begins again at offset 0, because the log has lost records. */
  public void restart() {
    oracle = new Oracle(settings.aheadMs(), settings.treeTtls());
    digests.clear();
    facts.clear();
    outcomes.clear();
    stored.clear();
    spans.clear();
    digests.add(digest());
  }

  /** Reads to the end of the log, unless the log cannot be reached. */
  public void read() {
    try {
      EventLog log = connect.get();
      if (log.end(Topic.EVENTS).nextOffset() > size()) {
        log.readToEnd(
            Topic.EVENTS,
            log.identity().at(Topic.EVENTS, size()),
            records -> records.forEach(this::apply));
      }
    } catch (LogException.Unreachable notNow) {
      // The next call reads the rest.
    }
  }

  private void apply(LogRecord record) {
    OracleFact fact = reader.read(record.value());
    facts.add(fact);
    outcomes.add(oracle.apply(record.offset(), record.recordTimeMs(), fact));
    trackVersions(record.offset());
    digests.add(digest());
  }

  private void trackVersions(long offset) {
    Set<OracleState.Version> present = Collections.newSetFromMap(new IdentityHashMap<>());
    present.addAll(oracle.state().segments);
    for (OracleState.Version version : List.copyOf(stored.keySet())) {
      if (!present.contains(version)) {
        long from = stored.remove(version);
        spans.computeIfAbsent(key(version), _ -> new ArrayList<>()).add(new Span(from, offset + 1));
      }
    }
    present.forEach(version -> stored.putIfAbsent(version, offset + 1));
  }

  private static VersionKey key(OracleState.Version version) {
    return new VersionKey(version.fact().type().number(), version.fact().bytes());
  }

  private StateDigest digest() {
    OracleState state = oracle.state();
    List<OracleRow> rows = new ArrayList<>();
    state.segments.forEach(one -> rows.add(row(one, OracleState::row)));
    state.revocations.forEach(one -> rows.add(row(one, OracleState::row)));
    state.blocks.forEach(one -> rows.add(row(one, OracleState::row)));
    state.interfacesDown.forEach(one -> rows.add(row(one, OracleState::row)));
    state.quarantine.forEach(one -> rows.add(row(one, OracleState::row)));
    return new StateDigest(
        OracleRow.sum(rows), rows.size(), state.lastTickMs, settings.applyVersion());
  }

  /** Converts a row, or returns the remembered result, because the conversion takes much longer. */
  private <T> OracleRow row(T one, Function<T, OracleRow> converter) {
    return knownRows.computeIfAbsent(one, _ -> converter.apply(one));
  }

  /** {@return the number of records that have been read} */
  public long size() {
    return facts.size();
  }

  /** {@return the digest after the given number of records} */
  public StateDigest digestAt(long applied) {
    return digests.get((int) applied);
  }

  /** {@return the content of a record} */
  public OracleFact factAt(long offset) {
    return facts.get((int) offset);
  }

  /** {@return the effect of a record} */
  public OracleOutcome outcomeAt(long offset) {
    return outcomes.get((int) offset);
  }

  /** {@return the rows that result from applying all records that have been read} */
  public OracleState state() {
    return oracle.state();
  }

  /** {@return whether a version is stored after the given number of records} */
  public boolean isStored(SegmentType type, ByteString bytes, long applied) {
    VersionKey key = new VersionKey(type.number(), bytes);
    return spans.getOrDefault(key, List.of()).stream()
            .anyMatch(span -> span.from() <= applied && applied < span.end())
        || stored.entrySet().stream()
            .anyMatch(one -> one.getValue() <= applied && key(one.getKey()).equals(key));
  }
}
