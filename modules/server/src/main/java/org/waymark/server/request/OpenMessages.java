package org.waymark.server.request;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FairBuffer;
import org.waymark.runtime.Groups;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Source;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.message.SegmentRecord;

/**
 * Messages with several segments, some of which are still to be judged. Their segments answer
 * pending requests together: a host remembers the first answer for minutes, and one made of the
 * segment that happened to be verified first may lack the shortest path.
 *
 * <p>A message is closed once all of its records are judged, after {@link #LIFE_NS} even if some
 * are not (their task may have been dropped), and when there is no room for it: at most {@link
 * #CAPACITY} are open, of bounded size in all, and a source that has more than its share gives up
 * its own first. What came with a message is kept as the ends of the segments, all that it takes to
 * wake requests. Safe for use by several threads.
 */
final class OpenMessages {
  static final int CAPACITY = 1_000;

  /** Much longer than judging takes, and less than a request is pending. */
  static final long LIFE_NS = TimeUnit.SECONDS.toNanos(1);

  /** A message without its claims. */
  private static final int MESSAGE_BYTES = 640;

  /** A claim without its bytes, with what comes for it and its entries in sets. */
  private static final int CLAIM_BYTES = 512;

  private final Clock clock;

  /** In the order of arrival. */
  private final SequencedSet<Message> open = new LinkedHashSet<>();

  private final FairBuffer<Source, Message> buffer;
  private final Groups<Claim, Message> byClaim = new Groups<>();

  /** What came with messages that were closed for want of room. */
  private final Set<SegmentQuery> displaced = new LinkedHashSet<>();

  private record Claim(SegmentType type, ByteString bytes) {}

  /** A message that is open, or was. */
  static final class Message {
    private final Set<Claim> claims;
    private final Set<SegmentQuery> came = new LinkedHashSet<>();
    private final long sinceNs;
    private int left;

    private Message(Set<Claim> claims, int left, long sinceNs) {
      this.claims = claims;
      this.left = left;
      this.sinceNs = sinceNs;
    }
  }

  /**
   * @param bytes of memory that the claims of all may take
   */
  OpenMessages(Clock clock, long bytes) {
    this.clock = clock;
    this.buffer = new FairBuffer<>(CAPACITY, bytes);
  }

  /** Opens a message; one for which there is no room is closed at once. */
  synchronized Message open(List<SegmentRecord> records, Source source) {
    Set<Claim> claims =
        records.stream()
            .flatMap(record -> record.typed().asOptional().stream())
            .map(typed -> new Claim(typed.type(), typed.segment().bytes()))
            .collect(Collectors.toSet());
    Message message = new Message(claims, records.size(), clock.monotonicNs());
    open.add(message);
    claims.forEach(claim -> byClaim.add(claim, message));
    for (Message gone : buffer.add(message, source, memoryBytes(claims))) {
      open.remove(gone);
      displaced.addAll(close(gone));
    }
    return message;
  }

  private static long memoryBytes(Set<Claim> claims) {
    return MESSAGE_BYTES
        + claims.stream().mapToLong(claim -> CLAIM_BYTES + claim.bytes().memoryBytes()).sum();
  }

  /**
   * Keeps a segment that came for the end of the messages it is in.
   *
   * @return whether there are any
   */
  synchronized boolean keep(StoredSegment one) {
    List<Message> messages = byClaim.of(new Claim(one.type(), one.segment().bytes()));
    messages.forEach(message -> message.came.add(one.ends()));
    return !messages.isEmpty();
  }

  /** {@return what came with the message, when this was its last record to be judged} */
  synchronized Set<SegmentQuery> judged(Message message) {
    message.left--;
    return message.left == 0 && open.remove(message) ? close(message) : Set.of();
  }

  /**
   * {@return what came with messages that are not to be waited for any longer, which are closed}
   */
  synchronized Set<SegmentQuery> overdue() {
    long nowNs = clock.monotonicNs();
    Set<SegmentQuery> came = new LinkedHashSet<>(displaced);
    displaced.clear();
    Iterator<Message> oldest = open.iterator();
    while (oldest.hasNext()) {
      Message message = oldest.next();
      if (nowNs - message.sinceNs < LIFE_NS) {
        break;
      }
      oldest.remove();
      came.addAll(close(message));
    }
    return came;
  }

  private Set<SegmentQuery> close(Message message) {
    buffer.remove(message);
    message.claims.forEach(claim -> byClaim.remove(claim, message));
    return message.came;
  }

  /** {@return how many are open} */
  synchronized int size() {
    return open.size();
  }
}
