package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;

/**
 * A request that arrives while a segment that answers it is being applied is answered exactly once,
 * regardless of the interleaving. No timer runs, so only the record can wake the request.
 */
class PendingRaceTest {
  private static final int ROUNDS = 400;
  private static final int STEP_SPINS = 200;
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private final VirtualClock clock = new VirtualClock(ServerWorld.START_MS);
  private final Network network = Network.of(NetworkTopology.wide(ROUNDS), 7, clock);
  private final ServerWorld.Surroundings surroundings = ServerWorld.Surroundings.of(network, clock);

  /** How long the request is delayed, so that the record can overtake it. */
  private volatile int aheadSpins;

  @Test
  void nothingIsLostBetweenARequestAndARecord() throws InterruptedException, ExecutionException {
    surroundings.appendTrust(isd -> true);
    List<PathSegment> downs =
        network
            .topology()
            .routes(SegmentType.DOWN, 3)
            .filter(route -> route.size() == 3 && route.first().equals(CORE))
            .filter(distinctEnds())
            .<PathSegment>map(route -> network.segments().along(route).withArbitraryRoots().make())
            .toList();
    assertEquals(ROUNDS, downs.size());
    try (ServerWorld world =
            new ServerWorld(
                    surroundings,
                    "ps-1",
                    CORE,
                    0,
                    5,
                    ServerLimits.DEFAULT.with(new AppendLimits(10_000, 10_000, 10_000, 20)))
                .ready();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (PathSegment down : downs) {
        // The race is balanced so that about every second request has to wait.
        aheadSpins += meet(world, down, threads) ? STEP_SPINS : -STEP_SPINS;
      }
      assertEquals(0, world.core.requests().pending());
    }
    assertEquals(List.of(), surroundings.faults().faults());
  }

  private static Predicate<Route> distinctEnds() {
    Set<IsdAs> seen = new HashSet<>();
    return route -> seen.add(route.last());
  }

  /** {@return whether the request had to wait} */
  private boolean meet(ServerWorld world, PathSegment down, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    double before = world.registry.counter("waymark.requests", "result", "pending").count();
    CyclicBarrier start = new CyclicBarrier(2);
    AtomicInteger replies = new AtomicInteger();
    SegmentRequest request = new SegmentRequest(CORE, down.lastIa(), false, false);
    Future<?> asking =
        threads.submit(
            () -> {
              await(start);
              for (int spin = 0; spin < aheadSpins; spin++) {
                Thread.onSpinWait();
              }
              world
                  .core
                  .pathServer()
                  .received(new ControlPayload(request, 1), ServerWorld.HOST, counting(replies));
            });
    Future<?> registering =
        threads.submit(
            () -> {
              await(start);
              world.receive(ServerWorld.registration(SegmentRecord.of(SegmentType.DOWN, down)));
            });
    asking.get();
    registering.get();
    assertEquals(1, replies.get(), () -> "answers for " + request.dst());
    return world.registry.counter("waymark.requests", "result", "pending").count() > before;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Replies counting(AtomicInteger replies) {
    return new Replies() {
      @Override
      public int maxPayloadBytes() {
        return 60_000;
      }

      @Override
      public void send(ControlPayload payload) {
        replies.incrementAndGet();
      }
    };
  }
}
