package org.waymark.wire.event;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.generated.EventSchema;
import org.waymark.wire.generated.EventSchema.Event.Body;

/** Writes events into Cap'n Proto messages under construction. */
final class EventWriter {
  private static final int BASE_WORDS = 64;
  private static final int WORD = 8;
  private static final int TRUST_VERSION_WORDS = 3;

  private EventWriter() {}

  /** Estimates the number of words that the event occupies. */
  static int words(Event event) {
    int words = BASE_WORDS + event.writer().length() / WORD;
    words += MessageBytes.words(event.origin().address());
    for (ByteString id : event.eventIds()) {
      words += MessageBytes.words(id);
    }
    return words
        + switch (event.body()) {
          case EventBody.SegmentEvent segment ->
              MessageBytes.words(segment.bytes())
                  + segment.verifiedWith().size() * TRUST_VERSION_WORDS;
          case EventBody.RevocationEvent revocation -> MessageBytes.words(revocation.bytes());
          case EventBody.TrustEvent trust -> MessageBytes.words(trust.json());
          case EventBody.CheckpointSigned checkpoint -> MessageBytes.words(checkpoint.note());
          default -> 0;
        };
  }

  static void write(EventSchema.Event.Builder target, Event event) {
    target.setSchemaVersion((short) event.schemaVersion());
    List<ByteString> ids = event.eventIds();
    var list = target.initEventIds(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      list.set(i, MessageBytes.reader(ids.get(i)));
    }
    target.setWriter(event.writer());
    Origin origin = event.origin();
    EventSchema.Origin.Builder from = target.initOrigin();
    from.setTransport(transport(origin.transport()));
    from.setPeerIa(origin.peerIa().value());
    MessageBytes.put(from.initAddress(origin.address().size()), origin.address());
    target.setRequestId(event.requestId());
    write(target.getBody(), event.body());
  }

  private static void write(Body.Builder target, EventBody body) {
    switch (body) {
      case EventBody.SegmentEvent segment -> write(target.initSegment(), segment);
      case EventBody.RevocationEvent(SegmentFormat format, ByteString bytes) -> {
        var revocation = target.initRevocation();
        revocation.setFormat(format(format));
        MessageBytes.put(revocation.initBytes(bytes.size()), bytes);
      }
      case EventBody.TickEvent(long timeMs) -> target.initTick().setTimeMs(timeMs);
      case EventBody.BlockEvent(
              BlockSubject subject,
              long endMs,
              String reason,
              long untilMs,
              String operator) -> {
        var block = target.initBlock();
        write(block.initSubject(), subject);
        block.setEndMs(endMs);
        block.setReason(reason);
        block.setUntilMs(untilMs);
        block.setOperator(operator);
      }
      case EventBody.InterfaceDownEvent(var ia, long interfaceId, long endMs) -> {
        var down = target.initInterfaceDown();
        down.setIa(ia.value());
        down.setInterfaceId(interfaceId);
        down.setEndMs(endMs);
      }
      case EventBody.LogOwner(var ia) -> target.initLogOwner().setIa(ia.value());
      case EventBody.TrustEvent(TrustKind kind, ByteString json) -> {
        var trust = target.initTrust();
        trust.setKind(trustKind(kind));
        MessageBytes.put(trust.initJson(json.size()), json);
      }
      case EventBody.ReplicaStarted(String applyVersion, int newestSchema, String address) -> {
        var started = target.initReplicaStarted();
        started.setApplyVersion(applyVersion);
        started.setNewestSchema((short) newestSchema);
        started.setAddress(address);
      }
      case EventBody.ReplicaStopped(String reason) -> target.initReplicaStopped().setReason(reason);
      case EventBody.CheckpointSigned(ByteString note) ->
          MessageBytes.put(target.initCheckpointSigned().initNote(note.size()), note);
      case EventBody.RegistrationRefused(
              ByteString hash,
              long lengthBytes,
              String reason,
              long count,
              Optional<EventBody.RefusedSegment> segment) -> {
        var refused = target.initRegistrationRefused();
        MessageBytes.put(refused.initHash(hash.size()), hash);
        refused.setLengthBytes((int) lengthBytes);
        refused.setReason(reason);
        refused.setCount(count);
        segment.ifPresent(one -> write(refused, one));
      }
      case EventBody.RevocationRefused(
              ByteString hash,
              long lengthBytes,
              String reason,
              long count,
              IsdAs ia,
              long interfaceId) -> {
        var refused = target.initRevocationRefused();
        MessageBytes.put(refused.initHash(hash.size()), hash);
        refused.setLengthBytes((int) lengthBytes);
        refused.setReason(reason);
        refused.setCount(count);
        refused.setIa(ia.value());
        refused.setInterfaceId(interfaceId);
      }
      case EventBody.ReplicaReported reported -> write(target.initReplicaReported(), reported);
    }
  }

