package org.waymark.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.Ports;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.OwnLoopback;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.Timers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;

/** Worlds, real and simulated, in which a part fails to start or to close. */
class WorldPartsTest {
  private static final IsdAs SECOND = IsdAs.parse("1-12");

  @TempDir private Path root;
  private final RecordedFaults faults = new RecordedFaults();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    opened.add(one);
    return one;
  }

  @Test
  void whatCannotStartWithoutItsLogIsRefusedAndStartsWhenItIsBack() throws Exception {
    VirtualClock clock = new VirtualClock(1_520_000_000_000L);
    TestLogs logs = new TestLogs(clock);
    World world = simulated(clock, logs);
    world.killReplica("ps1-12-1");
    world.stopAs(IsdAs.parse("1-13"));
    logs.takeAway(SECOND);
    logs.takeAway(IsdAs.parse("1-13"));

    refused("ps1-12-1: cannot reach the log", () -> world.startReplica("ps1-12-1"));
    refused("ps1-13-1: cannot reach the log", () -> world.startAs(IsdAs.parse("1-13")));
    assertEquals(List.of("ps1-11-1", "ps1-11-2", "ps1-12-2"), sorted(logs.open()));

    logs.bringBack(SECOND);
    logs.bringBack(IsdAs.parse("1-13"));
    world.startReplica("ps1-12-1");
    world.startAs(IsdAs.parse("1-13"));
    assertEquals(6, logs.open().size());
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void logThatDoesNotCloseKeepsNoOtherReplicaOpen() throws Exception {
    VirtualClock clock = new VirtualClock(1_520_000_000_000L);
    TestLogs logs = new TestLogs(clock);
    World world = simulated(clock, logs);
    logs.failToClose("ps1-12-1");
    world.stopAs(SECOND);
    assertEquals(List.of("ps1-11-1", "ps1-11-2", "ps1-13-1", "ps1-13-2"), sorted(logs.open()));
    assertEquals(1, faults.faults().size(), "and somebody is told");
    world.startAs(SECOND);
  }

  private World simulated(VirtualClock clock, TestLogs logs) throws Exception {
    WorldFolder.create(
        root.resolve("w"), NetworkTopology.tiny(), WorldSettings.of(1).withReplicasPerAs(2), clock);
    SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
    Ports ports =
        new Ports(
            clock,
            timers,
            new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults),
            new SimulatedStreams(timers, 1, faults),
            new SplittableRandom(1),
            faults);
    return opened(
        new World(
            WorldFolder.open(root.resolve("w")).plan(),
            logs,
            ports,
            ia -> timers,
            World.Mode.SIMULATED));
  }

  @Test
  void worldWhosePathServerHasNoAddressDoesNotStartAndLeavesNothing() throws Exception {
    startsOnlyWhenFree(11, "ps1-12-1: cannot bind UDP");
  }

  @Test
  void worldWhoseRouterHasNoAddressDoesNotStartAndLeavesNothing() throws Exception {
    startsOnlyWhenFree(1, "1-12: cannot bind UDP");
  }

  /** The host is the last service of an AS to start. */
  @Test
  void worldWhoseHostHasNoAddressDoesNotStartAndLeavesNothing() throws Exception {
    startsOnlyWhenFree(5, "1-12: cannot bind UDP");
  }

  private void startsOnlyWhenFree(int host, String told) throws Exception {
    OwnLoopback loopback = opened(OwnLoopback.take());
    SystemClock clock = new SystemClock();
    WorldFolder.create(
        root.resolve("w"),
        NetworkTopology.tiny(),
        WorldSettings.of(1).withLoopback(loopback.secondByte()),
        clock);
    WorldPlan plan = WorldFolder.open(root.resolve("w")).plan();
    TestLogs logs = new TestLogs(clock);
    try (DatagramChannel _ = bound(loopback, 2, host)) {
      refused(told, () -> real(plan, clock, logs));
    }
    assertEquals(List.of(), logs.open());
    assertEquals(List.of(), faults.faults());
    for (int as = 1; as <= 3; as++) {
      for (int one : new int[] {1, 2, 3, 5, 11}) {
        bound(loopback, as, one).close();
      }
    }
    try (World world = real(plan, clock, logs)) {
      assertEquals(3, logs.open().size());
      assertTrue(world.status().ases().stream().allMatch(WorldStatus.As::running));
    }
    assertEquals(List.of(), logs.open());
    assertEquals(List.of(), faults.faults());
  }

  private static DatagramChannel bound(OwnLoopback loopback, int as, int host) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(
        new InetSocketAddress("127.%d.%d.%d".formatted(loopback.secondByte(), as, host), 30_041));
    return channel;
  }

  private World real(WorldPlan plan, SystemClock clock, TestLogs logs) throws WorldException {
    Timers timers = opened(new SystemTimers("test-world", faults));
    return new World(
        plan,
        logs,
        new Ports(
            clock,
            timers,
            new UdpDatagrams(faults),
            new UnixStreams(faults),
            new SecureRandom(),
            faults),
        ia -> timers,
        World.Mode.REAL);
  }

  private static List<String> sorted(List<String> ids) {
    return ids.stream().sorted().toList();
  }

  /** An action that a world may refuse. */
  private interface Action {
    void run() throws WorldException;
  }

  private static void refused(String told, Action action) {
    WorldException refused = assertThrows(WorldException.class, action::run);
    assertTrue(refused.getMessage().startsWith(told), refused::getMessage);
    assertEquals(1, refused.getMessage().lines().count());
  }
}
