package org.waymark.cli.paths;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.history.HistoryPlace;
import org.waymark.cli.history.PastPaths;
import org.waymark.cli.output.PathTable;
import org.waymark.cli.world.ReachableAs;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.history.query.PathDocument;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.HopSequence;
import org.waymark.resolve.combination.HopSequenceException;
import org.waymark.resolve.combination.KnownRevocations;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.TreeTtls;
import org.waymark.wire.message.SegmentRecord.TypedSegment;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the paths from one AS to another, as a host in the first AS would find them. */
@Command(
    name = "paths",
    description = {
      "Lists the paths from SRC to DST, as a host in SRC would find them.",
      "Like a host, the command requests segments from a path server of SRC, combines them into "
          + "paths, and leaves out paths over revoked interfaces. With --as-of, it combines the "
          + "segments that were stored at a given moment."
    },
    footer = "  waymark paths 1-31 2-61 --world world")
public final class PathsCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(PathsCommand.class);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SRC", description = "The source AS, such as 1-11.")
  private IsdAs src;

  @Parameters(paramLabel = "DST", description = "The destination AS.")
  private IsdAs dst;

  @ArgGroup(multiplicity = "0..1")
  private Where where;

  @Mixin private HistoryPlace place;

  @Option(
      names = "--as-of",
      paramLabel = "MOMENT",
      description =
          "Lists the paths at this moment, combined from stored segments. MOMENT is a UTC time, a"
              + " time relative to now such as -15m, or an offset. Specify the store or log with"
              + " --config, --store or --log; with --world, a replica of SRC is queried.")
  private String asOf;

  /** The path servers to use. */
  static final class Where {
    @Option(
        names = "--world",
        paramLabel = "DIR",
        description =
            "The folder of a world that runs in real time. Requests are sent to the world's path"
                + " servers in SRC in turn. With --as-of, the world may also run in virtual time.")
    private Path world;

    @Option(
        names = "--topology",
        paramLabel = "topology.json",
        description =
            "The topology file of SRC. Requests are sent to the path servers that it lists, in"
                + " turn.")
    private Path topology;

    @Option(
        names = "--server",
        paramLabel = "IP:PORT",
        description = "The UDP address of the path server.")
    private InetSocketAddress server;
  }

  @Mixin private OwnDispatcher dispatcher;

  @Option(
      names = {"-m", "--max-paths"},
      paramLabel = "N",
      defaultValue = "10",
      description = "The maximum number of paths to list, best first. Default: ${DEFAULT-VALUE}.")
  private int maxPaths;

  @Option(
      names = "--sequence",
      paramLabel = "SEQUENCE",
      defaultValue = "",
      description = "A pattern that the hops of a path must match, such as '1-11#0,3 0* 2-21'.")
  private String sequence;

  @Option(
      names = "--refresh",
      description =
          "Repeats the request until --timeout and combines all replies. The first reply of a path"
              + " server may lack segments that it is still fetching from others.")
  private boolean refresh;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "The time to wait for a reply, at most 3600 seconds. Default: ${DEFAULT-VALUE}.")
  private double timeoutS;

  /** The output formats. */
  enum Format {
    TABLE,
    JSON,
    YAML
  }

  @Option(
      names = "--format",
      paramLabel = "table|json|yaml",
      defaultValue = "table",
      description = "The output format. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Override
  public Integer call() {
    Duration timeout = AnswerTimeout.ofSeconds(timeoutS);
    if (maxPaths < 1) {
      throw new CommandException("--max-paths must be 1 or more, got " + maxPaths);
    }
    for (IsdAs end : List.of(src, dst)) {
      if (end.isWildcard()) {
        throw new CommandException(
            "SRC and DST must each be one AS, got "
                + end
                + ", which means any core AS of ISD "
                + end.isd());
      }
    }
    HopSequence wanted = wanted();
    if (asOf != null || place.isGiven()) {
      return pastPaths();
    }
    if (where == null) {
      throw new CommandException(
          "no source given: specify a path server with --world, --topology or --server, or a moment"
              + " with --as-of and a source with --config, --store or --log");
    }
    Clock clock = new SystemClock();
    Optional<ReachableAs> ofWorld =
        Optional.ofNullable(where.world).map(folder -> ReachableAs.of(folder, src));
    // All ASes of a world have the same treeTTL. Outside a world, the values of other ASes are
    // unknown.
    KnownRevocations revocations =
        new KnownRevocations(ofWorld.map(ReachableAs::treeTtls).orElse(TreeTtls.DEFAULT));
    Collection<TypedSegment> segments =
        src.equals(dst) ? List.of() : segments(ofWorld, timeout, revocations, clock);
    long nowMs = clock.wallMs();
    List<EndToEndPath> all =
        Combination.paths(
                src,
                dst,
                SegmentSet.of(segments),
                revocations.spare(nowMs),
                nowMs,
                Integer.MAX_VALUE)
            .stream()
            .filter(wanted::matches)
            .toList();
    List<EndToEndPath> paths = all.stream().limit(maxPaths).toList();
    print(paths, all.size(), clock, spec.commandLine().getOut());
    return paths.isEmpty() ? ExitCode.NO : ExitCode.YES;
  }

  private int pastPaths() {
    boolean isOfWorld = where != null && where.world != null;
    if ((isOfWorld ? place.isGiven() : where != null) || !sequence.isEmpty() || refresh) {
      throw new CommandException(
          "--as-of reads one store or the log: omit --topology, --server, --sequence and --refresh,"
              + " and specify either --world or --config, --store or --log");
    }
    PrintWriter out = spec.commandLine().getOut();
    String moment = asOf == null ? "now" : asOf;
    ObjectNode answer =
        isOfWorld
            ? PastPaths.ask(where.world, src, dst, moment, maxPaths)
            : PastPaths.ask(place, src, dst, moment, maxPaths);
    switch (format) {
      case TABLE -> PastPaths.print(answer, out);
      case JSON -> out.println(answer.toPrettyString());
      case YAML -> printYaml(answer, out);
    }
    return answer.path("found").asBoolean() ? ExitCode.YES : ExitCode.NO;
  }

  private static void printYaml(ObjectNode document, PrintWriter out) {
    try {
      out.print(new YAMLMapper().writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private HopSequence wanted() {
    try {
      return HopSequence.parse(sequence);
    } catch (HopSequenceException e) {
      throw new CommandException("--sequence: " + e.getMessage(), e);
    }
  }

  private Collection<TypedSegment> segments(
      Optional<ReachableAs> ofWorld, Duration timeout, KnownRevocations revocations, Clock clock) {
    // Keyed by content, because different replies can contain the same segments.
    Map<ByteString, TypedSegment> segments = new LinkedHashMap<>();
    long endNs = clock.monotonicNs() + timeout.toNanos();
    try (PathServers servers =
        new PathServers(servers(ofWorld), server -> client(server, ofWorld, clock), clock)) {
      servers.ask(request(), timeout).ifPresent(reply -> add(reply, segments, revocations, clock));
      while (refresh && endNs - clock.monotonicNs() > PathServers.TURN.toNanos()) {
        Waiting.pause(PathServers.TURN);
        askAgain(servers).ifPresent(more -> add(more, segments, revocations, clock));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while repeating the request", e);
    } catch (IOException e) {
      throw new CommandException("cannot close the sockets: " + e.getMessage(), e);
    }
    return segments.values();
  }

  /** Repeats the request, and ignores failures, because earlier replies remain valid. */
  private Optional<SegmentReply> askAgain(PathServers servers) {
    try {
      return servers.ask(request(), PathServers.TURN);
    } catch (CommandException e) {
      log.debug("Could not send the request again", e);
      return Optional.empty();
    }
  }

  /**
   * Opens a client, which uses the world's dispatcher if the path servers are behind a dispatcher.
   */
  private ScionUdpClient client(
      InetSocketAddress server, Optional<ReachableAs> ofWorld, Clock clock) throws IOException {
    Optional<Path> ofServer = ofWorld.map(ReachableAs::dispatcher).filter(Files::exists);
    return ofServer.isPresent() && !dispatcher.isNamed()
        ? OwnDispatcher.behind(ofServer.get(), server.getAddress(), server, src, clock)
        : dispatcher.client(server, src, src, clock);
  }

  private SegmentRequest request() {
    return new SegmentRequest(src, dst, false, false);
  }

  private static void add(
      SegmentReply reply,
      Map<ByteString, TypedSegment> segments,
      KnownRevocations revocations,
      Clock clock) {
    reply
        .records()
        .revocations()
        .forEach(
            decoded -> decoded.asOptional().ifPresent(one -> revocations.add(one, clock.wallMs())));
    reply.records().records().stream()
        .flatMap(record -> record.typed().asOptional().stream())
        .forEach(one -> segments.put(one.segment().eventId(one.type()), one));
  }

  private List<InetSocketAddress> servers(Optional<ReachableAs> ofWorld) {
    if (where.server != null) {
      return List.of(where.server);
    }
    try {
      Topology topology =
          ofWorld.isPresent() ? ofWorld.get().topology() : Topology.read(where.topology);
      if (topology.pathServers().isEmpty()) {
        throw new CommandException("the topology of " + src + " has no path server");
      }
      return topology.pathServers().values().stream().map(Topology.Server::address).toList();
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void print(List<EndToEndPath> paths, int found, Clock clock, PrintWriter out) {
    ObjectNode document = PathDocument.of(src, dst, paths);
    if (found > paths.size()) {
      document.put("left_out", found - paths.size());
    }
    switch (format) {
      case TABLE -> {
        PathTable.print(src, dst, paths, clock, out);
        if (found > paths.size()) {
          out.printf("and %d more; use -m %d to list all%n", found - paths.size(), found);
        }
      }
      case JSON -> out.println(document.toPrettyString());
      case YAML -> printYaml(document, out);
    }
  }
}
