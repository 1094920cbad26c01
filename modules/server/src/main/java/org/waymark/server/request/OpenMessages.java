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
 * Messages with several segments, some of which have not been verified yet. The segments of a
 * message answer pending requests together. This is important because hosts cache the first answer
 * for minutes, and an answer that contains only the segment that happened to be verified first may
 * lack the shortest path.
 *
 * <p>A message is closed when all of its records have been processed, when it is evicted, or after
 * {@link #LIFE_NS}, because a record whose task was dropped is never processed. At most {@link
 * #CAPACITY} messages of bounded total size are open, and a source that exceeds its share loses its
 * own messages first. Only the ends of a message's segments are kept, because they suffice to wake
 * requests. Safe for use by several threads.
 */
final class OpenMessages {
  static final int CAPACITY = 1_000;

  /**
   * This is much longer than verification takes, but shorter than the time for which a request is
   * pending.
   */
  static final long LIFE_NS = TimeUnit.SECONDS.toNanos(1);

  /** The memory that a message occupies, without its claims, in bytes. */
  private static final int MESSAGE_BYTES = 640;

  /**
   * The memory, in bytes, that a claim and its set entries occupy, not counting the encoded claim
   * itself.
   */
  private static final int CLAIM_BYTES = 512;

  private final Clock clock;

  /** Open messages in order of arrival. */
  private final SequencedSet<Message> open = new LinkedHashSet<>();

  private final FairBuffer<Source, Message> buffer;
  private final Groups<Claim, Message> byClaim = new Groups<>();

  /** The ends of the segments of evicted messages. */
  private final Set<SegmentQuery> displaced = new LinkedHashSet<>();

  private record Claim(SegmentType type, ByteString bytes) {}

  /** A message that is open or has been open. */
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
   * @param bytes the maximum memory of the claims of all messages
   */
  OpenMessages(Clock clock, long bytes) {
    this.clock = clock;
    this.buffer = new FairBuffer<>(CAPACITY, bytes);
  }

  /** Opens a message, and closes the oldest ones if the limits are exceeded. */
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
   * Keeps the ends of a segment until the messages that contain it are closed.
   *
   * @return whether any open message contains it
   */
  synchronized boolean keep(StoredSegment one) {
    List<Message> messages = byClaim.of(new Claim(one.type(), one.segment().bytes()));
    messages.forEach(message -> message.came.add(one.ends()));
    return !messages.isEmpty();
  }

  /**
   * Records that one more record of a message has been processed.
   *
   * @return the ends of the message's segments if this was the last record
   */
  synchronized Set<SegmentQuery> judged(Message message) {
    message.left--;
    return message.left == 0 && open.remove(message) ? close(message) : Set.of();
  }

  /**
   * Closes the messages that have been open for too long.
   *
   * @return the ends of their segments and of the segments of evicted messages
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

  /** {@return the number of open messages} */
  synchronized int size() {
    return open.size();
  }
}
