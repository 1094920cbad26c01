package org.waymark.segment;

/**
 * A hop field of protocol version 0 (PROTOCOL 1): 8 bytes, big-endian.
 *
 * <pre>
 *  0       1          2                    5       8
 *  +-------+----------+---------+----------+-------+
 *  | flags | exp_time | ingress | egress   |  MAC  |
 *  |       |          | 12 bits | 12 bits  | 3 B   |
 *  +-------+----------+---------+----------+-------+
 *  flags: 1 xover, 2 verify-only, 4 forward-only, 8 recurse
 * </pre>
 *
 * @param expTime the lifetime, in steps of 337.5 s after the timestamp of the info field, 0..255
 * @param ingress the ingress interface, 0..4095
 * @param egress the egress interface, 0..4095
 * @param mac the MAC, 24 bits
 */
public record HopField(
    boolean xover,
    boolean verifyOnly,
    boolean forwardOnly,
    boolean recurse,
    int expTime,
    int ingress,
    int egress,
    int mac) {
  public static final int SIZE = 8;

  /** The highest number that an interface can have; 0 means no interface. */
  public static final int MAX_INTERFACE = 0xfff;
}
