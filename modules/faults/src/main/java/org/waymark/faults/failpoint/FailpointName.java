package org.waymark.faults.failpoint;

import java.util.Arrays;
import java.util.List;
import org.waymark.faults.instrumentation.FailpointPlace;
import org.waymark.faults.instrumentation.FailpointPlace.Side;

/** The points in the code at which a replica is killed or delayed. */
enum FailpointName {
  BEFORE_APPEND(Scenario.WORK, 20, "log.kafka.KafkaAppender#append", Side.ENTRY),
  AFTER_APPEND(Scenario.WORK, 20, "log.kafka.KafkaAppender#append", Side.EXIT),
  BEFORE_ACKNOWLEDGEMENT(Scenario.WORK, 20, "log.kafka.KafkaAppender#answered", Side.ENTRY),
  AFTER_ACKNOWLEDGEMENT(Scenario.WORK, 20, "log.kafka.KafkaAppender#answered", Side.EXIT),
  BEFORE_OUTCOME(Scenario.WORK, 20, "server.report.OutcomeReporter#registered", Side.ENTRY),
  BEFORE_REVOCATION_OUTCOME(Scenario.WORK, 1, "server.report.OutcomeReporter#revoked", Side.ENTRY),
  TAIL_DELIVERY(Scenario.WORK, 20, "log.kafka.KafkaTail#taken", Side.EXIT),
  TAIL_COMPARISON(Scenario.WORK, 1, "log.kafka.KafkaTail#compare", Side.ENTRY),
  BEFORE_APPLY(Scenario.WORK, 20, "server.replay.Follower#apply", Side.ENTRY),
  AFTER_APPLY(Scenario.WORK, 20, "server.replay.Follower#apply", Side.EXIT),
  AFTER_BATCH_WRITE(Scenario.WORK, 20, "store.backing.RocksDatabase#write", Side.EXIT),
  BEFORE_FLUSH(Scenario.WORK, 5, "store.backing.RocksDatabase#flush", Side.ENTRY),
  AFTER_FLUSH(Scenario.WORK, 5, "store.backing.RocksDatabase#flush", Side.EXIT),
  BEFORE_SEAL(Scenario.WORK, 5, "store.backing.Sealing#seal", Side.ENTRY),
  AFTER_SEAL(Scenario.WORK, 5, "store.backing.Sealing#seal", Side.EXIT),
  AFTER_SEAL_RENAME(Scenario.WORK, 5, "runtime.DurableFile#replace", Side.EXIT),
  STORE_OPENED(Scenario.WORK, 1, "store.backing.RocksOpening#checked", Side.EXIT),
  START_RECORDED(Scenario.WORK, 1, "server.report.StartRecord#append", Side.EXIT),
  TICK(Scenario.WORK, 1, "server.propagation.LeaseTasks#tick", Side.EXIT),
  LEASE_GAINED(Scenario.WORK, 1, "log.kafka.KafkaLease$Member#onPartitionsAssigned", Side.EXIT),
  AFTER_CHECKPOINT(Scenario.WORK, 1, "server.report.AuditTrail#checkpoint", Side.EXIT),
  BEFORE_TRUST_APPLY(Scenario.FRESH, 1, "store.Store#applyTrust", Side.ENTRY),
  AFTER_TRUST_APPLY(Scenario.FRESH, 1, "store.Store#applyTrust", Side.EXIT),
  BUILDING_MARKED(Scenario.FRESH, 1, "store.backing.StoreDirectory#markBuilding", Side.EXIT),
  STORE_CREATED(Scenario.FRESH, 1, "store.backing.RocksOpening#fresh", Side.EXIT),
  BEFORE_MARKED_WHOLE(Scenario.FRESH, 1, "store.backing.StoreDirectory#markWhole", Side.ENTRY),
  AFTER_MARKED_WHOLE(Scenario.FRESH, 1, "store.backing.StoreDirectory#markWhole", Side.EXIT),
  BEFORE_SET_ASIDE(Scenario.DAMAGED, 1, "store.backing.RocksOpening#instead", Side.ENTRY),
  DURING_SET_ASIDE(Scenario.DAMAGED, 2, "store.backing.StoreDirectory#move", Side.EXIT),
  QUARANTINE(Scenario.POISON, 1, "server.report.QuarantineReport#quarantined", Side.ENTRY),
  BEFORE_CLOSE(Scenario.STOP, 1, "store.Store#close", Side.ENTRY),
  AFTER_DATABASE_CLOSE(Scenario.STOP, 1, "store.backing.RocksDatabase#close", Side.EXIT),
  STOP_RECORDED(Scenario.STOP, 1, "server.report.StopRecord#close", Side.EXIT),
  LEASE_LOST(Scenario.LEASE_STOP, 1, "log.kafka.KafkaLease$Member#onPartitionsRevoked", Side.EXIT),
  HELD(Scenario.OUTAGE, 5, "server.outage.OutageBuffer#enter", Side.EXIT),
  LOG_AWAY(Scenario.OUTAGE, 1, "log.LogWatch#away", Side.EXIT),
  BEFORE_HELD_APPEND(Scenario.RETURN, 3, "server.recorder.OutageRecorder#append", Side.ENTRY),
  AFTER_HELD_APPEND(Scenario.RETURN, 3, "server.recorder.OutageRecorder#appended", Side.EXIT),
  BEFORE_REBUILD(Scenario.TRUNCATION, 1, "server.replay.ServingStore#openBeside", Side.EXIT),
  BEFORE_REBUILD_SWAP(Scenario.TRUNCATION, 1, "server.replay.ServingStore#takeOver", Side.ENTRY),
  AFTER_REBUILD_SWAP(Scenario.TRUNCATION, 1, "server.replay.ServingStore#takeOver", Side.EXIT);

  private final Scenario scenario;
  private final int maxHit;
  private final FailpointPlace place;

  /**
   * @param maxHit the highest number of a hit at which an action can be taken
   * @param method the class, without the root package, and the method
   */
  FailpointName(Scenario scenario, int maxHit, String method, Side side) {
    String[] parts = method.split("#");
    this.scenario = scenario;
    this.maxHit = maxHit;
    this.place = new FailpointPlace("org.waymark." + parts[0], parts[1], side);
  }

  Scenario scenario() {
    return scenario;
  }

  int maxHit() {
    return maxHit;
  }

  FailpointPlace place() {
    return place;
  }

  /** {@return the points that a scenario reaches} */
  static List<FailpointName> of(Scenario scenario) {
    return Arrays.stream(values()).filter(name -> name.scenario == scenario).toList();
  }
}
