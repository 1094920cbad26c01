package org.waymark.segment;

/**
 * A hop entry of a Cap'n Proto AS entry (PROTOCOL 2, HopEntry). Entry 0 is the hop of the path
 * itself; the others are hops over peer links.
 *
 * @param inMtu the MTU of the link at the ingress, in bytes
 */
public record CapnpHopEntry(
    IsdAs inIa, long remoteInIf, int inMtu, IsdAs outIa, long remoteOutIf, HopField hopField) {}
