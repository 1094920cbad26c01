package org.waymark.history.bisect;

import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentKey;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.trust.Trc;

/** Something that is the case for a time, and on which a condition may depend. */
sealed interface PassingFact {
  /**
   * {@return what tells facts apart: as long as the facts that are the case have the same
   * identities, a condition does not change}
   */
  default Object identity() {
    return this;
  }

  /**
   * A version of a path is stored and valid.
   *
   * @param content equal for versions that differ only in times and signatures
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

  /** The hop field of a peer link, which may end before its segment does, is valid. */
  record PeerValid(SegmentKey key, Object content, int peer) implements PassingFact {
    @Override
    public String toString() {
      return "peer link of segment " + key.id().shortText();
    }
  }

  /** A block. */
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

  /** A revocation is in force for AS entries with a root. */
  record Revoked(AsInterface end, ByteString root) implements PassingFact {
    @Override
    public String toString() {
      return "revocation of " + end;
    }
  }

  /** A TRC is known. */
  record Known(Trc trc) implements PassingFact {
    @Override
    public String toString() {
      return "version " + trc.version() + " of the TRC of ISD " + trc.isd();
    }
  }

  /** The TRC before this one is still accepted. */
  record InGrace(Trc trc) implements PassingFact {
    @Override
    public String toString() {
      return "grace period of version " + trc.version() + " of the TRC of ISD " + trc.isd();
    }
  }
}
