package org.waymark.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.waymark.wire.message.SegmentRequest;

/**
 * A request for the segments to one destination, with the size of the answer.
 *
 * @param server the server that is asked
 * @param number the number of the destination
 */
record Lookup(InetSocketAddress server, int number, int replyBytes) implements ClosedLoop.Question {
  private static final int CLIENTS = 2;
  private static final int WINDOW = 32;
  private static final long SEED = 5;

  /** One answer in so many is decoded, besides the first. */
  private static final int CHECKED_ONE_IN = 500;

  /**
   * {@return clients that ask a replica for each destination in random order, with 64 requests
   * under way} Every destination is asked for once beforehand, to learn and check the answers.
   */
  static ClosedLoop asking(InetSocketAddress replica, int destinations) throws IOException {
    return loop(replica, lookups(replica, destinations));
  }

  /** {@return the same clients with the same requests, for the echo server} */
  static ClosedLoop echoing(InetSocketAddress echo, ClosedLoop asking) {
    return loop(
        echo,
        asking.questions().stream()
            .map(one -> (ClosedLoop.Question) new Echoed((Lookup) one))
            .toList());
  }

  private static ClosedLoop loop(InetSocketAddress server, List<ClosedLoop.Question> questions) {
    return new ClosedLoop(server, CLIENTS, WINDOW, questions);
  }

  @Override
  public ByteBuffer from(InetSocketAddress client) {
    // Hosts choose random ids.
    long requestId = new SplittableRandom(number).nextLong();
    return Datagram.of(
        new SegmentRequest(Testbed.LOCAL, LookupSegments.destination(number), false, false),
        requestId,
        Testbed.LOCAL,
        client,
        server);
  }

  /** The same request, but starting with the size of the reply that the echo server sends. */
  private record Echoed(Lookup lookup) implements ClosedLoop.Question {
    @Override
    public ByteBuffer from(InetSocketAddress client) {
      return lookup.from(client).putInt(0, lookup.replyBytes);
    }

    @Override
    public int replyBytes() {
      return lookup.replyBytes;
    }
  }

  private static List<ClosedLoop.Question> lookups(InetSocketAddress replica, int destinations)
      throws IOException {
    int[] sizes = new int[destinations];
    try (UdpSocket socket = new UdpSocket(replica)) {
      int sent = 0;
      for (int answered = 0; answered < destinations; answered++) {
        while (sent < Math.min(destinations, answered + WINDOW)) {
          socket.send(new Lookup(replica, sent++, 0).from(socket.local()));
        }
        ByteBuffer reply = socket.receive();
        sizes[answered] = reply.remaining();
        if (answered % CHECKED_ONE_IN == 0) {
          check(reply, answered);
        }
      }
    }
    if (Arrays.stream(sizes).min().orElseThrow() < Arrays.stream(sizes).max().orElseThrow() / 2) {
      throw new InvalidRunException("some answers lack segments, because they are much shorter");
    }
    List<ClosedLoop.Question> lookups = new ArrayList<>(destinations);
    for (int i = 0; i < destinations; i++) {
      lookups.add(new Lookup(replica, i, sizes[i]));
    }
    Collections.shuffle(lookups, new Random(SEED));
    return lookups;
  }

  private static void check(ByteBuffer reply, int number) {
    long right =
        Datagram.segments(reply).stream()
            .filter(one -> one.lastIa().equals(LookupSegments.destination(number)))
            .count();
    if (right != LookupSegments.PER_DESTINATION) {
      throw new InvalidRunException(
          "an answer has %d segments to its destination instead of %d"
              .formatted(right, LookupSegments.PER_DESTINATION));
    }
  }
}
