package org.waymark.faults.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.SegmentEntries;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.Route;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.TopicSettings;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

/** A log in a Kafka broker in this process, whose disk, clock and topics a run can tamper with. */
public final class LogCluster implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long PATIENT_MS = 20_000;
  private static final int MAX_ASES = 4;

  private final Network network;
  private BrokerDisk disk;
  private final SystemClock clock = new SystemClock();
  private EmbeddedBroker broker;
  private int appended;

  /** Starts a broker on a free port. */
  public LogCluster(Network network, Path folder) {
    this(network, EmbeddedBroker.Config.of(folder, 0));
  }

  /** Starts a broker with other settings. */
  public LogCluster(Network network, EmbeddedBroker.Config config) {
    this.network = network;
    this.disk = new BrokerDisk(config.dataDir());
    this.broker = EmbeddedBroker.start(config);
  }

  /** Creates the topics. */
  public void init(IsdAs owner) {
    CertificateFolder trust =
        new CertificateFolder(network.trust().trcs(), network.trust().chains());
    LogInit.init(
        location(), clock, LogInit.Replication.SINGLE, owner, TrustEntries.of(trust, "log init"));
  }

  public KafkaLocation location() {
    return KafkaLocation.of(broker.bootstrapServers(), TopicNames.of(RecordedLog.LOCAL));
  }

  /** Appends segments that have not been appended before. */
  public void append(int count) throws Exception {
    List<Route> routes = network.topology().routes(SegmentType.DOWN, MAX_ASES).toList();
    try (KafkaEventLog log = open()) {
      for (int i = 0; i < count; i++) {
        appended++;
        // Different times make different segments, which none of the others supersedes for long.
        var segment =
            network
                .segments()
                .along(routes.get(appended % routes.size()))
                .timestampS(clock.wallMs() / 1_000 - 600 + appended)
                .make();
        log.append(Topic.EVENTS, SegmentEntries.of(SegmentType.DOWN, segment, "other"))
            .get(PATIENCE_S, TimeUnit.SECONDS);
      }
    }
  }

  /** {@return all records that the broker holds for a topic} */
  public List<LogRecord> records(Topic topic) {
    List<LogRecord> all = new ArrayList<>();
    try (KafkaEventLog log = open()) {
      log.readToEnd(topic, log.identity().at(topic, log.start(topic)), all::addAll);
    }
    return all;
  }

  private KafkaEventLog open() {
    return KafkaEventLog.open(location().withTimeoutMs(PATIENT_MS), clock);
  }

  public void stop() {
    broker.close();
  }

  /** Restarts the broker on the same disk and port. */
  public void startAgain() {
    startAgain(Time.SYSTEM);
  }

  /** Restarts the broker with a different clock. */
  public void startAgain(Time time) {
    // The group coordinator uses the clock of this machine, whatever clock the broker has. In a
    // process whose clock is wrong, both would be wrong, and the broker would accept its records.
    broker =
        EmbeddedBroker.start(
            EmbeddedBroker.Config.of(disk.path(), broker.port())
                .with(time)
                .with("log.message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)));
  }

  /** Replaces the broker with a broker that has a new, empty disk and the same port. */
  public void replaceBy(Path folder) {
    int port = broker.port();
    broker.close();
    disk = new BrokerDisk(folder);
    broker = EmbeddedBroker.start(EmbeddedBroker.Config.of(folder, port));
  }

  /** {@return the disk of the broker, which must be stopped} */
  public BrokerDisk disk() {
    return disk;
  }

  public static String name(Topic topic) {
    return TopicNames.of(RecordedLog.LOCAL).of(topic);
  }

  /** Deletes the events before an offset. */
  public void purge(long before) throws Exception {
    admin(
        admin ->
            admin
                .deleteRecords(
                    Map.of(
                        new TopicPartition(name(Topic.EVENTS), 0),
                        RecordsToDelete.beforeOffset(before)))
                .all());
  }

  /** Deletes and recreates the events topic. */
  public void recreate() throws Exception {
    NewTopic events = new NewTopic(name(Topic.EVENTS), 1, (short) 1);
    admin(admin -> admin.deleteTopics(List.of(events.name())).all());
    admin(admin -> admin.createTopics(List.of(events.configs(TopicSettings.made(1)))).all());
    if (!Waiting.until(this::isVisible, PAUSE, Duration.ofSeconds(PATIENCE_S), clock)) {
      throw new IllegalStateException("the broker did not create the topic again");
    }
  }

  /** {@return whether the broker has learned of all topics, which takes a moment} */
  private boolean isVisible() {
    try (KafkaEventLog log = open()) {
      return log.end(Topic.EVENTS).nextOffset() == 0;
    } catch (LogException notYet) {
      return false;
    }
  }

  /** Adds a second partition to the events topic. */
  public void widen() throws Exception {
    admin(
        admin ->
            admin.createPartitions(Map.of(name(Topic.EVENTS), NewPartitions.increaseTo(2))).all());
  }

  private interface Asked {
    KafkaFuture<?> by(Admin admin);
  }

  private void admin(Asked asked)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      asked.by(admin).get(PATIENCE_S, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
