package org.waymark.store;

import java.util.List;
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
 * One row of the state as APPLY lists them: what digests cover and what replicas at one offset have
 * in common. Times ending in S are Unix seconds, in Ms Unix milliseconds.
 */
public sealed interface Row {
  /**
   * The stored version of a path.
   *
   * @param offset of the record that stored it
   * @param peers links that are no part of the path; like hops not hashed
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
   * @param connectedRoot 32 bytes
   * @param expiryMs the greatest of its revocations
   * @param offset of the record that has that expiry
   * @param bytes its RevInfo
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
      implements Row {}

  /** An interface that is reported down. */
  record InterfaceDown(IsdAs ia, long interfaceId, long endMs) implements Row {}

  /**
   * What an operator has blocked.
   *
   * @param reason for people, not hashed
   */
  record Block(BlockSubject subject, long endMs, String reason) implements Row {}

  /** A record that changed nothing. */
  record Quarantine(long offset, long recordTimeMs, ReasonCode reason) implements Row {}

  /**
   * An accepted TRC or certificate chain.
   *
   * @param kind TRC, also of an anchor, or CHAIN; not hashed
   * @param subject of a TRC its ISD with AS 0
   */
  record Trust(TrustKind kind, IsdAs subject, long version, ByteString json) implements Row {}
}
