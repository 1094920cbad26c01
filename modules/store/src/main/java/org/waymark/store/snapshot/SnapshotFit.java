package org.waymark.store.snapshot;

import java.util.List;
import java.util.Optional;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.snapshot.SnapshotException.Unfit;
import org.waymark.store.snapshot.SnapshotException.Unfit.Why;

/**
 * Decides whether a replica can start from a snapshot. Rejecting an unsuitable snapshot is safe,
 * because the replica can build its store from the log instead.
 */
public final class SnapshotFit {
  private static final String REBUILD =
      "Start the replica without a snapshot: it builds its store from the log, which requires"
          + " little more than one day of events";

  private final Snapshot snapshot;

  public SnapshotFit(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * Checks the AS.
   *
   * @throws Unfit if the snapshot belongs to another AS
   */
  public void requireAs(IsdAs ia) {
    IsdAs found = snapshot.manifest().ia();
    if (!found.equals(ia)) {
      throw unfit(
          Why.OTHER_AS,
          "belongs to AS %s, but the replica serves AS %s".formatted(found, ia),
          "Specify a snapshot of a replica of AS " + ia);
    }
  }

  /**
   * Checks that the replica would have built the same rows from the log.
   *
   * @param settings the replica's settings; if empty, only the apply rules are compared
   * @throws Unfit if the snapshot has another apply version
   */
  public void requireApplyVersion(Optional<ApplySettings> settings) {
    ApplyVersion expected =
        settings.map(ApplySettings::applyVersion).orElse(ApplyVersion.ANY_SETTINGS);
    ApplyVersion found = snapshot.manifest().applyVersion();
    if (!expected.accepts(found)) {
      throw unfit(
          Why.OTHER_APPLY_VERSION,
          "was made with apply version %s, but this replica has %s: its rules, or the settings in"
                  .formatted(found, text(expected))
              + " [apply] and [limits], differ",
          REBUILD);
    }
  }

  private static String text(ApplyVersion version) {
    return version.equals(ApplyVersion.ANY_SETTINGS)
        ? Integer.toString(version.number())
        : version.toString();
  }

  /**
   * Checks that the snapshot was built from this log, and that the log continues where the snapshot
   * ends.
   *
   * @throws Unfit if a replica could not follow the log from the snapshot
   * @throws LogException if the log cannot be read
   */
  public void requireLog(EventLog log) {
    LogIdentity identity = log.identity();
    for (Topic topic : List.of(Topic.TRUST, Topic.EVENTS)) {
      Optional<Position> position = snapshot.manifest().positions().position(topic);
      if (position.isPresent()) {
        requireSameTopic(identity, topic, position.get());
        requireContinued(log, topic, position.get());
      }
    }
  }

  private void requireSameTopic(LogIdentity log, Topic topic, Position position) {
    if (!log.clusterId().equals(position.clusterId())) {
      throw unfit(
          Why.OTHER_CLUSTER,
          "was built from the Kafka cluster %s, but the log is in cluster %s"
              .formatted(position.clusterId(), log.clusterId()),
          "Correct kafka.bootstrap, or start the replica without a snapshot");
    }
    if (!log.holds(topic, position)) {
      throw unfit(
          Why.OTHER_TOPIC,
          "was built from topic %s with id %s, but the topic now has id %s: it was recreated, or"
                  .formatted(topic.suffix(), position.topicId(), log.topicIds().get(topic))
              + " kafka.prefix refers to another topic",
          "Correct kafka.prefix, or start the replica without a snapshot. If the log lost records"
              + " that only the snapshot has, restore it with --into, and refill the log with:"
              + " waymark log reseed");
    }
  }

  private void requireContinued(EventLog log, Topic topic, Position position) {
    long next = position.nextOffset();
    long start = log.start(topic);
    long end = log.end(topic).nextOffset();
    if (start > next) {
      throw unfit(
          Why.BEFORE_LOG,
          "ends at offset %d of %s, but retention has deleted the records before offset %d"
              .formatted(next, topic.suffix(), start),
          "Take a newer snapshot, or start the replica without one: it builds its store from the"
              + " log");
    }
    if (end < next) {
      throw unfit(
          Why.BEYOND_LOG,
          ("ends at offset %d of %s, but the log ends at offset %d: Kafka has lost records, for"
                      + " example")
                  .formatted(next, topic.suffix(), end)
              + " because a broker was restored from a backup",
          "If other replicas still have these records, refill the log from one of them. "
              + REBUILD);
    }
    try {
      log.requireContinued(topic, position);
    } catch (LogException.Discontinued e) {
      throw unfit(Why.OTHER_RECORDS, "does not match the log: " + e.reason(), REBUILD);
    }
  }

  private Unfit unfit(Why why, String what, String advice) {
    return new Unfit(why, snapshot.folder(), what, advice);
  }
}
