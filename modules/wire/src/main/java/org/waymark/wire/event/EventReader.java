package org.waymark.wire.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.capnproto.DataList;
import org.capnproto.StructList;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.EventSchema;
import org.waymark.wire.generated.EventSchema.Event.Body;

/** Reads events into records. Used only by {@link UntrustedBytes}. */
final class EventReader {
  private EventReader() {}

  static Event event(EventSchema.Event.Reader event, int newestSchema, UntrustedBytes bytes) {
    int schemaVersion = Short.toUnsignedInt(event.getSchemaVersion());
    if (schemaVersion > newestSchema) {
      throw new RefusedException(RefusalReason.NEWER_SCHEMA, "schema version " + schemaVersion);
    }
    if (schemaVersion == 0) {
      throw new RefusedException(RefusalReason.EVENT_FIELD, "the schema version is 0");
    }
    return new Event(
        schemaVersion,
        eventIds(event.getEventIds(), bytes),
        bytes.text(event.getWriter()),
        origin(event.getOrigin(), bytes),
        event.getRequestId(),
        body(event.getBody(), bytes));
  }

  private static List<ByteString> eventIds(DataList.Reader list, UntrustedBytes bytes) {
    int size = bytes.count(list.size(), bytes.limits().items(), RefusalReason.TOO_MANY_ITEMS);
    List<ByteString> ids = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      ids.add(bytes.data(list.get(i)));
    }
    return ids;
  }

  private static Origin origin(EventSchema.Origin.Reader origin, UntrustedBytes bytes) {
    return new Origin(
        known(Transport.ofNumber(origin.getTransport().ordinal()), "transport"),
        new IsdAs(origin.getPeerIa()),
        bytes.data(origin.getAddress()));
  }

  private static EventBody body(Body.Reader body, UntrustedBytes bytes) {
    return switch (body.which()) {
      case SEGMENT -> segment(body.getSegment(), bytes);
      case REVOCATION -> revocation(body.getRevocation(), bytes);
      case TICK -> new EventBody.TickEvent(body.getTick().getTimeMs());
      case BLOCK -> block(body.getBlock(), bytes);
      case INTERFACE_DOWN -> {
        var down = body.getInterfaceDown();
        yield new EventBody.InterfaceDownEvent(
            new IsdAs(down.getIa()), down.getInterfaceId(), down.getEndMs());
      }
      case LOG_OWNER -> new EventBody.LogOwner(new IsdAs(body.getLogOwner().getIa()));
      case TRUST -> {
        var trust = body.getTrust();
        yield new EventBody.TrustEvent(trustKind(trust.getKind()), bytes.data(trust.getJson()));
      }
      case REPLICA_STARTED -> {
        var started = body.getReplicaStarted();
        yield new EventBody.ReplicaStarted(
            bytes.text(started.getApplyVersion()),
            Short.toUnsignedInt(started.getNewestSchema()),
            bytes.text(started.getAddress()));
      }
      case REPLICA_STOPPED ->
          new EventBody.ReplicaStopped(bytes.text(body.getReplicaStopped().getReason()));
      case CHECKPOINT_SIGNED ->
          new EventBody.CheckpointSigned(bytes.data(body.getCheckpointSigned().getNote()));
      case REGISTRATION_REFUSED -> {
        var refused = body.getRegistrationRefused();
        yield new EventBody.RegistrationRefused(
            bytes.data(refused.getHash()),
            Integer.toUnsignedLong(refused.getLengthBytes()),
            bytes.text(refused.getReason()),
            refused.getCount(),
            segment(refused, bytes));
      }
      case REVOCATION_REFUSED -> {
        var refused = body.getRevocationRefused();
        yield new EventBody.RevocationRefused(
            bytes.data(refused.getHash()),
            Integer.toUnsignedLong(refused.getLengthBytes()),
            bytes.text(refused.getReason()),
            refused.getCount(),
            new IsdAs(refused.getIa()),
            refused.getInterfaceId());
      }
      case REPLICA_REPORTED -> reported(body.getReplicaReported(), bytes);
      case UNSET ->
          throw new RefusedException(RefusalReason.UNKNOWN_MEMBER, "the event has no body");
      case _NOT_IN_SCHEMA -> throw new RefusedException(RefusalReason.UNKNOWN_MEMBER, "body");
    };
  }

  private static EventBody reported(
      EventSchema.ReplicaReported.Reader reported, UntrustedBytes bytes) {
    ByteString digest = bytes.data(reported.getDigest());
    if (digest.size() != Sha256.SIZE) {
      throw new RefusedException(
          RefusalReason.EVENT_FIELD, "the digest is " + digest.size() + " bytes long, not 32");
    }
    EventSchema.ReplicaCounters.Reader counters = reported.getCounters();
    return new EventBody.ReplicaReported(
        new TickDigest(
            reported.getTick(),
            reported.getTickTimeMs(),
            digest,
            reported.getRows(),
            reported.getComplete()),
        bytes.text(reported.getApplyVersion()),
        Short.toUnsignedInt(reported.getNewestSchema()),
        bytes.text(reported.getState()),
        reported.getLagRecords(),
        reported.getLagMs(),
        reported.getRebuilds(),
        new ReplicaCounters(
            counters.getRequests(),
            counters.getSegmentsAppended(),
            counters.getRevocationsAppended(),
            counters.getDropped()));
  }

  private static EventBody segment(EventSchema.SegmentEvent.Reader segment, UntrustedBytes bytes) {
    StructList.Reader<EventSchema.TrustVersion.Reader> list = segment.getVerifiedWith();
    int size = bytes.count(list.size(), bytes.limits().items(), RefusalReason.TOO_MANY_ITEMS);
    List<TrustVersion> verifiedWith = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      EventSchema.TrustVersion.Reader version = list.get(i);
      verifiedWith.add(
          new TrustVersion(
              trustKind(version.getKind()), new IsdAs(version.getSubject()), version.getVersion()));
    }
    ByteString verbatim = bytes.data(segment.getBytes());
    return new EventBody.SegmentEvent(
        format(segment.getFormat()), type(segment.getType()), verbatim, verifiedWith);
  }

  private static Optional<EventBody.RefusedSegment> segment(
      EventSchema.RegistrationRefused.Reader refused, UntrustedBytes bytes) {
    ByteString id = bytes.data(refused.getSegmentId());
    return id.size() == 0
        ? Optional.empty()
        : Optional.of(
            new EventBody.RefusedSegment(
                SegmentType.ofNumber(refused.getSegmentType().ordinal()),
                new SegmentId(id),
                new IsdAs(refused.getFirst()),
                new IsdAs(refused.getLast())));
  }

  private static EventBody revocation(
      EventSchema.RevocationEvent.Reader revocation, UntrustedBytes bytes) {
    ByteString verbatim = bytes.data(revocation.getBytes());
    return new EventBody.RevocationEvent(format(revocation.getFormat()), verbatim);
  }

  private static SegmentType type(EventSchema.SegmentType type) {
    return SegmentType.ofNumber(type.ordinal())
        .orElseThrow(
            () ->
                new RefusedException(
                    RefusalReason.SEGMENT_TYPE, "the segment type is unset or unknown"));
  }

  private static SegmentFormat format(EventSchema.SegmentFormat format) {
    return SegmentFormat.ofNumber(format.ordinal())
        .orElseThrow(
            () ->
                new RefusedException(
                    RefusalReason.FORMAT, "the segment format is unset or unknown"));
  }

  private static TrustKind trustKind(EventSchema.TrustKind kind) {
    return known(TrustKind.ofNumber(kind.ordinal()), "trust kind");
  }

  private static EventBody block(EventSchema.BlockEvent.Reader block, UntrustedBytes bytes) {
    return new EventBody.BlockEvent(
        subject(block.getSubject(), bytes),
        block.getEndMs(),
        bytes.text(block.getReason()),
        block.getUntilMs(),
        bytes.text(block.getOperator()));
  }

  private static BlockSubject subject(
      EventSchema.BlockSubject.Reader subject, UntrustedBytes bytes) {
    return switch (subject.getKind()) {
      case AS -> new BlockSubject.OfAs(new IsdAs(subject.getIa()));
      case INTERFACE ->
          new BlockSubject.OfInterface(new IsdAs(subject.getIa()), subject.getInterfaceId());
      case SEGMENT -> new BlockSubject.OfSegment(new SegmentId(bytes.data(subject.getSegmentId())));
      case UNSET, _NOT_IN_SCHEMA ->
          throw new RefusedException(
              RefusalReason.EVENT_FIELD, "the subject of the block is unset or unknown");
    };
  }

  private static <T> T known(Optional<T> value, String what) {
    return value.orElseThrow(
        () -> new RefusedException(RefusalReason.EVENT_FIELD, "unknown " + what));
  }
}
