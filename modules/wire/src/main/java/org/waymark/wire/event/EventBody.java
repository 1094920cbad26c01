package org.waymark.wire.event;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.control.RevocationCodec;

/** The content of an event: what happened. */
public sealed interface EventBody {
  /** The kinds of all bodies. */
  Set<String> KINDS =
      Set.of(
          "segment",
          "revocation",
          "tick",
          "block",
          "interface-down",
          "anchor",
          "trc",
          "chain",
          "log-owner",
          "replica-started",
          "replica-stopped",
          "replica-reported",
          "registration-refused",
          "revocation-refused",
          "checkpoint-signed");

  /** {@return the ASCII name in the record header {@code kind}} */
  String kind();

  /** A body of an event in {@code .events}, which changes the state. */
  sealed interface State extends EventBody {}

  /** A body of an event in {@code .audit}. */
  sealed interface Audit extends EventBody {}

  /**
   * A registered or received segment.
   *
   * @param bytes {@link org.waymark.segment.PathSegment#bytes}, verbatim
   * @param verifiedWith the TRCs and chains that verified its signatures
   */
  record SegmentEvent(
      SegmentFormat format, SegmentType type, ByteString bytes, List<TrustVersion> verifiedWith)
      implements State {
    public SegmentEvent {
      verifiedWith = List.copyOf(verifiedWith);
    }

    @Override
    public String kind() {
      return "segment";
    }
  }

  /**
   * A proven revocation.
   *
   * @param bytes the revocation; in format CAPNP, the unpacked message whose root is the RevInfo
   */
  record RevocationEvent(SegmentFormat format, ByteString bytes) implements State {
    /** Creates the body for a revocation. */
    public static RevocationEvent of(Revocation revocation) {
      return new RevocationEvent(SegmentFormat.CAPNP, RevocationCodec.encode(revocation));
    }

    @Override
    public String kind() {
      return "revocation";
    }
  }

  /**
   * A tick from the lease holder, which removes all expired rows.
   *
   * @param timeMs the time of the tick (T in APPLY) in Unix milliseconds
   */
  record TickEvent(long timeMs) implements State {
    @Override
    public String kind() {
      return "tick";
    }
  }

  /**
   * An operator's order to hide segments, or the renewal of such an order by a replica.
   *
   * @param endMs the end time in Unix milliseconds; a time in the past lifts the block
   * @param untilMs the end time that the operator asked for, in Unix milliseconds. Replicas renew
   *     the block until then. If it is no later than {@code endMs}, there is nothing to renew
   * @param operator the writer of the block that this record renews; empty in an operator's own
   *     record
   */
  record BlockEvent(BlockSubject subject, long endMs, String reason, long untilMs, String operator)
      implements State {
    /** The longest time for which one record can block, from its record time on. */
    public static final long LONGEST_MS = TimeUnit.HOURS.toMillis(24);

    /** Creates an operator's own block that needs no renewal, or the end of a block. */
    public BlockEvent(BlockSubject subject, long endMs, String reason) {
      this(subject, endMs, reason, endMs, "");
    }

    @Override
    public String kind() {
      return "block";
    }
  }

  /**
   * A notice without proof that an interface is down; reserved for a newer control plane.
   *
   * @param endMs the end time in Unix milliseconds
   */
  record InterfaceDownEvent(IsdAs ia, long interfaceId, long endMs) implements State {
    @Override
    public String kind() {
      return "interface-down";
    }
  }

  /**
   * A TRC or certificate chain.
   *
   * @param json the text as UTF-8, verbatim
   */
  record TrustEvent(TrustKind trustKind, ByteString json) implements EventBody {
    @Override
    public String kind() {
      return trustKind.text();
    }
  }

  /**
   * The owner of the log, recorded in {@code .trust}. Only the first record of this kind has an
   * effect.
   *
   * @param ia the AS that owns the log; replicas of other ASes refuse to use it
   */
  record LogOwner(IsdAs ia) implements EventBody {
    @Override
    public String kind() {
      return "log-owner";
    }
  }

  /**
   * A replica has started.
   *
   * @param applyVersion the apply version, as in the positions row
   * @param newestSchema the newest event schema that the replica can apply
   * @param address the address on which the replica listens
   */
  record ReplicaStarted(String applyVersion, int newestSchema, String address) implements Audit {
    @Override
    public String kind() {
      return "replica-started";
    }
  }

  /** A replica has stopped cleanly. */
  record ReplicaStopped(String reason) implements Audit {
    @Override
    public String kind() {
      return "replica-stopped";
    }
  }

  /**
   * Rejected registrations, without the rejected bytes.
   *
   * @param hash SHA-256 of the rejected bytes; empty in a summary
   * @param lengthBytes the number of rejected bytes, unsigned 32 bits; 0 in a summary
   * @param count the number of rejections for this reason since the previous summary, if this is a
   *     summary; otherwise 1
   * @param segment the rejected segment; empty in a summary, if the bytes cannot be decoded, or in
   *     a record of an older build
   */
  record RegistrationRefused(
      ByteString hash,
      long lengthBytes,
      String reason,
      long count,
      Optional<RefusedSegment> segment)
      implements Audit {
    /** Creates the body for rejected registrations without a known segment. */
    public RegistrationRefused(ByteString hash, long lengthBytes, String reason, long count) {
      this(hash, lengthBytes, reason, count, Optional.empty());
    }

    @Override
    public String kind() {
      return "registration-refused";
    }
  }

  /**
   * A segment whose registration was rejected.
   *
   * @param type the type under which the segment was to be registered; empty if unset or unknown
   * @param first the AS at which the segment starts
   * @param last the AS at which the segment ends
   */
  record RefusedSegment(Optional<SegmentType> type, SegmentId id, IsdAs first, IsdAs last) {}

  /**
   * A replica has signed a checkpoint of {@code .events} or {@code .trust}.
   *
   * @param note the signed note, verbatim
   */
  record CheckpointSigned(ByteString note) implements Audit {
    @Override
    public String kind() {
      return "checkpoint-signed";
    }
  }

  /**
   * Rejected revocations, without the rejected bytes.
   *
   * @param hash SHA-256 of the unpacked RevInfo; empty in a summary, or if the bytes cannot be
   *     decoded
   * @param lengthBytes the number of bytes hashed, unsigned 32 bits
   * @param count the number of rejections for this reason since the previous summary, if this is a
   *     summary; otherwise 1
   * @param ia the AS that the revocation names; {@code 0-0} if there is no hash
   * @param interfaceId the interface that the revocation names; 0 if there is no hash
   */
  record RevocationRefused(
      ByteString hash, long lengthBytes, String reason, long count, IsdAs ia, long interfaceId)
      implements Audit {
    @Override
    public String kind() {
      return "revocation-refused";
    }
  }

  /**
   * A replica has applied a tick.
   *
   * @param applyVersion the apply version, as in the positions row; digests are comparable only
   *     between equal versions
   * @param newestSchema the newest event schema that the replica can apply
   * @param state the state of the replica, as shown by {@code waymark status}
   * @param lagRecords the number of later records in {@code .events} that the replica knew of
   * @param lagMs the time from the tick's record time until the replica applied it, in milliseconds
   * @param rebuilds the number of rebuilds of the store that the replica has begun since its start
   */
  record ReplicaReported(
      TickDigest tick,
      String applyVersion,
      int newestSchema,
      String state,
      long lagRecords,
      long lagMs,
      int rebuilds,
      ReplicaCounters counters)
      implements Audit {
    @Override
    public String kind() {
      return "replica-reported";
    }
  }
}
