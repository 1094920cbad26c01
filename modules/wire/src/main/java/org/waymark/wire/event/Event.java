package org.waymark.wire.event;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * One event of the log (ARCHITECTURE, The log).
 *
 * @param schemaVersion the oldest schema version that a reader must understand to apply the event,
 *     1..65535
 * @param eventIds the event ids, 32 bytes each: one for a segment, one per proving side for a
 *     revocation, none for other events
 * @param writer the id of the replica that appended the event
 * @param requestId the request id of the message that caused the event, unsigned 64 bits, or 0 if
 *     there was no such message
 */
public record Event(
    int schemaVersion,
    List<ByteString> eventIds,
    String writer,
    Origin origin,
    long requestId,
    EventBody body) {
  /** The schema version that every build applies. */
  public static final int OLDEST_SCHEMA = 1;

  /** The newest schema version that this build writes and applies. */
  public static final int NEWEST_SCHEMA = 1;

  public Event {
    eventIds = List.copyOf(eventIds);
  }

  /**
   * Creates an event that the writer itself originates, in the oldest schema. Commands write in it,
   * because they do not know which builds the replicas run.
   */
  public static Event own(String writer, EventBody body) {
    return own(OLDEST_SCHEMA, writer, body);
  }

  /** Creates an event that the writer itself originates, such as a tick, a start or a stop. */
  public static Event own(int schemaVersion, String writer, EventBody body) {
    return new Event(schemaVersion, List.of(), writer, Origin.SELF, 0, body);
  }

  /** {@return a copy of this event with other event ids} */
  public Event with(List<ByteString> ids) {
    return new Event(schemaVersion, ids, writer, origin, requestId, body);
  }
}
