package org.waymark.server.replicas;

import java.util.OptionalLong;
import org.waymark.wire.event.TickDigest;

/** A change that {@link DigestComparison} noticed. */
sealed interface Finding {
  /** {@return the id of the other replica} */
  String replica();

  /**
   * The digests of the two replicas began to differ.
   *
   * @param ours the digest of this replica at the first tick at which they differ
   * @param lastEqual the offset of the last tick before it at which they were equal; empty if they
   *     have not been compared before
   */
  record Differs(String replica, TickDigest ours, TickDigest theirs, OptionalLong lastEqual)
      implements Finding {}

  /**
   * The digests are equal again.
   *
   * @param tick the offset of the first tick at which they are
   */
  record Agrees(String replica, long tick) implements Finding {}

  /**
   * A store rebuilt from the log showed which of the two digests was right.
   *
   * @param tick the offset of the first tick at which they differed
   */
  record Judged(String replica, long tick, Judgment judgment) implements Finding {}

  /** Whose digest the log confirms. */
  enum Judgment {
    OURS("the log confirms the digest of this replica: the other one is wrong"),
    THEIRS("the log confirms the digest of the other replica: the old store of this one was wrong"),
    NEITHER("the log confirms neither digest: both stores were wrong");

    private final String text;

    Judgment(String text) {
      this.text = text;
    }

    /** {@return what it means, for messages} */
    String text() {
      return text;
    }
  }

  /** The other replica has reported another apply version for over an hour. */
  record OtherVersion(String replica, String applyVersion) implements Finding {}
}
