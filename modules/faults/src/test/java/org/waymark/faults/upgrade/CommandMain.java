package org.waymark.faults.upgrade;

import java.util.HexFormat;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Prints its newest event schema, and the event that {@code waymark block} would append. */
final class CommandMain {
  private CommandMain() {}

  public static void main(String[] arguments) {
    BlockSubject subject = new BlockSubject.OfAs(IsdAs.parse("1-12"));
    Event event = Event.own("operator", new EventBody.BlockEvent(subject, 1_000, "test"));
    // The compiler has copied Event.NEWEST_SCHEMA of this build into this class.
    int newest = ApplySettings.DEFAULT.eventSchema();
    System.out.println(newest + " " + HexFormat.of().formatHex(EventCodec.encode(event)));
  }
}
