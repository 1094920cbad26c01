package org.waymark.wire.event;

import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * Where an event came from.
 *
 * @param peerIa of the registrant, {@link IsdAs#NONE} when there is none
 * @param address of the registrant as its transport has it, or a keyed hash of that
 */
public record Origin(Transport transport, IsdAs peerIa, ByteString address) {
  /** The replica itself. */
  public static final Origin SELF = new Origin(Transport.SELF, IsdAs.NONE, ByteString.EMPTY);
}
