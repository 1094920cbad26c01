package org.waymark.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.waymark.segment.IsdAs;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures the memory of a replica with live segments: after it has replayed its log into an empty
 * store, idle after a start from the sealed store, and after a time of answering requests. The goal
 * is the limit that operators set: the process has never had more resident memory. The heap that is
 * alive is compared with the bytes of the segments.
 *
 * @param waymark the command that runs {@code waymark}
 */
record MemoryBenchmark(List<String> waymark) implements Benchmark {
  /** The most memory that a replica should take, in MiB. The launcher allows more. */
  private static final double GOAL_MIB = 512;

  private static final String NAME = "memory";
  private static final double MIB = 1 << 20;
  private static final int CLIENTS = 2;
  private static final int WINDOW = 8;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    Effort effort = Effort.at(scale);
    Figures.Collected figures = new Figures.Collected();
    List<String> texts = new ArrayList<>();
    double most = 0;
    double aliveWithoutMib = 0;
    List<Integer> sizes = Stream.concat(Stream.of(0), effort.segments().stream()).toList();
    for (int segments : sizes) {
      StoredReplica replica = new StoredReplica(bed, waymark, NAME + "-" + segments, segments);
      String of = segments + "-segments-";
      bed.progress("memory: replaying " + segments + " segments");
      try (WaymarkProcess replayed = replica.start()) {
        most = Math.max(most, replayed.statusBytes("VmHWM") / MIB);
        figures.add(of + "resident-after-replay-mib", replayed.statusBytes("VmRSS") / MIB);
        figures.add(of + "most-resident-in-replay-mib", replayed.statusBytes("VmHWM") / MIB);
      }
      try (WaymarkProcess idle = replica.start()) {
        figures.add(of + "resident-idle-mib", idle.statusBytes("VmRSS") / MIB);
        double aliveMib = idle.aliveBytes() / MIB;
        figures.add(of + "alive-idle-mib", aliveMib);
        if (segments == 0) {
          aliveWithoutMib = aliveMib;
          continue;
        }
        double perSegment = Math.max(1, aliveMib - aliveWithoutMib) * MIB / segments;
        figures.add(of + "alive-bytes-per-segment", perSegment);
        figures.add(of + "event-bytes-per-segment", replica.bytesPerSegment());
        load(replica, idle, effort);
        most = Math.max(most, idle.statusBytes("VmHWM") / MIB);
        figures.add(of + "resident-after-load-mib", idle.statusBytes("VmRSS") / MIB);
        texts.add(
            String.format(
                Locale.ROOT,
                "%.0f bytes of heap for each of %d segments of %.0f bytes",
                perSegment,
                segments,
                replica.bytesPerSegment()));
      }
    }
    figures.add("most-resident-mib", most);
    return figures.under(
        NAME,
        String.format(
            Locale.ROOT,
            "memory: at most %.0f MiB resident (goal %.0f MiB); %s",
            most,
            GOAL_MIB,
            String.join("; ", texts)),
        most <= GOAL_MIB);
  }

  private static void load(StoredReplica replica, WaymarkProcess process, Effort effort)
      throws IOException, InterruptedException {
    InetSocketAddress server = StoredReplica.address(process);
    IsdAs dst = replica.lastRoute().last();
    int replyBytes;
    try (UdpSocket socket = new UdpSocket(server)) {
      socket.send(request(server, dst, socket.local()));
      replyBytes = socket.receive().remaining();
    }
    ClosedLoop.Question question =
        new ClosedLoop.Question() {
          @Override
          public ByteBuffer from(InetSocketAddress client) {
            return request(server, dst, client);
          }

          @Override
          public int replyBytes() {
            return replyBytes;
          }
        };
    new ClosedLoop(server, CLIENTS, WINDOW, List.of(question)).run(effort.load());
  }

  private static ByteBuffer request(InetSocketAddress server, IsdAs dst, InetSocketAddress client) {
    return Datagram.of(
        new SegmentRequest(Testbed.LOCAL, dst, false, false), 1, Testbed.LOCAL, client, server);
  }
}
