package org.waymark.server.outcome;

/** What became of one received revocation. */
public sealed interface RevocationOutcome {
  /**
   * Appended and applied.
   *
   * @param killed segments it removed here
   */
  record Recorded(long offset, int killed) implements RevocationOutcome {}

  /** The log holds one that says the same for as long. */
  record Known() implements RevocationOutcome {}

  /** It proves against no segment held here; it waits for one. */
  record Waiting() implements RevocationOutcome {}

  /**
   * Handed on, not recorded: it revokes an interface of the local AS that no segment held here
   * uses. It goes on waiting for one that does.
   */
  record HandedOn() implements RevocationOutcome {}

  /**
   * Held, not recorded: the log is away, or did not say in time that it was appended. It acts here,
   * and is appended when the log is back in time and does not hold it.
   */
  record Held() implements RevocationOutcome {}

  /** Not accepted. */
  record Refused(RefusalCause cause, String detail) implements RevocationOutcome {}

  /** Appended, but its record was not applied here in time: it still will act. */
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
