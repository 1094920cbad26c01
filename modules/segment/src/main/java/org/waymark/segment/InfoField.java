package org.waymark.segment;

/**
 * An info field of protocol version 0 (PROTOCOL 1): 8 bytes, big-endian.
 *
 * <pre>
 *  0        1               5       7      8
 *  +--------+---------------+-------+------+
 *  | flags  | timestamp (s) |  ISD  | hops |
 *  +--------+---------------+-------+------+
 *  flags: 1 up, 2 shortcut, 4 peer
 * </pre>
 *
 * @param timestampS the timestamp in Unix seconds, unsigned 32 bits
 * @param isd the ISD, unsigned 16 bits
 * @param hops the number of hop fields in a path, or 0 in a segment; unsigned 8 bits
 */
public record InfoField(
    boolean up, boolean shortcut, boolean peer, long timestampS, int isd, int hops) {
  public static final int SIZE = 8;
}
