package org.waymark.wire.message;

import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * The fields of a hop entry as they are on the wire (PROTOCOL 2, HopEntry).
 *
 * @param inMtu the MTU of the ingress link in bytes, unsigned 16 bits
 * @param hopField the hop field, 8 bytes long if the sender is honest
 */
public record HopEntryFields(
    IsdAs inIa, long remoteInIf, int inMtu, IsdAs outIa, long remoteOutIf, ByteString hopField) {}
