package org.waymark.faults.identity;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.waymark.faults.cluster.BrokerDisk;
import org.waymark.faults.cluster.LogCluster;
import org.waymark.faults.cluster.ShiftedTime;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.log.Topic;

/** Applies a {@link LogFault} to a log and to the store of its replica. */
final class LogTampering {
  private static final int LATER = 8;
  private static final int FEW = 5;
  private static final int MANY = 60;

  private final LogCluster cluster;
  private final Path directory;

  /** Lets a replica apply the whole log, and remembers the resulting state. */
  interface CatchUp {
    void run() throws Exception;
  }

  /**
   * @param cluster the cluster, whose log contains some events
   * @param directory the directory of the run
   */
  LogTampering(LogCluster cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
  }

  void perform(LogFault fault, SplittableRandom random, CatchUp catchUp) throws Exception {
    switch (fault) {
      case BACKUP_THAT_GREW_AGAIN -> backup(catchUp, MANY);
      case BACKUP -> backup(catchUp, 0);
      case TRUNCATED_TOPIC_THAT_GREW_AGAIN -> truncate(random, catchUp, MANY);
      case TRUNCATED_TOPIC -> truncate(random, catchUp, 0);
      case PURGED_TOPIC -> purge(catchUp);
      case RECREATED_SHORTER_TOPIC -> recreate(catchUp, FEW);
      case RECREATED_LONGER_TOPIC -> recreate(catchUp, MANY);
      case WIDENED_TOPIC -> {
        catchUp.run();
        cluster.widen();
      }
      case OTHER_CLUSTER -> otherCluster(catchUp);
      case OLD_STORE -> restoreStore(catchUp);
      case CLOCK_OFF_100_MS, CLOCK_OFF_3_S, CLOCK_OFF_1_H, CLOCK_OFF_25_H -> {
        catchUp.run();
        long aheadMs = random.nextBoolean() ? fault.clockOffMs() : -fault.clockOffMs();
        cluster.stop();
        cluster.startAgain(new ShiftedTime(aheadMs));
        cluster.append(LATER);
      }
      case LOG_OF_ANOTHER_AS -> throw new IllegalArgumentException("nothing to tamper with");
    }
  }

  private void backup(CatchUp catchUp, int grown) throws Exception {
    cluster.stop();
    cluster.disk().backUp();
    cluster.startAgain();
    cluster.append(LATER);
    catchUp.run();
    cluster.stop();
    cluster.disk().restore();
    cluster.startAgain();
    cluster.append(grown);
  }

  private void truncate(SplittableRandom random, CatchUp catchUp, int grown) throws Exception {
    cluster.append(LATER);
    catchUp.run();
    cluster.stop();
    cluster.disk().truncate(LogCluster.name(Topic.EVENTS), 1 + random.nextInt(LATER));
    cluster.startAgain();
    cluster.append(grown);
  }

  private void purge(CatchUp catchUp) throws Exception {
    catchUp.run();
    cluster.append(LATER);
    cluster.purge(cluster.records(Topic.EVENTS).getLast().offset() - 1);
  }

  private void recreate(CatchUp catchUp, int records) throws Exception {
    catchUp.run();
    cluster.recreate();
    cluster.append(records);
  }

  private void otherCluster(CatchUp catchUp) throws Exception {
    catchUp.run();
    cluster.replaceBy(directory.resolve("other-kafka"));
    cluster.init(RecordedLog.LOCAL);
    cluster.append(MANY);
  }

  private void restoreStore(CatchUp catchUp) throws Exception {
    Path store = directory.resolve("store");
    Path snapshot = directory.resolve("store-snapshot");
    catchUp.run();
    BrokerDisk.copy(store, snapshot);
    cluster.append(LATER);
    catchUp.run();
    BrokerDisk.copy(snapshot, store);
    cluster.append(LATER);
  }
}
