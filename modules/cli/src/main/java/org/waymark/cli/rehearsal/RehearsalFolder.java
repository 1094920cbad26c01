package org.waymark.cli.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.waymark.cli.segments.SegmentFile;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord.TypedSegment;

/**
 * The files for a {@link Rehearsal}: the configuration of a replica, and segments to register with
 * it. Another process makes them, so that the classes that make them are not in a cache.
 */
record RehearsalFolder(Path folder) {
  /** The AS of the replica, a leaf. */
  static final IsdAs LOCAL = IsdAs.parse("1-13");

  /** The core AS to which its segments lead. */
  static final IsdAs CORE = IsdAs.parse("1-11");

  private static final long SEED = 1;
  private static final int MAX_ASES = 4;

  /**
   * Makes the files.
   *
   * @param arguments the folder, which exists
   */
  public static void main(String[] arguments) throws IOException {
    new RehearsalFolder(Path.of(arguments[0])).make();
  }

  /** {@return the configuration of the replica, whose broker is in the same process} */
  Path config() {
    return folder.resolve("replica.toml");
  }

  /** {@return a file with segments of the replica's AS} */
  Path segments() {
    return folder.resolve("segments.json");
  }

  private void make() throws IOException {
    NetworkTopology topology = NetworkTopology.tiny();
    Network network = Network.of(topology, SEED, new SystemClock());
    network.filesOf(LOCAL).write(folder.resolve("as"));
    List<TypedSegment> up =
        network
            .segments()
            .up(LOCAL, MAX_ASES)
            .map(segment -> new TypedSegment(SegmentType.UP, segment))
            .toList();
    Files.write(
        segments(),
        new SegmentFile(up, List.of(), List.of()).bytes(SegmentFile.Form.JSON).unsafeBytes());
    Files.writeString(
        config(),
        """
        id = "rehearsal"
        topology = "as"
        store = "store"
        listen = "127.0.0.1:0"

        [kafka]
        bootstrap = "127.0.0.1:0"

        [apply]
        tree-ttl-s = %d
        """
            .formatted(topology.treeTtlS()));
  }
}
