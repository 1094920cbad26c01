package org.waymark.store.row;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentKey;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;
import org.waymark.wire.event.TrustKind;

/**
 * One row of the state (APPLY, Rows). Digests cover these rows; replicas at the same offset have
 * equal rows. Times whose names end in S are in Unix seconds; times whose names end in Ms are in
 * Unix milliseconds.
 */
public sealed interface Row {
  /**
   * The stored version of a path.
   *
   * @param offset the offset of the record that stored it
   * @param hops the hops of the path; not hashed
   * @param peers the peer links, which are not part of the path; not hashed
   */
  record Segment(
      SegmentKey key,
      long expiryS,
      long timestampS,
      long recordTimeMs,
      long offset,
      List<Hop> hops,
      List<Hop> peers,
      ByteString bytes)
      implements Row {
    public Segment {
      hops = List.copyOf(hops);
      peers = List.copyOf(peers);
    }
  }

  /**
   * The latest revocation of an interface under a connected root, for one window.
   *
   * @param connectedRoot the connected root, 32 bytes
   * @param expiryMs the latest expiry of all such revocations
   * @param offset the offset of the record with that expiry
   * @param bytes the RevInfo of that record
   */
  record Revocation(
      IsdAs ia,
      long interfaceId,
      ByteString connectedRoot,
      ProofSide side,
      long treeTtlS,
      long window,
      long expiryMs,
      long offset,
      SegmentFormat format,
      ByteString bytes)
      implements Row {
    /** Creates the row for one side of a revocation's proof. */
    public static Revocation of(
        org.waymark.segment.Revocation revocation,
        ProofSide side,
        long offset,
        SegmentFormat format,
        ByteString bytes) {
      return new Revocation(
          revocation.ia(),
          revocation.interfaceId(),
          revocation.connectedRoot(side),
          side,
          revocation.treeTtlS(),
          revocation.window(),
          revocation.expiryMs(),
          offset,
          format,
          bytes);
    }
  }

  /** An interface that is reported down. */
  record InterfaceDown(IsdAs ia, long interfaceId, long endMs) implements Row {}

  /**
   * A block set by an operator.
   *
   * @param untilMs the end that the operator asked for, never earlier than {@code endMs}; replicas
   *     renew the block until then
   * @param reason the reason, for operators to read; not hashed
   * @param operator the writer of the operator's record, for operators to read; not hashed
   * @param renewedBy the writer of the record, if the record is a renewal; not hashed
   */
  record Block(
      BlockSubject subject,
      long endMs,
      long untilMs,
      String reason,
      String operator,
      Optional<String> renewedBy)
      implements Row {}

  /** A record that apply could not use. It changed no other row. */
  record Quarantine(long offset, long recordTimeMs, ReasonCode reason) implements Row {}

  /**
   * An accepted TRC or certificate chain.
   *
   * @param kind TRC (even for an anchor) or CHAIN; not hashed
   * @param subject the AS of a chain; the ISD of a TRC, with AS 0
   */
  record Trust(TrustKind kind, IsdAs subject, long version, ByteString json) implements Row {}
}
