package org.waymark.server.outcome;

import org.waymark.trust.Verification;

/**
 * The result of registering one segment (ARCHITECTURE, Acknowledged). Each segment of a message has
 * its own outcome; a message is not accepted or rejected as a whole.
 */
public sealed interface Outcome {
  /** Appended and applied. The path had not been stored before. */
  record Added(long offset) implements Outcome {}

  /** Appended and applied. The segment replaced the stored version of its path. */
  record Updated(long offset) implements Outcome {}

  /**
   * Not appended, because the stored live version is the same, or differs only in times and
   * signatures and expires almost as late (damping).
   */
  record Known() implements Outcome {}

  /** The stored version of the path expires later. */
  record Superseded() implements Outcome {}

  /**
   * A revocation killed the segment on arrival.
   *
   * @param revocationOffset the offset of the revocation's record; {@code StoredSegment.UNRECORDED}
   *     if the revocation is held in the outage buffer
   */
  record Killed(long revocationOffset) implements Outcome {}

  /**
   * Not verified yet, because a TRC or chain that the segment names is missing. This server
   * requests the missing TRC or chain, and registers the segment again when the missing material
   * has arrived.
   */
  record Parked(Verification.Missing missing) implements Outcome {}

  /**
   * Held in memory, because the log cannot be reached or did not confirm the append in time. This
   * replica uses the segment in its answers, and appends it once the log can be reached again,
   * unless the log already contains it.
   */
  record Held() implements Outcome {}

  /** Not accepted, for the given reason. */
  record Refused(RefusalCause cause, String detail) implements Outcome {}

  /** Appended, but this replica did not apply the record in time. It will apply it later. */
  record Unknown(String detail) implements Outcome {}

  /** {@return the outcome's name in log lines and counters} */
  default String label() {
    return switch (this) {
      case Added added -> "added";
      case Updated updated -> "updated";
      case Known known -> "known";
      case Superseded superseded -> "superseded";
      case Killed killed -> "killed";
      case Parked parked -> "parked";
      case Held held -> "held";
      case Refused refused -> "refused";
      case Unknown unknown -> "unknown";
    };
  }

  /**
   * Creates a rejection.
   *
   * @return the outcome
   */
  static Outcome refused(RefusalCause cause, String detail) {
    return new Refused(cause, detail);
  }
}
