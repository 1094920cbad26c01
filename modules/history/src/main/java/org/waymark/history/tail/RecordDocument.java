package org.waymark.history.tail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.waymark.history.query.RefusalFields;
import org.waymark.history.query.SegmentFields;
import org.waymark.log.LogRecord;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Expiry;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.EventSource;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Describes a record as a JSON object. All objects have {@code token} (to resume after the record),
 * {@code topic}, {@code offset}, {@code at} (the record time) and {@code kind}; an event also has
 * {@code source}. The other fields depend on the kind:
 *
 * <ul>
 *   <li>{@code segment}: {@code type}, {@code id}, {@code first}, {@code last}, {@code hops},
 *       {@code end}
 *   <li>{@code revocation}: {@code isdAs}, {@code interface}, {@code epoch}, {@code end}
 *   <li>{@code tick}: {@code time}
 *   <li>{@code block}: {@code subject}, {@code end}, {@code reason}; {@code until} if replicas
 *       renew the block until then; {@code operator}, who set the block, if the record is a renewal
 *   <li>{@code interface-down}: {@code isdAs}, {@code interface}, {@code end}
 *   <li>{@code anchor}, {@code trc} and {@code chain}: {@code subject}, {@code version}
 *   <li>{@code log-owner}: {@code isdAs}
 *   <li>{@code registration-refused}, {@code revocation-refused}: {@code reason}, {@code count},
 *       and the known fields of the message (see {@link RefusalFields})
 *   <li>{@code replica-started}: {@code address}; {@code replica-stopped}: {@code reason}
 *   <li>{@code checkpoint-signed}: {@code bytes}, the length of the signed note
 *   <li>{@code replica-reported}: {@code tick} and {@code tickAt} (offset and record time), {@code
 *       digest}, {@code rows}, {@code complete}, {@code applyVersion}, {@code newestSchema}, {@code
 *       state}, {@code lagRecords}, {@code lagSeconds}, {@code rebuilds}, {@code counters}
 *   <li>{@code unreadable}: {@code reason}; the record is not an event, or its content cannot be
 *       decoded
 * </ul>
 *
 * <p>The description covers only the content of the record. {@code waymark history} shows its
 * effects. Thread-safe.
 */
public final class RecordDocument {
  private static final double MS_PER_S = 1_000;

  /** The kind of a record that cannot be decoded. */
  public static final String UNREADABLE = "unreadable";

  private final EventCodec events = new EventCodec(DecoderLimits.DEFAULT);
  private final SegmentCodec segments = new SegmentCodec(DecoderLimits.DEFAULT);
  private final RevocationCodec revocations = new RevocationCodec(DecoderLimits.DEFAULT);
  private final Topic topic;
  private final String topicId;

  public RecordDocument(Topic topic, String topicId) {
    this.topic = topic;
    this.topicId = topicId;
  }

