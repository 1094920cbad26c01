package org.waymark.wire.event;

import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * The origin of an event.
 *
 * @param peerIa the registrant's AS, or {@link IsdAs#NONE} if there is no registrant
 * @param address the registrant's address in the form of its transport, or a keyed hash of it
 */
public record Origin(Transport transport, IsdAs peerIa, ByteString address) {
  /** The replica itself. */
  public static final Origin SELF = new Origin(Transport.SELF, IsdAs.NONE, ByteString.EMPTY);
}
