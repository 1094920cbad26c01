package org.waymark.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.StartupException;
import org.waymark.history.query.PathDocument;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ScmpType;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.host.Host;
import org.waymark.world.live.RealWorld;
import org.waymark.world.topology.ShippedTopology;

/**
 * The second half of the demo: in a network of two ISDs, a link on the path used by a host is cut,
 * and the host finds the next best path.
 */
final class WorldStory {
  private static final IsdAs FROM = IsdAs.parse("1-31");
  private static final IsdAs TO = IsdAs.parse("2-61");
  private static final long SEED = 1;

  /**
   * The loopback value. It differs from the default of other worlds, because such worlds may be
   * running on this machine.
   */
  private static final int LOOPBACK = 96;

  private static final long PATIENCE_MS = 90_000;
  private static final long ECHO_MS = 300;
  private static final long PATHS_MS = 1_000;

  /**
   * The interval between checks. It is short compared with the measured times, but long enough to
   * leave processor time for the network.
   */
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Narration narration;
  private final Clock clock;
  private final RealWorld live;
  private final double startMs;

  private WorldStory(Narration narration, Clock clock, RealWorld live, double startMs) {
    this.narration = narration;
    this.clock = clock;
    this.live = live;
    this.startMs = startMs;
  }

  /**
   * Starts the network in a folder.
   *
   * @return the story, ready to be run
   * @throws CommandException if the network does not start
   */
  static WorldStory begin(Narration narration, Clock clock, Path folder) {
    long sinceNs = clock.monotonicNs();
    try {
      // Beacons are sent every second, so that the first paths appear soon.
      WorldFolder.create(
          folder,
          ShippedTopology.TWO_ISDS.network(),
          WorldSettings.of(SEED).withPeriods(1, 1).withLoopback(LOOPBACK),
          clock);
      RealWorld live = new RealWorld(WorldFolder.open(folder));
      return new WorldStory(narration, clock, live, (clock.monotonicNs() - sinceNs) / 1e6);
    } catch (StartupException | WorldException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /** {@return the network, which the caller must close} */
  RealWorld world() {
    return live;
  }

  /**
   * Runs and prints the story. It ends early if no paths are found, because then there is no link
   * to cut.
   *
   * @throws InterruptedException if the process is asked to stop before the end
   */
  void tell() throws InterruptedException {
    try {
      List<EndToEndPath> paths = findPaths();
      Optional<AsInterface> end = link(paths);
      if (end.isPresent()) {
        cut(end.get(), paths.getFirst());
      }
    } catch (WorldException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private List<EndToEndPath> findPaths() throws WorldException, InterruptedException {
    narration.step("A network of two ISDs: beacon servers, border routers, path servers, hosts");
    narration.measured(
        "started %d ASes, in parallel with the above"
            .formatted(world().world().status().ases().size()),
        "world",
        startMs);
    Host host = live.world().host(FROM);
    long sinceNs = clock.monotonicNs();
    List<EndToEndPath> paths = List.of();
    while (link(paths).isEmpty() && !isLate(sinceNs)) {
      Waiting.pause(LOOK_EVERY);
      paths = host.paths(TO, PATHS_MS).join();
    }
    narration.measured(
        "the host of %s finds %d paths to %s".formatted(FROM, paths.size(), TO),
        "paths",
        ms(sinceNs));
    narration.claim("there is more than one path", link(paths).isPresent());
    for (EndToEndPath path : paths.subList(0, Math.min(2, paths.size()))) {
      EchoOutcome outcome = echo(host, path);
      narration.tell("%d links: %s", path.linkCount(), PathDocument.sequence(path));
      narration.claim("the path carries packets", outcome instanceof EchoOutcome.Answered);
    }
    return paths;
  }

  private void cut(AsInterface end, EndToEndPath best) throws WorldException, InterruptedException {
    World world = live.world();
    Host host = world.host(FROM);
    narration.step("The link at " + end + ", on the best path, is cut");
    long recorded = revocations();
    world.cut(end);
    long sinceNs = clock.monotonicNs();
    EchoOutcome told = new EchoOutcome.Lost();
    while (!(told instanceof EchoOutcome.Refused) && !isLate(sinceNs)) {
      Waiting.pause(LOOK_EVERY);
      told = echo(host, best);
    }
    narration.measured("a border router notifies the host by SCMP", "scmp", ms(sinceNs));
    narration.claim(
        "the notification says that the interface is revoked",
        told.equals(new EchoOutcome.Refused(ScmpType.REVOKED_INTERFACE)));
    boolean isRecorded =
        Waiting.until(
            () -> revocations() > recorded, LOOK_EVERY, Duration.ofMillis(PATIENCE_MS), clock);
    narration.measured(
        "the host notified its path server; revocation in the log of " + FROM,
        "revocation",
        ms(sinceNs));
    narration.claim("the revocation is recorded in that log", isRecorded);
    List<EndToEndPath> paths = List.of();
    while ((paths.isEmpty() || paths.stream().anyMatch(path -> uses(path, end)))
        && !isLate(sinceNs)) {
      Waiting.pause(LOOK_EVERY);
      paths = host.paths(TO, PATHS_MS).join();
    }
    narration.measured("the host finds the next best path", "next-best", ms(sinceNs));
    boolean avoids = !paths.isEmpty() && paths.stream().noneMatch(path -> uses(path, end));
    narration.claim("there are %d paths, none over the cut link".formatted(paths.size()), avoids);
    if (avoids) {
      narration.tell(
          "%d links: %s", paths.getFirst().linkCount(), PathDocument.sequence(paths.getFirst()));
      narration.claim(
          "the new path carries packets",
          echo(host, paths.getFirst()) instanceof EchoOutcome.Answered);
    }
  }

  /**
   * Chooses a link of the best path that not all paths use, and that does not begin in the source
   * AS.
   *
   * @return the end of the link that is nearer to the source
   */
  private static Optional<AsInterface> link(List<EndToEndPath> paths) {
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    List<AsInterface> ends = paths.getFirst().interfaces();
    return ends.stream()
        .filter(end -> ends.indexOf(end) % 2 == 0 && !end.ia().equals(FROM))
        .filter(end -> paths.stream().anyMatch(path -> !uses(path, end)))
        .findFirst();
  }

  private static boolean uses(EndToEndPath path, AsInterface end) {
    return path.interfaces().contains(end);
  }

  private EchoOutcome echo(Host host, EndToEndPath path) throws WorldException {
    CompletableFuture<EchoOutcome> outcome =
        host.echo(live.world().host(TO).address(), path, ECHO_MS);
    return outcome.join();
  }

  private long revocations() {
    return live.world().status().ases().stream()
        .filter(as -> as.ia().equals(FROM))
        .flatMap(as -> as.replicas().stream())
        .mapToLong(replica -> replica.revocations())
        .sum();
  }

  private boolean isLate(long sinceNs) {
    return ms(sinceNs) > PATIENCE_MS;
  }

  private double ms(long sinceNs) {
    return (clock.monotonicNs() - sinceNs) / 1e6;
  }
}