  /** {@return the description of a record of the topic} */
  public ObjectNode of(LogRecord record) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("token", new Token(topicId, record.offset() + 1).toString());
    node.put("topic", topic.suffix());
    node.put("offset", record.offset());
    node.put("at", SegmentFields.time(record.recordTimeMs()));
    switch (events.decode(record.value())) {
      case Decoded.Accepted<Event>(Event event) -> {
        node.put("kind", event.body().kind());
        put(event.body(), node);
        SegmentFields.put(new EventSource(event.writer(), event.origin()), node);
      }
      case Decoded.Refused<Event>(Refusal refusal) -> unreadable(refusal, node);
    }
    return node;
  }

  private void put(EventBody body, ObjectNode node) {
    switch (body) {
      case EventBody.SegmentEvent event -> {
        switch (segments.decode(event.format(), event.bytes())) {
          case Decoded.Accepted<PathSegment>(PathSegment segment) -> {
            SegmentFields.put(new SegmentKey(segment.format(), event.type(), segment.id()), node);
            SegmentFields.put(segment.hops(), node);
            node.put("end", SegmentFields.time(Expiry.endMs(segment.expiryS())));
          }
          case Decoded.Refused<PathSegment>(Refusal refusal) -> unreadable(refusal, node);
        }
      }
      case EventBody.RevocationEvent event -> {
        switch (revocations.decode(event.format(), event.bytes())) {
          case Decoded.Accepted<Revocation>(Revocation revocation) -> {
            SegmentFields.put(new AsInterface(revocation.ia(), revocation.interfaceId()), node);
            node.put("epoch", Long.toUnsignedString(revocation.epoch()));
            node.put("end", SegmentFields.time(revocation.expiryMs()));
          }
          case Decoded.Refused<Revocation>(Refusal refusal) -> unreadable(refusal, node);
        }
      }
      case EventBody.TickEvent(long timeMs) -> node.put("time", SegmentFields.time(timeMs));
      case EventBody.BlockEvent block -> put(block, node);
      case EventBody.InterfaceDownEvent down -> {
        SegmentFields.put(new AsInterface(down.ia(), down.interfaceId()), node);
        node.put("end", SegmentFields.time(down.endMs()));
      }
      case EventBody.TrustEvent trust -> put(trust, node);
      case EventBody.LogOwner owner -> node.put("isdAs", owner.ia().toString());
      case EventBody.ReplicaStarted started -> node.put("address", started.address());
      case EventBody.ReplicaStopped stopped -> node.put("reason", stopped.reason());
      case EventBody.RegistrationRefused refused -> RefusalFields.put(refused, node);
      case EventBody.RevocationRefused refused -> RefusalFields.put(refused, node);
      case EventBody.CheckpointSigned signed -> node.put("bytes", signed.note().size());
      case EventBody.ReplicaReported reported -> put(reported, node);
    }
  }

  private static void put(EventBody.BlockEvent block, ObjectNode node) {
    node.put("subject", block.subject().toString());
    node.put("end", SegmentFields.time(block.endMs()));
    node.put("reason", block.reason());
    if (block.untilMs() > block.endMs()) {
      node.put("until", SegmentFields.time(block.untilMs()));
    }
    if (!block.operator().isEmpty()) {
      node.put("operator", block.operator());
    }
  }

  private static void put(EventBody.ReplicaReported reported, ObjectNode node) {
    TickDigest tick = reported.tick();
    node.put("tick", tick.offset()).put("tickAt", SegmentFields.time(tick.recordTimeMs()));
    node.put("digest", tick.digest().hex()).put("rows", tick.rows());
    node.put("complete", tick.complete());
    node.put("applyVersion", reported.applyVersion());
    node.put("newestSchema", reported.newestSchema());
    node.put("state", reported.state());
    node.put("lagRecords", reported.lagRecords());
    node.put("lagSeconds", reported.lagMs() / MS_PER_S);
    node.put("rebuilds", Integer.toUnsignedLong(reported.rebuilds()));
    ReplicaCounters counters = reported.counters();
    node.putObject("counters")
        .put("requests", counters.requests())
        .put("segmentsAppended", counters.segmentsAppended())
        .put("revocationsAppended", counters.revocationsAppended())
        .put("dropped", counters.dropped());
  }

  private static void put(EventBody.TrustEvent trust, ObjectNode node) {
    switch (trust.trustKind()) {
      case ANCHOR, TRC -> {
        switch (Trc.parse(trust.json())) {
          case Decoded.Accepted<Trc>(Trc trc) -> put(IsdAs.of(trc.isd(), 0), trc.version(), node);
          case Decoded.Refused<Trc>(Refusal refusal) -> unreadable(refusal, node);
        }
      }
      case CHAIN -> {
        switch (CertificateChain.parse(trust.json())) {
          case Decoded.Accepted<CertificateChain>(CertificateChain chain) ->
              put(chain.subject(), chain.version(), node);
          case Decoded.Refused<CertificateChain>(Refusal refusal) -> unreadable(refusal, node);
        }
      }
    }
  }

  private static void put(IsdAs subject, long version, ObjectNode node) {
    node.put("subject", subject.toString());
    node.put("version", Long.toUnsignedString(version));
  }

  private static void unreadable(Refusal refusal, ObjectNode node) {
    node.put("kind", UNREADABLE);
    node.put("reason", refusal.toString());
  }
}
