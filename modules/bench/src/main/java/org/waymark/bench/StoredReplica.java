package org.waymark.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.SegmentType;

/**
 * A replica in a process of its own, started as operators start it, and a log with a number of live
 * segments for it. Used by one thread.
 */
final class StoredReplica {
  private static final long SEED = 4;
  private static final int ROUTES_PER_LEAF = 40;
  private static final int MAX_ASES = 3;
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:[0-9]+");

  private final List<String> waymark;
  private final Path config;
  private final Path store;
  private final Path errors;
  private final double bytesPerSegment;
  private final Route lastRoute;

  /**
   * Creates the log of a replica.
   *
   * @param waymark the command that runs {@code waymark}
   * @param prefix the prefix of the topics, which do not exist yet
   * @param segments the number of live segments in the log
   */
  StoredReplica(Testbed bed, List<String> waymark, String prefix, int segments) throws IOException {
    this.waymark = waymark;
    this.store = bed.newFolder(prefix);
    this.config = bed.newFolder(prefix + ".toml");
    this.errors = bed.newFolder(prefix + ".log");
    bed.makeLog(prefix);
    bed.progress("%s: creating and appending %d segments".formatted(prefix, segments));
    NetworkTopology topology =
        NetworkTopology.wide(Math.max(1, Math.ceilDiv(segments, ROUTES_PER_LEAF)));
    Network network = Network.of(topology, SEED, bed.clock());
    List<Route> routes = routes(topology).limit(segments).toList();
    try (KafkaEventLog log = bed.openLog(prefix)) {
      long bytes =
          SegmentEvents.append(
              log, network, SegmentType.DOWN, routes.stream(), bed.clock().wallMs() / 1_000);
      bytesPerSegment = routes.isEmpty() ? 0 : (double) bytes / routes.size();
    }
    lastRoute = routes.isEmpty() ? routes(topology).findFirst().orElseThrow() : routes.getLast();
    bed.writeConfig(config, prefix, store);
  }

  private static Stream<Route> routes(NetworkTopology topology) {
    return topology.routes(SegmentType.DOWN, MAX_ASES).filter(route -> route.size() == MAX_ASES);
  }

  /**
   * Starts the replica and waits until it is ready. The first start builds the store from the log,
   * later ones continue from its seal.
   *
   * @return the process
   */
  WaymarkProcess start() throws IOException {
    List<String> command =
        Stream.concat(waymark.stream(), Stream.of("serve", "--config", config.toString())).toList();
    return WaymarkProcess.started(command, "ready at ", errors);
  }

  /** {@return the address at which a replica that is ready listens} */
  static InetSocketAddress address(WaymarkProcess ready) {
    Matcher found = ADDRESS.matcher(ready.line());
    if (!found.find()) {
      throw new InvalidRunException("a replica did not say its address: " + ready.line());
    }
    return SocketAddresses.parse(found.group());
  }

  /** {@return the folder with the database of the store} */
  Path store() {
    return store;
  }

  /** {@return the file to which processes write their errors} */
  Path errors() {
    return errors;
  }

  /** {@return the average size of the event of a segment in bytes; 0 if there are none} */
  double bytesPerSegment() {
    return bytesPerSegment;
  }

  /** {@return the route of one of the stored segments, if there are any} */
  Route lastRoute() {
    return lastRoute;
  }
}
