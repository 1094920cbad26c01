package org.waymark.history.bisect;

import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentKey;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.trust.Trc;

/** A fact that is true for a limited time and on which a condition may depend. */
sealed interface PassingFact {
  /**
   * {@return a value by which facts are compared} No condition changes while the set of the
   * identities of all true facts stays the same.
   */
  default Object identity() {
    return this;
  }

  /**
   * A version of a path is stored and valid.
   *
   * @param content a value that is equal for versions that differ only in times and signatures
   */
  record Stored(SegmentKey key, long offset, Object content) implements PassingFact {
    private record Identity(SegmentKey key, Object content) {}

    @Override
    public Object identity() {
      return new Identity(key, content);
    }

    @Override
    public String toString() {
      return key.type() + " segment " + key.id().shortText();
    }
  }

  /** The hop field of a peer link is valid. A hop field may expire before its segment. */
  record PeerValid(SegmentKey key, Object content, int peer) implements PassingFact {
    @Override
    public String toString() {
      return "peer link of segment " + key.id().shortText();
    }
  }

  /** A block is in force. */
  record Blocked(BlockSubject subject) implements PassingFact {
    @Override
    public String toString() {
      return "block of " + subject;
    }
  }

  /** An interface is reported down. */
  record Down(AsInterface end) implements PassingFact {
    @Override
    public String toString() {
      return "notice that " + end + " is down";
    }
  }

  /** A revocation is in force against AS entries with the given root. */
  record Revoked(AsInterface end, ByteString root) implements PassingFact {
    @Override
    public String toString() {
      return "revocation of " + end;
    }
  }

  /** A TRC has been accepted. */
  record Known(Trc trc) implements PassingFact {
    @Override
    public String toString() {
      return "version " + trc.version() + " of the TRC of ISD " + trc.isd();
    }
  }

  /** The grace period of a TRC has not ended, so the preceding TRC may still be used. */
  record InGrace(Trc trc) implements PassingFact {
    @Override
    public String toString() {
      return "grace period of version " + trc.version() + " of the TRC of ISD " + trc.isd();
    }
  }
}
