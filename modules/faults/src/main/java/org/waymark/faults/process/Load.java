package org.waymark.faults.process;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.Route;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Registers, revokes and requests segments over UDP, on its own thread, until it is stopped. Every
 * registration is for a new path, with real signatures. Answers are checked as they arrive.
 */
public final class Load implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(8);
  private static final Duration ANSWER_WITHIN = Duration.ofMillis(100);
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(40);
  private static final int REQUEST_EVERY = 3;
  private static final int REVOKE_EVERY = 120;

  /**
   * The number of the first made-up interface. Such interfaces exist in no AS of the topology, and
   * make each path different.
   */
  private static final int FIRST_PATH = 1_000;

  private static final int PATHS = 3_000;

  private final Network network;
  private final Clock clock;
  private final SplittableRandom random;
  private final Map<ReplicaProcess, ScionUdpClient> clients = new HashMap<>();
  private final List<ReplicaProcess> replicas;
  private final List<Route> routes;
  private final Map<SegmentId, Sent> sent = new HashMap<>();
  private final Map<Served, Long> served = new HashMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;
  private long answers;
  private long revocations;

  /**
   * A segment that was sent for registration.
   *
   * @param interfaceId the interface of the local AS that the segment uses
   */
  record Sent(CapnpSegment segment, long interfaceId) {}

  /** A segment that a replica process has served. */
  record Served(String replica, int incarnation, SegmentId segment) {}

  private Load(Network network, List<ReplicaProcess> replicas, Clock clock, long seed) {
    this.network = network;
    this.replicas = List.copyOf(replicas);
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.routes =
        network
            .topology()
            .routes(SegmentType.DOWN, 2)
            .filter(route -> route.first().equals(ProcessWorld.LOCAL))
            .toList();
  }

  static Load start(Network network, List<ReplicaProcess> replicas, Clock clock, long seed)
      throws IOException {
    Load load = new Load(network, replicas, clock, seed);
    for (ReplicaProcess replica : replicas) {
      load.clients.put(
          replica,
          new ScionUdpClient(replica.address(), ProcessWorld.LOCAL, ProcessWorld.LOCAL, clock));
    }
    Thread.ofPlatform().daemon().name("load").start(load::run);
    return load;
  }

  private void run() {
    try {
      for (int step = 1; !stopping; step++) {
        ReplicaProcess replica = replicas.get(random.nextInt(replicas.size()));
        register(replica);
        if (step % REQUEST_EVERY == 0) {
          request(replica);
        }
        if (step % REVOKE_EVERY == 0) {
          revoke(replica);
        }
        Waiting.pause(PACE);
      }
      for (ScionUdpClient client : clients.values()) {
        client.close();
      }
      ended.complete(null);
    } catch (Exception failed) {
      // Reported by stop(), whatever it is.
      ended.completeExceptionally(failed);
    }
  }

  private void register(ReplicaProcess replica) throws IOException {
    List<SegmentRecord> records = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      Route route = routes.get(random.nextInt(routes.size()));
      Route.Step first = route.steps().getFirst();
      Route.Step last = new Route.Step(route.last(), FIRST_PATH + random.nextInt(PATHS), 0);
      CapnpSegment segment = network.segments().along(new Route(List.of(first, last))).make();
      if (sent.putIfAbsent(segment.id(), new Sent(segment, first.egress())) == null) {
        records.add(SegmentRecord.of(SegmentType.DOWN, segment));
      }
    }
    send(replica, new SegmentRegistration(SegmentRecords.of(records, List.of())));
  }

  private void revoke(ReplicaProcess replica) throws IOException {
    long interfaceId = routes.get(random.nextInt(routes.size())).steps().getFirst().egress();
    send(
        replica,
        new RevocationNotice(network.revocations().revoke(ProcessWorld.LOCAL, interfaceId)));
    revocations++;
  }

  private void send(ReplicaProcess replica, Message message) throws IOException {
    try {
      clients.get(replica).send(message);
    } catch (PortUnreachableException killed) {
      // The replica does not run at present, and the message is lost like any other datagram.
      return;
    }
  }

  private void request(ReplicaProcess replica) throws IOException, BrokenPromiseException {
    IsdAs leaf = ProcessWorld.leaf(random.nextInt(ProcessWorld.LEAVES));
    int incarnation = replica.incarnation();
    long sentMs = clock.wallMs();
    Optional<SegmentReply> reply;
    try {
      reply =
          clients
              .get(replica)
              .ask(
                  new SegmentRequest(ProcessWorld.LOCAL, leaf, false, false),
                  ANSWER_WITHIN,
                  ASK_AGAIN_AFTER);
    } catch (PortUnreachableException killed) {
      reply = Optional.empty();
    }
    if (reply.isEmpty()) {
      return;
    }
    answers++;
    for (SegmentRecord record : reply.get().records().records()) {
      PathSegment segment = check(replica, record, sentMs);
      if (replica.incarnation() == incarnation) {
        served.put(new Served(replica.id(), incarnation, segment.id()), sentMs);
      }
    }
  }

  private PathSegment check(ReplicaProcess replica, SegmentRecord record, long sentMs)
      throws BrokenPromiseException {
    Optional<PathSegment> segment = record.segment().asOptional();
    Sent known = segment.map(one -> sent.get(one.id())).orElse(null);
    if (known == null || !known.segment().bytes().equals(segment.get().bytes())) {
      throw new BrokenPromiseException(
          Promise.NOTHING_INVENTED_IS_SERVED,
          replica.id() + " served a segment that was not registered: " + record.segment());
    }
    if (segment.get().endMs() <= sentMs) {
      throw new BrokenPromiseException(
          Promise.SERVED_SEGMENTS_ARE_LIVE, replica.id() + " served an expired " + segment.get());
    }
    return segment.get();
  }

  /**
   * Stops the load.
   *
   * @throws BrokenPromiseException if an answer broke a promise
   */
  public void stop() throws IOException, InterruptedException, BrokenPromiseException {
    stopping = true;
    try {
      ended.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case BrokenPromiseException broken -> throw broken;
        case IOException io -> throw io;
        default -> throw new IOException("the load failed", failed.getCause());
      }
    }
  }

  /** {@return the segments that were sent; called after the load has stopped} */
  Map<SegmentId, Sent> sent() {
    return sent;
  }

  /**
   * {@return the segments that were served, with the time of the last request for each, in Unix
   * milliseconds; called after the load has stopped}
   */
  Map<Served, Long> served() {
    return served;
  }

  long answers() {
    return answers;
  }

  long revocations() {
    return revocations;
  }

  /** Stops the load without checking anything. */
  @Override
  public void close() {
    stopping = true;
  }
}
