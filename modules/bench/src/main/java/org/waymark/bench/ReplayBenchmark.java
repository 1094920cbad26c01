package org.waymark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.rocksdb.RocksDBException;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.LogEnd;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.FileTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures how many segment events per second a replica applies when it rebuilds its store from the
 * log, with history and tree, as a fraction of the rate of a bare consumer that reads the same log
 * and writes the same rows and positions to RocksDB, in the same batches and order.
 *
 * <p>The measurement starts after part of the log has been replayed, so the cost of starting up is
 * excluded. The replica and the consumer take turns, always starting with an empty folder.
 */
final class ReplayBenchmark implements Benchmark {
  /** The least share of a consumer that writes the same rows. */
  private static final double GOAL = 0.50;

  private static final String NAME = "replay";
  private static final int MAX_SEGMENTS = 5;
  private static final long SEED = 2;
  private static final long LOOK_EVERY_NS = 500_000;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Override
  public String name() {
    return NAME;
  }

  /** The description of a filled log, with the destination and key of one of its segment events. */
  private record Filled(long events, long untimed, double bytesPerEvent, IsdAs dst, byte[] key) {}

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    bed.makeLog(NAME);
    bed.progress("replay: creating and appending " + scale.replayEvents() + " events");
    Filled filled = fill(bed, scale);
    bed.progress("replay: saving the rows of a fold");
    Path rows = keepRows(bed, filled);
    double[] rebuilt = new double[scale.replayRounds()];
    double[] written = new double[scale.replayRounds()];
    double[] shares = new double[scale.replayRounds()];
    double[] ofRecords = new double[scale.replayRounds()];
    for (int round = 0; round < scale.replayRounds(); round++) {
      bed.progress("replay: round %d of %d".formatted(round + 1, scale.replayRounds()));
      rebuilt[round] = rebuild(bed, filled);
      written[round] = writeRows(bed, filled, rows);
      shares[round] = rebuilt[round] / written[round];
      ofRecords[round] = rebuilt[round] / writeRecords(bed, filled);
    }
    return figures(
        filled, Median.of(rebuilt), Median.of(written), Median.of(shares), Median.of(ofRecords));
  }

  private static Filled fill(Testbed bed, Scale scale) {
    Network wide = Network.of(NetworkTopology.wide(scale.replayLeaves()), SEED, bed.clock());
    List<Route> routes =
        wide.topology()
            .routes(SegmentType.DOWN, 3)
            .filter(route -> route.size() == 3)
            .limit(scale.replayEvents())
            .toList();
    long nowS = bed.clock().wallMs() / 1_000;
    try (KafkaEventLog log = bed.openLog(NAME)) {
      long bytes = SegmentEvents.append(log, wide, SegmentType.DOWN, routes.stream(), nowS);
      LogEnd end = log.end(Topic.EVENTS);
      if (end.nextOffset() != scale.replayEvents()) {
        throw new InvalidRunException(
            "the log has %d events instead of %d"
                .formatted(end.nextOffset(), scale.replayEvents()));
      }
      Route last = routes.getLast();
      byte[] key = SegmentEvents.segment(wide, last, nowS).id().bytes().unsafeBytes();
      return new Filled(
          routes.size(), scale.replayUntimed(), (double) bytes / routes.size(), last.last(), key);
    }
  }

  /**
   * Rebuilds the store of a replica.
   *
   * @return the events per second
   */
  private static double rebuild(Testbed bed, Filled filled) throws IOException {
    long startNs = bed.clock().monotonicNs();
    long giveUpNs = startNs + LONGEST.toNanos();
    long from = 0;
    try (RunningReplica running = bed.startReplica(NAME, MAX_SEGMENTS)) {
      Replica replica = running.replica();
      while (from < filled.untimed) {
        LockSupport.parkNanos(LOOK_EVERY_NS);
        from = nextOffset(replica);
        startNs = bed.clock().monotonicNs();
        if (startNs > giveUpNs) {
          throw new InvalidRunException("the replica did not catch up in time");
        }
      }
      replica.whenCaughtUp().orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
      long endNs = bed.clock().monotonicNs();
      check(replica, filled);
      return perSecond(filled, from, endNs - startNs);
    }
  }

  private static double perSecond(Filled filled, long from, long tookNs) {
    if (from > filled.events / 2) {
      throw new InvalidRunException(
          "%d of %d events were replayed before the measurement started"
              .formatted(from, filled.events));
    }
    return (filled.events - from) * 1e9 / tookNs;
  }

  private static long nextOffset(Replica replica) {
    return replica.standing(Topic.EVENTS).nextOffset();
  }

  private static void check(Replica replica, Filled filled) throws IOException {
    long rows = replica.standing(Topic.EVENTS).digest().rows();
    if (rows != filled.events) {
      throw new InvalidRunException(
          "the replica has %d rows after %d events".formatted(rows, filled.events));
    }
    SegmentRequest request = new SegmentRequest(IsdAs.parse("2-1"), filled.dst, false, false);
    try (UdpSocket socket = new UdpSocket(replica.address())) {
      ByteBuffer asked = Datagram.of(request, 1, Testbed.LOCAL, socket.local(), replica.address());
      socket.send(asked);
      if (Datagram.segments(socket.receive()).size() != MAX_SEGMENTS) {
        throw new InvalidRunException(
            "the replica does not serve the segments that it has applied");
      }
    }
  }

  /**
   * Keeps what the records of the log become: the rows that apply writes for each batch.
   *
   * @return the file with the rows
   */
  private static Path keepRows(Testbed bed, Filled filled)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectory(bed.newFolder("rows"));
    Path records = folder.resolve("records");
    try (HistoryLog.Writer out = HistoryLog.write(records);
        BareConsumer bare =
            consumer(
                bed,
                batch -> {
                  for (ConsumerRecord<byte[], byte[]> record : batch) {
                    out.write(record.timestamp(), record.value());
                  }
                })) {
      bare.storeUpTo(filled.events, filled.events);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
    Path rows = folder.resolve("rows");
    new HistoryFold(new HistoryLog(records, filled.events), filled.events, folder.resolve("fold"))
        .keepRows(rows);
    return rows;
  }

  private static BareConsumer consumer(Testbed bed, BareConsumer.Batches batches) {
    return new BareConsumer(bed.bootstrapServers(), new TopicNames(NAME).of(Topic.EVENTS), batches);
  }

  /**
   * Reads the log, and writes the rows that a replica writes, in the same batches.
   *
   * @return the events per second
   */
  private static double writeRows(Testbed bed, Filled filled, Path kept) throws IOException {
    Path folder = Files.createDirectory(bed.newFolder("bare"));
    try (BareRows rows = BareRows.ofStore(folder);
        RowsFile.Reader batches = RowsFile.open(kept);
        BareConsumer bare = consumer(bed, _ -> rows.write(batches.next().orElseThrow()))) {
      double rate = storeAll(bed, filled, bare);
      if (!rows.holdsPositions() || batches.next().isPresent()) {
        throw new InvalidRunException("the bare consumer has not written all rows");
      }
      return rate;
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } finally {
      FileTree.delete(folder);
    }
  }

  /**
   * Reads the log, and writes only its records and positions.
   *
   * @return the events per second
   */
  private static double writeRecords(Testbed bed, Filled filled) throws IOException {
    Path folder = Files.createDirectory(bed.newFolder("bare"));
    try (BareRows rows = BareRows.ofRecords(folder);
        BareConsumer bare =
            consumer(
                bed,
                batch -> {
                  for (ConsumerRecord<byte[], byte[]> record : batch) {
                    rows.put(record.key(), record.value());
                  }
                  rows.commit(batch.getLast().offset() + 1);
                })) {
      double rate = storeAll(bed, filled, bare);
      if (!rows.holds(filled.key)) {
        throw new InvalidRunException("the bare consumer has not written the last event");
      }
      return rate;
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } finally {
      FileTree.delete(folder);
    }
  }

  private static double storeAll(Testbed bed, Filled filled, BareConsumer bare)
      throws IOException, RocksDBException {
    long from = bare.storeUpTo(filled.untimed, filled.events);
    long startNs = bed.clock().monotonicNs();
    bare.storeUpTo(filled.events, filled.events);
    return perSecond(filled, from, bed.clock().monotonicNs() - startNs);
  }

  private static Figures figures(
      Filled filled, Median rebuilt, Median written, Median shares, Median ofRecords) {
    String headline =
        String.format(
            Locale.ROOT,
            "replay: %.0f events/s of %.0f bytes, which is %.3f (goal %.2f) of a bare consumer that"
                + " writes the same rows to RocksDB (%.0f events/s), and %.1f %% of one that writes"
                + " only the events",
            rebuilt.value(),
            filled.bytesPerEvent,
            shares.value(),
            GOAL,
            written.value(),
            100 * ofRecords.value());
    return new Figures.Collected()
        .add("events-per-s", rebuilt.value())
        .add("floor-events-per-s", written.value())
        .add("share", shares.value())
        .add("least-share-of-a-round", shares.least())
        .add("greatest-share-of-a-round", shares.most())
        .add("share-of-events-alone", ofRecords.value())
        .add("bytes-per-event", filled.bytesPerEvent)
        .add("events", filled.events)
        .under(NAME, headline, shares.value() >= GOAL);
  }
}
