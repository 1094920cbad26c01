package org.waymark.faults.failpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.process.BrokerCluster;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.Waiting;
import org.waymark.segment.ByteString;

/** Sets up a scenario around a replica. */
final class Rehearsal {
  private static final Duration HAPPENS_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int LOST_RECORDS = 5;

  private final ProcessWorld world;
  private final ReplicaProcess replica;
  private final BrokerCluster brokers;

  Rehearsal(ProcessWorld world, ReplicaProcess replica) {
    this.world = world;
    this.replica = replica;
    this.brokers = world.brokers();
  }

  /** Performs the steps before the start of the replica. */
  void prepare(Scenario scenario) throws IOException {
    switch (scenario) {
      case FRESH -> FileTree.delete(replica.store());
      case DAMAGED -> Files.writeString(replica.store().resolve("damaged"), "marked by a suite");
      default -> {
        // The replica starts on the store that it left.
      }
    }
  }

  /**
   * Performs the steps after the start of the replica, until the replica can reach its point in the
   * code.
   */
  void play(Scenario scenario)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    switch (scenario) {
      case WORK, FRESH -> {
        // The replica reaches its place while it starts and works.
      }
      case DAMAGED -> replica.mayRebuild();
      case POISON -> {
        awaitReady();
        appendJunk(1);
      }
      case STOP -> {
        awaitReady();
        replica.requestStop();
      }
      case LEASE_STOP -> {
        awaitReady();
        awaitLine("Acquired the lease");
        replica.requestStop();
      }
      case OUTAGE -> {
        awaitReady();
        world.outage();
        brokers.kill(1);
      }
      case RETURN -> {
        awaitReady();
        world.outage();
        brokers.kill(1);
        awaitLine("Holding ");
        restartBroker();
      }
      case TRUNCATION -> {
        replica.mayRebuild();
        awaitReady();
        world.outage();
        truncateLog();
      }
    }
  }

  /** Undoes everything that would prevent a replica from becoming ready. */
  void finish(Scenario scenario) throws IOException, InterruptedException, InvalidRunException {
    if (scenario == Scenario.OUTAGE) {
      restartBroker();
    }
  }

  private void awaitReady()
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    replica.awaitReady(world.moment(), world.events());
  }

  private void awaitLine(String text)
      throws IOException, InterruptedException, InvalidRunException {
    ProcessWorld.Moment start = world.moment();
    while (!Files.readString(replica.log()).contains(text)) {
      if (world.isOver(HAPPENS_WITHIN, start)) {
        throw new InvalidRunException("'%s' never appeared in %s".formatted(text, replica.log()));
      }
      Waiting.pause(LOOK_EVERY);
    }
  }

  private void restartBroker() throws IOException, InterruptedException, InvalidRunException {
    brokers.restart(1);
    brokers.awaitServing(1);
  }

  private void appendJunk(int records) {
    try (KafkaEventLog log = world.openLog()) {
      Entry junk = new Entry(ByteString.EMPTY, "junk", new byte[] {1, 2, 3});
      List.copyOf(Stream.generate(() -> log.append(Topic.EVENTS, junk)).limit(records).toList())
          .forEach(append -> append.join());
    }
  }

  /**
   * Restores an old copy of the broker's data, which lacks the records that the replica applied.
   */
  private void truncateLog() throws IOException, InterruptedException, InvalidRunException {
    Path data = brokers.data(1);
    Path copy = data.resolveSibling("copy");
    brokers.kill(1);
    copy(data, copy);
    restartBroker();
    appendJunk(LOST_RECORDS);
    awaitApplied(world.events());
    brokers.kill(1);
    FileTree.delete(data);
    Files.move(copy, data);
    restartBroker();
  }

  private void awaitApplied(long end) throws InterruptedException, InvalidRunException {
    ProcessWorld.Moment start = world.moment();
    while (replica.status().filter(one -> one.events().nextOffset() >= end).isEmpty()) {
      if (world.isOver(HAPPENS_WITHIN, start)) {
        throw new InvalidRunException(replica.id() + " never applied the records to lose");
      }
      Waiting.pause(LOOK_EVERY);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
