package org.waymark.wire.capnp;

/** The two encodings of a Cap'n Proto message. Both include the segment table. */
public enum Form {
  UNPACKED,
  PACKED
}
