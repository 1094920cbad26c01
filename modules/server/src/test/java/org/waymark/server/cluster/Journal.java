package org.waymark.server.cluster;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;

/** The messages of a cluster, in the order in which they were sent and received. */
final class Journal {
  private final List<Sent> sent = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  /**
   * A message that a replica sent to the path service of another AS.
   *
   * @param history how often the log of the replica's AS had lost records by then
   */
  record Sent(long atMs, String replica, int history, IsdAs from, IsdAs to, Message message) {}

  /**
   * A message that a replica sent back to a sender.
   *
   * @param history how often the log had lost records before those that the replica had applied
   * @param applied the next offset of {@code .events} that the replica had not applied yet
   */
  record Answer(
      long atMs,
      String replica,
      int history,
      IsdAs from,
      long applied,
      InetSocketAddress to,
      ControlPayload payload) {}

  /** A datagram that reached an AS. */
  record Arrival(long atMs, IsdAs at, InetSocketAddress from, ControlPayload payload) {}

  void note(Sent one) {
    sent.add(one);
  }

  void note(Answer one) {
    answers.add(one);
  }

  void note(Arrival one) {
    arrivals.add(one);
  }

  /** Notes bytes that were sent to the network or received from it. */
  void note(
      long atNs, InetSocketAddress at, String direction, InetSocketAddress other, byte[] what) {
    lines.add(atNs + " " + at + direction + other + " " + Sha256.hash(ByteString.of(what)));
  }

  /** {@return the messages that replicas sent to path services} */
  Stream<Sent> sent() {
    return sent.stream();
  }

  /** {@return the messages that replicas sent back} */
  Stream<Answer> answers() {
    return answers.stream();
  }

  /** {@return the datagrams that arrived at any AS} */
  Stream<Arrival> arrivals() {
    return arrivals.stream();
  }

  /** {@return one line for each datagram sent or received, with its time and its two ends} */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Computes a digest of the lines of a journal. {@return the digest} */
  static ByteString digest(List<String> lines) {
    Sha256 digest = Sha256.labelled("journal");
    lines.forEach(line -> digest.addSized(ByteString.of(line.getBytes(StandardCharsets.UTF_8))));
    return digest.digest();
  }

  /** Compares the lines of two journals. {@return the first difference, if there is one} */
  static Optional<String> difference(List<String> one, List<String> other) {
    int equal = 0;
    while (equal < one.size() && equal < other.size() && one.get(equal).equals(other.get(equal))) {
      equal++;
    }
    return equal == one.size() && equal == other.size()
        ? Optional.empty()
        : Optional.of("line %d:\n%s\n%s".formatted(equal, line(one, equal), line(other, equal)));
  }

  private static String line(List<String> lines, int number) {
    return number < lines.size() ? lines.get(number) : "none";
  }
}
