package org.waymark.server.replicas;

import java.util.OptionalLong;
import org.waymark.wire.event.TickDigest;

/** A change that {@link DigestComparison} noticed. */
sealed interface Finding {
  /** {@return the id of the other replica} */
  String replica();

  /**
   * The digests of the two replicas started to differ.
   *
   * @param ours this replica's digest at the first tick at which they differ
   * @param lastEqual the offset of the last earlier tick at which the digests were equal; empty if
   *     they had never been compared
   */
  record Differs(String replica, TickDigest ours, TickDigest theirs, OptionalLong lastEqual)
      implements Finding {}

  /**
   * The digests are equal again.
   *
   * @param tick the offset of the first tick at which they are equal
   */
  record Agrees(String replica, long tick) implements Finding {}

  /**
   * A store rebuilt from the log showed which of the two digests was right.
   *
   * @param tick the offset of the first tick at which the digests differed
   */
  record Judged(String replica, long tick, Judgment judgment) implements Finding {}

  /** The digest that the log confirms. */
  enum Judgment {
    OURS("the log confirms this replica's digest: the other digest is wrong"),
    THEIRS("the log confirms the other replica's digest: this replica's old store was wrong"),
    NEITHER("the log confirms neither digest: both stores were wrong");

    private final String text;

    Judgment(String text) {
      this.text = text;
    }

    /** {@return the judgment in words, for log messages} */
    String text() {
      return text;
    }
  }

  /** The other replica has reported a different apply version for over an hour. */
  record OtherVersion(String replica, String applyVersion) implements Finding {}

  /** The other replica, which was an {@link OtherVersion}, reports this replica's apply version. */
  record SameVersion(String replica) implements Finding {}
}
