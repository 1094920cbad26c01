package org.waymark.server.outcome;

/** The result of processing one received revocation. */
public sealed interface RevocationOutcome {
  /**
   * Appended and applied.
   *
   * @param killed the number of segments that it removed from this replica's store
   */
  record Recorded(long offset, int killed) implements RevocationOutcome {}

  /** Not recorded again: an equal revocation that lasts at least as long is already in effect. */
  record Known() implements RevocationOutcome {}

  /** Kept in memory, because it does not match any stored or held segment yet. */
  record Waiting() implements RevocationOutcome {}

  /**
   * Forwarded but not recorded, because it revokes an interface of the local AS that no segment on
   * this replica uses. The revocation still waits for such a segment.
   */
  record HandedOn() implements RevocationOutcome {}

  /**
   * Held in memory, because the log cannot be reached or did not confirm the append in time. The
   * revocation takes effect on this replica. If the log can be reached again before the revocation
   * expires, the revocation is appended unless the log already contains it.
   */
  record Held() implements RevocationOutcome {}

  /** Not accepted, for the given reason. */
  record Refused(RefusalCause cause, String detail) implements RevocationOutcome {}

  /** Appended, but this replica did not apply the record in time. It will take effect later. */
  record Unknown(String detail) implements RevocationOutcome {}

  /** {@return the outcome's name in log lines and counters} */
  default String label() {
    return switch (this) {
      case Recorded recorded -> "recorded";
      case Known known -> "known";
      case Waiting waiting -> "waiting";
      case HandedOn handedOn -> "handed-on";
      case Held held -> "held";
      case Refused refused -> "refused";
      case Unknown unknown -> "unknown";
    };
  }
}
