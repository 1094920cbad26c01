package org.waymark.segment;

/**
 * A hop entry of a Cap'n Proto AS entry (PROTOCOL 2, HopEntry): entry 0 is the path itself, the
 * others are peer links.
 *
 * @param inMtu MTU of the link at the ingress, bytes
 */
public record CapnpHopEntry(
    IsdAs inIa, long remoteInIf, int inMtu, IsdAs outIa, long remoteOutIf, HopField hopField) {}
