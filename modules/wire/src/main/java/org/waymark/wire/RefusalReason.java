package org.waymark.wire;

import java.util.Locale;

/**
 * Why bytes were refused by a decoder: one value per check, so that each can be counted by itself.
 * The names in lower case are the values of the counters' label.
 */
public enum RefusalReason {
  // Framing and size, checked before anything is read.
  EMPTY,
  TOO_SHORT,
  TOO_LONG,
  LENGTH_MISMATCH,

  // Cap'n Proto messages.
  PACKED_TRUNCATED,
  UNPACKED_TOO_LONG,
  SEGMENT_TABLE,
  MALFORMED,
  UNKNOWN_MEMBER,

  // Limits on number, each its own (DESIGN 8).
  TOO_MANY_SEGMENTS,
  TOO_MANY_REVOCATIONS,
  TOO_MANY_AS_ENTRIES,
  TOO_MANY_PEERS,
  TOO_MANY_SIBLINGS,
  TOO_MANY_ITEMS,

  // Path segments and revocations (spec 1, 2, 10).
  SEGMENT_TYPE,
  NO_AS_ENTRIES,
  NO_HOP_ENTRIES,
  INFO_FIELD,
  HOP_FIELD,
  SIGN_TYPE,
  FORMAT,

  // Events of the log.
  NEWER_SCHEMA,
  EVENT_FIELD,

  // LZ4 text, TRCs and certificates (spec 3.1).
  LZ4,
  LZ4_TOO_LONG,
  JSON,
  JSON_TOO_LONG,
  JSON_FIELD_MISSING,
  JSON_FIELD,
  CHAIN_LENGTH,

  // SCION packets (spec 2.2).
  PACKET_VERSION,
  PACKET_ADDRESS_TYPE,
  PACKET_HEADER_LENGTH,
  PACKET_TOTAL_LENGTH,
  PACKET_PATH,
  PACKET_PATH_OFFSET,
  PACKET_EXTENSION,
  PACKET_PROTOCOL,
  PACKET_L4_LENGTH,
  PACKET_CHECKSUM,
  PACKET_SOURCE;

  /** {@return the name in lower case with hyphens, for logs and counters} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