  private static void write(
      EventSchema.ReplicaReported.Builder target, EventBody.ReplicaReported reported) {
    TickDigest tick = reported.tick();
    target.setTick(tick.offset());
    target.setTickTimeMs(tick.recordTimeMs());
    MessageBytes.put(target.initDigest(tick.digest().size()), tick.digest());
    target.setRows(tick.rows());
    target.setComplete(tick.complete());
    target.setApplyVersion(reported.applyVersion());
    target.setNewestSchema((short) reported.newestSchema());
    target.setState(reported.state());
    target.setLagRecords(reported.lagRecords());
    target.setLagMs(reported.lagMs());
    target.setRebuilds(reported.rebuilds());
    EventSchema.ReplicaCounters.Builder counters = target.initCounters();
    counters.setRequests(reported.counters().requests());
    counters.setSegmentsAppended(reported.counters().segmentsAppended());
    counters.setRevocationsAppended(reported.counters().revocationsAppended());
    counters.setDropped(reported.counters().dropped());
  }

  private static void write(
      EventSchema.SegmentEvent.Builder target, EventBody.SegmentEvent segment) {
    target.setFormat(format(segment.format()));
    target.setType(type(segment.type()));
    MessageBytes.put(target.initBytes(segment.bytes().size()), segment.bytes());
    List<TrustVersion> versions = segment.verifiedWith();
    var list = target.initVerifiedWith(versions.size());
    for (int i = 0; i < versions.size(); i++) {
      list.get(i).setKind(trustKind(versions.get(i).kind()));
      list.get(i).setSubject(versions.get(i).subject().value());
      list.get(i).setVersion(versions.get(i).version());
    }
  }

  private static void write(EventSchema.BlockSubject.Builder target, BlockSubject subject) {
    switch (subject) {
      case BlockSubject.OfAs(var ia) -> {
        target.setKind(EventSchema.BlockKind.AS);
        target.setIa(ia.value());
      }
      case BlockSubject.OfInterface(var ia, long interfaceId) -> {
        target.setKind(EventSchema.BlockKind.INTERFACE);
        target.setIa(ia.value());
        target.setInterfaceId(interfaceId);
      }
      case BlockSubject.OfSegment(var id) -> {
        target.setKind(EventSchema.BlockKind.SEGMENT);
        MessageBytes.put(target.initSegmentId(id.bytes().size()), id.bytes());
      }
    }
  }

  private static EventSchema.Transport transport(Transport transport) {
    return switch (transport) {
      case SELF -> EventSchema.Transport.SELF;
      case SCION_UDP -> EventSchema.Transport.SCION_UDP;
      case OPERATOR -> EventSchema.Transport.OPERATOR;
    };
  }

  private static EventSchema.SegmentFormat format(SegmentFormat format) {
    return switch (format) {
      case CAPNP -> EventSchema.SegmentFormat.CAPNP;
    };
  }

  private static void write(
      EventSchema.RegistrationRefused.Builder target, EventBody.RefusedSegment segment) {
    MessageBytes.put(target.initSegmentId(SegmentId.SIZE), segment.id().bytes());
    segment.type().ifPresent(type -> target.setSegmentType(type(type)));
    target.setFirst(segment.first().value());
    target.setLast(segment.last().value());
  }

  private static EventSchema.SegmentType type(SegmentType type) {
    return switch (type) {
      case UP -> EventSchema.SegmentType.UP;
      case DOWN -> EventSchema.SegmentType.DOWN;
      case CORE -> EventSchema.SegmentType.CORE;
    };
  }

  private static EventSchema.TrustKind trustKind(TrustKind kind) {
    return switch (kind) {
      case ANCHOR -> EventSchema.TrustKind.ANCHOR;
      case TRC -> EventSchema.TrustKind.TRC;
      case CHAIN -> EventSchema.TrustKind.CHAIN;
    };
  }
}
