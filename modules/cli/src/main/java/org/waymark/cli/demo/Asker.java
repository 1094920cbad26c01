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

/** A host of the AS that talks to one replica over UDP. Used by one thread. */
final class Asker implements AutoCloseable {
  /**
   * A path server does not answer when it finds nothing: a question without an answer is asked
   * again after this.
   */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(1);

  /**
   * A question that should have an answer is repeated, since datagrams get lost, and given up late.
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

  /** {@return a key for a measurement of this replica} */
  String key(String what) {
    return what + "-" + name.replace(' ', '-');
  }

  void send(Message message) throws IOException {
    client.send(message);
  }

  /** {@return the ids of the segments the replica answers with, none when it does not answer} */
  Set<SegmentId> ask(IsdAs dst) throws IOException {
    return ids(client.ask(request(dst), NO_ANSWER_AFTER, REPEAT_AFTER));
  }

  /**
   * {@return the milliseconds from {@code sinceNs} until the replica's answer is as expected,
   * infinity when it did not come to be}
   *
   * @param sinceNs on the monotonic clock
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
