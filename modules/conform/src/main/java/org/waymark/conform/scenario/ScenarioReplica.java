package org.waymark.conform.scenario;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.Clock;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.ByteString;
import org.waymark.segment.TreeTtls;
import org.waymark.server.ServerCore;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.RequestLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.settings.TrustLimits;
import org.waymark.server.settings.TrustTextLimits;
import org.waymark.server.work.Workers;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.trust.Ed25519;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;

/**
 * A whole replica over a log in memory: server, store, and a transport over simulated datagrams.
 * Everything runs on the calling thread, and only in {@link #work}.
 */
final class ScenarioReplica implements AutoCloseable {
  /** The treeTTL of the hash trees whose roots are in the recorded AS entries. */
  private static final TreeTtls TREE_TTLS = TreeTtls.everywhere(600);

  private static final int MAX_SEGMENTS = 5;
  private static final int MANY = 1_000_000;

  /**
   * The limits of the original server, where it had any. Limits that the original lacked, such as
   * rates, are a deliberate difference and are not part of the comparison.
   */
  private static final ServerLimits LIMITS =
      ServerLimits.DEFAULT
          .with(new AppendLimits(MANY, MANY, MANY, MANY))
          .with(new RegistrationLimits(MANY, MANY, MANY))
          .with(
              new RequestLimits(
                  RequestLimits.DEFAULT.pendingPerDestination(),
                  MANY,
                  MANY,
                  MANY,
                  MANY,
                  MANY * 1_000))
          .with(new TrustLimits(TrustLimits.DEFAULT.parkedSegments(), MANY, MANY, MANY, MANY, MANY))
          .with(new TrustTextLimits(MANY * 1_000, MANY * 100))
          .with(new PropagationSettings(PropagationSettings.DEFAULT.resendS(), MANY, MANY));

  private static final long SEED = 1;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final RecordedFaults faults = new RecordedFaults();
  private final RecordedDatagrams datagrams = new RecordedDatagrams();
  private final ScenarioTimers timers;
  private final Store store;
  private final ScionUdp transport;
  private final ServerCore core;

  /**
   * @param local the server under test, or another server of its AS
   */
  ScenarioReplica(ScenarioServer local, EventLog eventLog, Ed25519 ed25519, Clock clock) {
    timers = new ScenarioTimers(clock);
    ApplySettings settings =
        new ApplySettings(
            ApplySettings.DEFAULT.aheadMs(), TREE_TTLS, DecoderLimits.DEFAULT, Event.NEWEST_SCHEMA);
    store = Store.inMemory(settings);
    store.requireLog(eventLog.identity());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ServerMetrics metrics = new ServerMetrics(registry);
    transport = open(local, metrics, clock);
    Workers workers = tasks::add;
    core =
        new ServerCore(
            new ServerContext(
                new ServerSettings(
                    local.id(),
                    new LocalAs(local.ia(), local.core()),
                    new AnswerSettings(MAX_SEGMENTS),
                    settings.aheadMs(),
                    TREE_TTLS,
                    new DampingSettings(0),
                    FoldSettings.DEFAULT,
                    LIMITS),
                eventLog,
                new ServingStore(store),
                new Readiness(),
                transport,
                metrics,
                new ServerPorts(clock, timers, new Random(SEED), workers, ed25519, faults)));
    transport.serve(core.pathServer());
    core.follower().open(clock.wallMs());
    work();
  }

  private ScionUdp open(ScenarioServer local, ServerMetrics metrics, Clock clock) {
    try {
      return ScionUdp.open(
          new ScionUdp.Config(local.address(), Optional.empty()),
          local::topology,
          new ScionUdp.Context(datagrams, DecoderLimits.DEFAULT, metrics, clock));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Delivers a datagram to the transport, to be processed by {@link #work}. */
  void receive(ByteString datagram, InetSocketAddress from) {
    datagrams.receive(datagram, from);
  }

  ScenarioTimers timers() {
    return timers;
  }

  /**
   * Runs all pending tasks, and applies new records after each task.
   *
   * @return whether there were any tasks
   * @throws IllegalStateException if the server reported a fault
   */
  boolean work() {
    boolean any = applyAll();
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      applyAll();
      any = true;
    }
    if (!faults.faults().isEmpty()) {
      RecordedFaults.Fault fault = faults.faults().getFirst();
      throw new IllegalStateException(fault.what(), fault.cause());
    }
    return any;
  }

  private boolean applyAll() {
    boolean any = false;
    while (core.follower().applyAvailable()) {
      any = true;
    }
    return any;
  }

  /** {@return the datagrams sent since the last call} */
  List<RecordedDatagrams.Sent> takeSent() {
    return datagrams.take();
  }

  /** {@return the stored segments, including expired ones} */
  List<Row.Segment> segments() {
    try (ReadView view = store.view()) {
      return view.rows(Topic.EVENTS).stream()
          .filter(Row.Segment.class::isInstance)
          .map(Row.Segment.class::cast)
          .toList();
    }
  }

  /** {@return the number of requesters that have pending requests, by destination} */
  SortedMap<String, Integer> pending() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (RequestHandler.Pending one : core.requests().pendingRequests()) {
      counts.merge(StepResult.pendingKey(one.on().toString(), one.sibra()), 1, Integer::sum);
    }
    return counts;
  }

  /** {@return whether a request with this id is pending} */
  boolean isPending(long requestId) {
    return core.requests().pendingRequests().stream().anyMatch(one -> one.requestId() == requestId);
  }

  /** {@return the number of requests that wait for a segment over which to send them, by ISD} */
  SortedMap<String, Integer> waiting() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    core.requests().waitingFor().forEach(isd -> counts.merge(isd.toString(), 1, Integer::sum));
    return counts;
  }

  @Override
  public void close() {
    core.follower().close();
    transport.close();
    store.close();
  }
}
