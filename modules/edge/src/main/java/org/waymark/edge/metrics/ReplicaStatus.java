package org.waymark.edge.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.StateDigest;
import org.waymark.wire.event.RowKind;
import org.waymark.wire.event.TrustVersion;

/**
 * The status of a replica at a point in time, for its operator. Digests, row counts and trust
 * material are taken from a single state, so that two replicas at equal offsets can be compared.
 *
 * @param clockMs the replica's clock, in Unix milliseconds
 * @param address the IP address and port on which the replica listens
 * @param notReady the reason why the replica is not ready; empty if it is ready
 * @param logTrouble the problem with the log; empty if there is none
 * @param topics the applied topics
 * @param lagS the seconds since the replica was last up to date with the log; 0 while it is up to
 *     date
 * @param lastTickMs the time of the last effective tick in Unix milliseconds; 0 before the first
 *     tick
 * @param rows the number of rows of each kind
 * @param others the other replicas of the AS that have reported, ordered by id
 * @param writerSchema the event schema in which the replica writes
 * @param trust the newest TRC of each ISD, followed by the newest chain of the local AS
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
    List<OtherReplica> others,
    int writerSchema,
    Map<RowKind, Long> rows,
    List<Trust> trust,
    Memory memory) {
  /**
   * The progress of applying a topic.
   *
   * @param position the position up to which the topic has been applied; empty before the first
   *     record
   * @param lagRecords the number of records in the log that are not applied yet
   */
  public record Applied(Optional<Position> position, long lagRecords, StateDigest digest) {
    /** {@return the offset of the next record to apply} */
    public long nextOffset() {
      return position.map(Position::nextOffset).orElse(0L);
    }
  }

  /**
   * A TRC or chain and its expiry.
   *
   * @param expiryS the last second of its validity, in Unix seconds
   */
  public record Trust(TrustVersion what, long expiryS) {}

  /**
   * The memory limits of the process, and its current use of the heap.
   *
   * @param storeLimitBytes the maximum native memory per open store; two stores are open during a
   *     rebuild
   */
  public record Memory(long heapLimitBytes, long heapUsedBytes, long storeLimitBytes) {
    /** {@return the current values of this process} */
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
    others = List.copyOf(others);
    rows = Map.copyOf(rows);
    trust = List.copyOf(trust);
  }
}
