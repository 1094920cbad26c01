package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.OperatorFolder;
import org.waymark.edge.Ports;
import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.Route;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.memory.MisreadingTail;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.Timers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.runtime.Waiting;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.server.replicas.ReplicaReports;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Real replicas with RocksDB on one Kafka, one of which once misreads a record, under load. */
@ExtendWith(BrokerExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DifferingReplicasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long TICK_MS = TimeUnit.SECONDS.toMillis(10);
  private static final int PATHS = 400;
  private static final int REGISTRATIONS_PER_TICK = 2_000;

  @TempDir private Path root;
  private final SystemClock clock = new SystemClock();
  private final RecordedFaults faults = new RecordedFaults();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<ManualTicks> timers = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final AtomicLong aheadMs = new AtomicLong();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ReplicaReports.class);
  private OperatorFolder folder;
  private EventLog log;
  private List<Entry> registrations;

  @BeforeEach
  void makeLog(EmbeddedBroker broker, TestInfo test) throws Exception {
    String prefix = "differ-" + test.getTestMethod().orElseThrow().getName();
    folder = new OperatorFolder(root, broker.bootstrapServers(), prefix);
    folder.makeLog();
    lines.list = Collections.synchronizedList(new ArrayList<>());
    lines.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(lines);
    log = KafkaEventLog.open(ReplicaConfig.read(folder.config("load")).kafka(), clock);
    opened.push(log);
    registrations = IntStream.range(0, PATHS).mapToObj(this::registration).toList();
  }

  @AfterEach
  void end() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
    assertEquals(List.of(), faults.faults());
  }

  private Entry registration(int ingress) {
    PathSegment segment =
        folder
            .network
            .segments()
            .along(
                new Route(
                    List.of(
                        new Route.Step(IsdAs.parse("1-11"), 0, 12),
                        new Route.Step(OperatorFolder.LOCAL, 1 + ingress, 0))))
            .withArbitraryRoots()
            .make();
    EventBody body =
        new EventBody.SegmentEvent(segment.format(), SegmentType.UP, segment.bytes(), List.of());
    return new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("load", body)));
  }

  /** Timers on which what happens once per tick happens when a test says so. */
  private static final class ManualTicks implements Timers {
    private final SystemTimers real;
    private final List<Runnable> perTick = new CopyOnWriteArrayList<>();

    ManualTicks(SystemTimers real) {
      this.real = real;
    }

    void tick() {
      perTick.forEach(task -> real.after(0, task));
    }

    @Override
    public Cancellable after(long delayMs, Runnable task) {
      return real.after(delayMs, task);
    }

    @Override
    public Cancellable every(long periodMs, Runnable task) {
      if (periodMs != TICK_MS) {
        return real.every(periodMs, task);
      }
      perTick.add(task);
      return () -> perTick.remove(task);
    }
  }

  /** The clock of the replicas: the time between two ticks passes when a test lets them tick. */
  private final class HastenedClock implements Clock {
    @Override
    public long wallMs() {
      return clock.wallMs();
    }

    @Override
    public long monotonicNs() {
      return clock.monotonicNs() + TimeUnit.MILLISECONDS.toNanos(aheadMs.get());
    }
  }

  /** Starts a replica. {@return the records that it misreads once} */
  private Map<Topic, Long> start(String id) throws Exception {
    ReplicaConfig config = ReplicaConfig.read(folder.config(id));
    HastenedClock hastened = new HastenedClock();
    EventLog kafka = KafkaEventLog.open(config.kafka(), hastened);
    opened.push(kafka);
    SystemTimers real = new SystemTimers("test-timers-" + id, faults);
    opened.push(real::close);
    ManualTicks own = new ManualTicks(real);
    timers.add(own);
    Map<Topic, Long> misread = new ConcurrentHashMap<>();
    Replica replica =
        Replica.start(
            config,
            misreading(kafka, misread),
            new Ports(
                hastened,
                own,
                new UdpDatagrams(faults),
                new UnixStreams(faults),
                new Random(1),
                faults));
    opened.push(replica);
    replicas.add(replica);
    replica.whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return misread;
  }

  private static EventLog misreading(EventLog kafka, Map<Topic, Long> misread) {
    return (EventLog)
        Proxy.newProxyInstance(
            EventLog.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("tail")) {
                Tail tail = kafka.tail((Topic) arguments[0], (Position) arguments[1]);
                return new MisreadingTail(tail, misread, (Topic) arguments[0]);
              }
              try {
                return method.isDefault()
                    ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments)
                    : method.invoke(kafka, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  private void await(BooleanSupplier isSo) throws InterruptedException {
    assertTrue(
        Waiting.until(isSo, Duration.ofMillis(5), PATIENCE, clock),
        () ->
            "lines: " + lines.list + ", states: " + replicas.stream().map(Replica::state).toList());
  }

  /** Appends what arrives between two ticks. {@return the offset of the first registration} */
  private long load() {
    List<CompletableFuture<Appended>> appended = new ArrayList<>();
    for (int i = 0; i < REGISTRATIONS_PER_TICK; i++) {
      appended.add(log.append(Topic.EVENTS, registrations.get(i % PATHS)));
    }
    appended.getLast().join();
    return appended.getFirst().join().offset();
  }

  private long lastTick() {
    return replicas.getFirst().status().topics().get(Topic.EVENTS).nextOffset() - 1;
  }

  /** Lets the holder of the lease tick, and waits until the tick is the last record. */
  private long tick() throws InterruptedException {
    long end = log.end(Topic.EVENTS).nextOffset();
    aheadMs.addAndGet(TICK_MS);
    // The replica that holds the lease may lose it before it ticks.
    do {
      await(() -> replicas.stream().anyMatch(one -> one.status().leaseHeld()));
      timers.forEach(ManualTicks::tick);
    } while (!Waiting.until(
        () -> log.end(Topic.EVENTS).nextOffset() > end,
        Duration.ofMillis(5),
        Duration.ofSeconds(5),
        clock));
    return end;
  }

  private void awaitCompared(long tick) throws InterruptedException {
    for (Replica replica : replicas) {
      await(
          () ->
              replica.status().others().size() == replicas.size() - 1
                  && replica.status().others().stream()
                      .allMatch(one -> one.comparedTick().orElse(-1) >= tick));
    }
  }

  private long linesWith(String text) {
    return List.copyOf(lines.list).stream()
        .filter(line -> line.getFormattedMessage().contains(text))
        .count();
  }

  /** Plants a difference in the last replica. {@return the first tick that can show it} */
  private long plant(Map<Topic, Long> misread) throws InterruptedException {
    load();
    awaitCompared(tick());
    assertTrue(replicas.stream().allMatch(one -> one.state() == Readiness.State.READY));
    assertEquals(0, linesWith("has differed from this replica's digest"));
    misread.put(Topic.EVENTS, log.end(Topic.EVENTS).nextOffset() + REGISTRATIONS_PER_TICK / 2);
    load();
    return tick();
  }

  private void awaitAgreement() throws InterruptedException {
    await(() -> replicas.stream().allMatch(one -> one.state() == Readiness.State.READY));
    long tick = tick();
    awaitCompared(tick);
    for (Replica replica : replicas) {
      await(
          () ->
              replica.status().others().stream()
                  .allMatch(one -> one.comparison() == OtherReplica.Comparison.EQUAL));
      await(() -> replica.standing(Topic.EVENTS).nextOffset() > tick);
      assertEquals(replicas.getFirst().standing(Topic.EVENTS), replica.standing(Topic.EVENTS));
    }
    assertEquals(tick, lastTick());
  }

  /** {@return how often the replica with this index has rebuilt, as it reported to another one} */
  private int rebuilds(int index) {
    Replica other = replicas.get(index == 0 ? 1 : 0);
    return other.status().others().stream()
        .filter(one -> one.id().equals(replicas.get(index).id()))
        .findFirst()
        .orElseThrow()
        .report()
        .rebuilds();
  }

  @Test
  void ofTwoReplicasBothAreDivergedAndTheLogDecides() throws Exception {
    start("r1");
    Map<Topic, Long> misread = start("r2");
    long first = plant(misread);
    await(() -> linesWith("has differed from this replica's digest") == 2);
    assertEquals(2, linesWith("since the tick at offset " + first + " of .events"));
    await(
        () ->
            linesWith("Treating this replica as diverged, because its store cannot be relied on")
                == 2);
    await(() -> linesWith("the other digest is wrong") == 1);
    await(() -> linesWith("this replica's old store was wrong") == 1);
    awaitAgreement();
    assertEquals(1, rebuilds(0));
    assertEquals(1, rebuilds(1));
  }

  @Test
  void ofThreeReplicasOnlyTheOddOneIsDiverged() throws Exception {
    start("r1");
    start("r2");
    Map<Topic, Long> misread = start("r3");
    long first = plant(misread);
    await(() -> linesWith("has differed from this replica's digest") == 4);
    assertEquals(4, linesWith("since the tick at offset " + first + " of .events"));
    await(() -> linesWith("this replica's old store was wrong") == 2);
    awaitAgreement();
    assertEquals(
        1, linesWith("Treating this replica as diverged, because its store cannot be relied on"));
    assertEquals(List.of(0, 0, 1), List.of(rebuilds(0), rebuilds(1), rebuilds(2)));
  }
}
