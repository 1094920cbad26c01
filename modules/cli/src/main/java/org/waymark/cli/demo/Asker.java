package org.waymark.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** A host of the AS that sends requests to one replica over UDP. Used by one thread. */
final class Asker implements AutoCloseable {
  /**
   * The time after which a request that may find nothing is repeated, because a path server that
   * finds nothing does not reply.
   */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(1);

  /**
   * The time after which a request that should find something is repeated, because datagrams can be
   * lost.
   */
  private static final Duration REPEAT_AFTER = Duration.ofMillis(250);

  private static final Duration NO_ANSWER_AFTER = Duration.ofSeconds(5);
  private static final long GIVE_UP_AFTER_NS = 10_000_000_000L;

  private final String name;
  private final IsdAs ia;
  private final Clock clock;
  private final ScionUdpClient client;

  Asker(String name, InetSocketAddress replica, IsdAs ia, Clock clock) throws IOException {
    this.name = name;
    this.ia = ia;
    this.clock = clock;
    this.client = new ScionUdpClient(replica, ia, ia, clock);
  }

  String name() {
    return name;
  }

  /** {@return the key under which a measurement of this replica is reported} */
  String key(String what) {
    return what + "-" + name.replace(' ', '-');
  }

  void send(Message message) throws IOException {
    client.send(message);
  }

  /**
   * Requests segments.
   *
   * @return the ids of the segments in the replica's reply; empty if there is no reply
   */
  Set<SegmentId> ask(IsdAs dst) throws IOException {
    return ids(client.ask(request(dst), NO_ANSWER_AFTER, REPEAT_AFTER));
  }

  /**
   * Repeats a request until the reply is as expected.
   *
   * @param sinceNs the start time on the monotonic clock
   * @return the milliseconds since the start time, or infinity if the time limit is exceeded
   */
  double msUntil(long sinceNs, IsdAs dst, Predicate<Set<SegmentId>> expected) throws IOException {
    while (clock.monotonicNs() - sinceNs < GIVE_UP_AFTER_NS) {
      Set<SegmentId> ids = ids(client.ask(request(dst), ASK_AGAIN_AFTER, ASK_AGAIN_AFTER));
      if (expected.test(ids)) {
        return (clock.monotonicNs() - sinceNs) / 1e6;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private SegmentRequest request(IsdAs dst) {
    return new SegmentRequest(ia, dst, false, false);
  }

  private static Set<SegmentId> ids(Optional<SegmentReply> reply) {
    Set<SegmentId> ids = new HashSet<>();
    for (SegmentRecord record :
        reply.map(answer -> answer.records().records()).orElse(java.util.List.of())) {
      record.segment().asOptional().ifPresent(segment -> ids.add(segment.id()));
    }
    return ids;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
