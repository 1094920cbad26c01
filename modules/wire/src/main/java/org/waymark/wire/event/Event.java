package org.waymark.wire.event;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * One event of the log (ARCHITECTURE, The log).
 *
 * @param schemaVersion 1..65535, the oldest schema a reader must know to apply the event
 * @param eventIds 32 bytes each: of a segment one, of a revocation one per proving half, else none
 * @param writer id of the replica that appended it
 * @param requestId of the message it came with, unsigned 64 bits, 0 when there was none
 */
public record Event(
    int schemaVersion,
    List<ByteString> eventIds,
    String writer,
    Origin origin,
    long requestId,
    EventBody body) {
  /** The newest schema version this build writes and applies. */
  public static final int NEWEST_SCHEMA = 1;

  public Event {
    eventIds = List.copyOf(eventIds);
  }

  /** {@return an event of the replica itself: a tick, a start, a stop} */
  public static Event own(String writer, EventBody body) {
    return new Event(NEWEST_SCHEMA, List.of(), writer, Origin.SELF, 0, body);
  }

  /** {@return the event with these identities} */
  public Event with(List<ByteString> ids) {
    return new Event(schemaVersion, ids, writer, origin, requestId, body);
  }
}
