package org.waymark.server.outcome;

import org.waymark.trust.Verification;

/**
 * What became of one registered segment (ARCHITECTURE, Acknowledged). One per segment: nothing is
 * all-or-nothing over several.
 */
public sealed interface Outcome {
  /** Appended and applied: a path that was not stored. */
  record Added(long offset) implements Outcome {}

  /** Appended and applied: a newer version of a stored path. */
  record Updated(long offset) implements Outcome {}

  /**
   * Not appended: a live version says the same and lasts nearly as long (refresh damping), or these
   * very bytes are stored.
   */
  record Known() implements Outcome {}

  /** A stored version expires later. */
  record Superseded() implements Outcome {}

  /**
   * A revocation kills it on arrival.
   *
   * @param revocationOffset of the record that set the revocation; {@code StoredSegment.UNRECORDED}
   *     when that is held in the outage buffer
   */
  record Killed(long revocationOffset) implements Outcome {}

  /**
   * Not judged yet: trust material it names is not held. It is asked for, and the segment is
   * registered again when it is there.
   */
  record Parked(Verification.Missing missing) implements Outcome {}

  /**
   * Held, not recorded: the log is away, or did not say in time that it was appended. It is used
   * here, and appended when the log is back and does not hold it.
   */
  record Held() implements Outcome {}

  /** Not accepted. */
  record Refused(RefusalCause cause, String detail) implements Outcome {}

  /** Appended, but its record was not applied here in time: it still will be. */
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

  /** {@return a refusal} */
  static Outcome refused(RefusalCause cause, String detail) {
    return new Refused(cause, detail);
  }
}
