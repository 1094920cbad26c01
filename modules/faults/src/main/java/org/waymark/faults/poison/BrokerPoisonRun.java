package org.waymark.faults.poison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.simulation.BrokenPromises;
import org.waymark.faults.simulation.LogModel;
import org.waymark.faults.simulation.RunJournal;
import org.waymark.faults.simulation.SmallNetwork;
import org.waymark.faults.simulation.StoreComparison;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.view.ReadView;

/**
 * A run with topics in a real broker. Some records lack a key, a value or headers. The production
 * consumers read the records, and three replicas apply them to their stores.
 */
final class BrokerPoisonRun {
  private static final int REPLICAS = 3;
  private static final int LEAST_RECORDS = 20;
  private static final int MOST_RECORDS = 100;

  /** The maximum request size, which is enough for a value slightly longer than allowed. */
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  private final Clock clock = new SystemClock();
  private final SmallNetwork network;
  private final Random random;
  private final KafkaLocation location;
  private final PoisonRecords records;
  private final RunJournal journal = new RunJournal(clock);
  private final BrokenPromises broken = new BrokenPromises();

  BrokerPoisonRun(SmallNetwork network, Run run, String bootstrapServers) {
    this.network = network;
    random = new Random(run.seed());
    location = KafkaLocation.of(bootstrapServers, new TopicNames("poison-" + Math.abs(run.seed())));
    records = new PoisonRecords(network, SmallNetwork.CORE, random);
  }

  Map<String, Long> perform() throws BrokenPromiseException {
    LogInit.makeTopics(location, LogInit.Replication.SINGLE);
    try (KafkaEventLog log = KafkaEventLog.open(location, clock)) {
      for (Entry entry : network.trust(SmallNetwork.CORE)) {
        log.append(Topic.TRUST, entry).join();
      }
      write();
      compare(log);
    }
    broken.report();
    journal.count("broker-runs");
    return journal.counts();
  }

  private void write() {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            location.bootstrapServers(),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            MAX_REQUEST_BYTES,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "gzip");
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int left = LEAST_RECORDS + random.nextInt(MOST_RECORDS); left > 0; left--) {
        sent.add(producer.send(record(records.make(clock.wallMs()))));
      }
      producer.flush();
    }
    sent.forEach(BrokerPoisonRun::await);
  }

  private ProducerRecord<byte[], byte[]> record(PoisonRecords.Poison poison) {
    journal.count("poison");
    journal.count("poison-" + poison.kind());
    byte[] value = poison.value().length == 0 && random.nextBoolean() ? null : poison.value();
    byte[] key = random.nextBoolean() ? null : new byte[random.nextInt(100)];
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(location.names().of(poison.topic()), 0, key, value);
    if (random.nextBoolean()) {
      record.headers().add(new RecordHeader("kind", random.nextBoolean() ? null : new byte[3]));
    }
    return record;
  }

  private static void await(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the broker refused a record", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void compare(KafkaEventLog log) {
    ApplySettings settings = network.applySettings();
    LogModel model = new LogModel(() -> log, settings);
    model.read();
    StoreComparison comparison = new StoreComparison(model, broken);
    try (Store first = StoreComparison.rebuild(log, settings);
        ReadView expected = first.view()) {
      comparison.sameAsModel("replica 0", expected);
      for (int replica = 1; replica < REPLICAS; replica++) {
        try (Store store = StoreComparison.rebuild(log, settings);
            ReadView view = store.view()) {
          comparison.sameAsModel("replica " + replica, view);
          comparison.same("replica " + replica, view, expected);
        }
      }
    }
    broken.check(
        model.size() > 0, Promise.NOTHING_ACKNOWLEDGED_IS_LOST, "the topic of events is empty");
    journal.count("quarantined", model.state().quarantine.size());
  }
}
