package org.waymark.edge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.server.replay.Readiness;
import org.waymark.store.ApplyVersion;
import org.waymark.store.StateDigest;
import org.waymark.wire.event.RowKind;
import org.waymark.wire.event.TrustVersion;

/**
 * How a replica is at one moment, for its operator. Digests, rows and trust are of one state, so
 * that those of two replicas at equal offsets can be compared.
 *
 * @param clockMs its clock, Unix milliseconds
 * @param address where it serves: IP and port
 * @param notReady why it is not ready; empty when it is
 * @param logTrouble what is wrong with the log; empty when it answers and is as it must be
 * @param topics those that are applied
 * @param lagS for how many seconds there have been records that are not applied
 * @param lastTickMs the last tick that counted, Unix milliseconds, 0 before the first
 * @param rows of each kind
 * @param trust the newest TRC of each ISD, then the newest chain of the AS
 */
public record ReplicaStatus(
    String id,
    String isdAs,
    long clockMs,
    String address,
    Readiness.State state,
    Optional<String> notReady,
    Optional<String> logTrouble,
    boolean leaseHeld,
    Map<Topic, Applied> topics,
    double lagS,
    long lastTickMs,
    ApplyVersion applyVersion,
    Map<RowKind, Long> rows,
    List<Trust> trust,
    Memory memory) {
  /**
   * How far a topic is applied.
   *
   * @param position up to where; empty before the first record
   * @param lagRecords records of the log that are not applied yet
   */
  public record Applied(Optional<Position> position, long lagRecords, StateDigest digest) {
    /** {@return the offset of the first record that is not applied} */
    public long nextOffset() {
      return position.map(Position::nextOffset).orElse(0L);
    }
  }

  /**
   * A TRC or chain and its end.
   *
   * @param expiryS its last second, Unix seconds
   */
  public record Trust(TrustVersion what, long expiryS) {}

  /**
   * What the process may use at most, and what of it is the heap's now.
   *
   * @param storeLimitBytes of native memory, per open store: two while one is rebuilt
   */
  public record Memory(long heapLimitBytes, long heapUsedBytes, long storeLimitBytes) {
    /** {@return that of this process now} */
    static Memory now() {
      Runtime runtime = Runtime.getRuntime();
      return new Memory(
          runtime.maxMemory(),
          runtime.totalMemory() - runtime.freeMemory(),
          org.waymark.store.Store.NATIVE_LIMIT_BYTES);
    }
  }

  public ReplicaStatus {
    topics = Map.copyOf(topics);
    rows = Map.copyOf(rows);
    trust = List.copyOf(trust);
  }
}
