package org.waymark.store;

/** The reasons for quarantining a record, with their numbers in {@code event.capnp}. */
enum OracleReason {
  EMPTY_VALUE(1),
  TOO_LONG(2),
  NEWER_SCHEMA(3),
  UNDECODABLE(4),
  UNKNOWN_KIND(5),
  UNKNOWN_FORMAT(6),
  UNKNOWN_TYPE(7),
  OTHER_TOPIC(8),
  OVER_LIMIT(9),
  MALFORMED_SEGMENT(10),
  MALFORMED_REVOCATION(11),
  SEGMENT_IN_FUTURE(12),
  SEGMENT_ENDED(13),
  SEGMENT_BEFORE_TICK(14),
  REVOCATION_INTERFACE(15),
  REVOCATION_HASH_TYPE(16),
  REVOCATION_TREE_TTL(17),
  REVOCATION_EPOCH(18),
  REVOCATION_LEAF_POSITION(19),
  REVOCATION_NOT_CURRENT(20);

  private final int code;

  OracleReason(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
