package org.waymark.server.request;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Groups;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.store.StoredSegment;
import org.waymark.wire.message.SegmentRecord;

/**
 * Messages with several segments, some of which are still to be judged. Their segments answer
 * pending requests together: a host remembers the first answer for minutes, and one made of the
 * segment that happened to be verified first may lack the shortest path.
 *
 * <p>A message is closed once all of its records are judged, after {@link #LIFE_NS} even if some
 * are not (their task may have been dropped), and when more than {@link #CAPACITY} are open. Safe
 * for use by several threads.
 */
final class OpenMessages {
  static final int CAPACITY = 1_000;

  /** Much longer than judging takes, and less than a request is pending. */
  static final long LIFE_NS = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;

  /** In the order of arrival. */
  private final SequencedSet<Message> open = new LinkedHashSet<>();

  private final Groups<Claim, Message> byClaim = new Groups<>();

  private record Claim(SegmentType type, ByteString bytes) {}

  /** A message that is open, or was. */
  static final class Message {
    private final Set<Claim> claims;
    private final List<StoredSegment> came = new ArrayList<>();
    private final long sinceNs;
    private int left;

    private Message(Set<Claim> claims, int left, long sinceNs) {
      this.claims = claims;
      this.left = left;
      this.sinceNs = sinceNs;
    }
  }

  OpenMessages(Clock clock) {
    this.clock = clock;
  }

  /** Opens a message. */
  synchronized Message open(List<SegmentRecord> records) {
    Set<Claim> claims =
        records.stream()
            .flatMap(record -> record.typed().asOptional().stream())
            .map(typed -> new Claim(typed.type(), typed.segment().bytes()))
            .collect(Collectors.toSet());
    Message message = new Message(claims, records.size(), clock.monotonicNs());
    open.add(message);
    claims.forEach(claim -> byClaim.add(claim, message));
    return message;
  }

  /**
   * Keeps a segment that came for the end of the messages it is in.
   *
   * @return whether there are any
   */
  synchronized boolean keep(StoredSegment one) {
    List<Message> messages = byClaim.of(new Claim(one.type(), one.segment().bytes()));
    messages.forEach(message -> message.came.add(one));
    return !messages.isEmpty();
  }

  /** {@return what came with the message, when this was its last record to be judged} */
  synchronized List<StoredSegment> judged(Message message) {
    message.left--;
    return message.left == 0 && open.remove(message) ? close(message) : List.of();
  }

  /**
   * {@return what came with messages that are not to be waited for any longer, which are closed}
   */
  synchronized List<StoredSegment> overdue() {
    long nowNs = clock.monotonicNs();
    List<StoredSegment> came = new ArrayList<>();
    Iterator<Message> oldest = open.iterator();
    while (oldest.hasNext()) {
      Message message = oldest.next();
      if (open.size() <= CAPACITY && nowNs - message.sinceNs < LIFE_NS) {
        break;
      }
      oldest.remove();
      came.addAll(close(message));
    }
    return came;
  }

  private List<StoredSegment> close(Message message) {
    message.claims.forEach(claim -> byClaim.remove(claim, message));
    return message.came;
  }

  /** {@return how many are open} */
  synchronized int size() {
    return open.size();
  }
}
