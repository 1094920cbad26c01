package org.waymark.wire;

import java.util.Locale;

/**
 * The reasons for which a decoder rejects bytes. There is one value per check, so that each check
 * can be counted separately. The counters use the names in lower case as a label.
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

  // Limits on numbers, one reason per limit (ARCHITECTURE, What differs from the path server of
  // 2018).
  TOO_MANY_SEGMENTS,
  TOO_MANY_REVOCATIONS,
  TOO_MANY_AS_ENTRIES,
  TOO_MANY_PEERS,
  TOO_MANY_SIBLINGS,
  TOO_MANY_ITEMS,

  // Path segments and revocations (PROTOCOL 1, 2, 10).
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

  // LZ4 text, TRCs and certificates (PROTOCOL 3.1).
  LZ4,
  LZ4_TOO_LONG,
  JSON,
  JSON_TOO_LONG,
  JSON_FIELD_MISSING,
  JSON_FIELD,
  CHAIN_LENGTH,

  // SCION packets (PROTOCOL 2.2).
  PACKET_VERSION,
  PACKET_ADDRESS_TYPE,
  PACKET_HEADER_LENGTH,
  PACKET_TOTAL_LENGTH,
  PACKET_PATH,
  PACKET_PATH_OFFSET,
  PACKET_INFO_OFFSET,
  PACKET_HOP_OFFSET,
  PACKET_SERVICE,
  PACKET_EXTENSION_LENGTH,
  PACKET_TOO_MANY_EXTENSIONS,
  PACKET_HOP_BY_HOP_EXTENSION,
  PACKET_END_TO_END_EXTENSION,
  PACKET_PROTOCOL,
  PACKET_L4_LENGTH,
  PACKET_CHECKSUM,
  PACKET_SOURCE,

  // SCMP payloads (PROTOCOL 2.4).
  SCMP_PARTS,
  SCMP_INFO,

  // Frames and registrations of the dispatcher (PROTOCOL 2.3).
  FRAME_COOKIE,
  FRAME_ADDRESS_TYPE,
  FRAME_TOO_LONG,
  REGISTRATION_COMMAND,
  REGISTRATION_PROTOCOL,
  REGISTRATION_ADDRESS_TYPE,
  REGISTRATION_LENGTH,

  // The audit trail: entries, tiles, notes, checkpoints and proofs.
  AUDIT_ENTRY,
  TILE_PATH,
  RIGHT_EDGE,
  NOTE_TEXT,
  NOTE_SIGNATURE,
  NOTE_KEY,
  CHECKPOINT,
  PROOF;

  /** {@return the name in lower case with hyphens, for logs and counters} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
