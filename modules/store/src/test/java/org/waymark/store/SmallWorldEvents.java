package org.waymark.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

/** Makes the values of records about the {@link SmallWorld}. */
final class SmallWorldEvents {
  static final long AHEAD_MS = 600_000;

  /** A codec that can lay out longer segments than a decoder accepts. */
  private static final SegmentCodec LAYOUT =
      new SegmentCodec(
          new DecoderLimits(
              1 << 20, 1 << 20, 1 << 24, 24, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1 << 20));

  private final SmallWorld world = new SmallWorld();

  private final List<byte[]> poison =
      SmallWorldPoison.all(this).stream().map(SmallWorldPoison.Value::value).toList();

  static ApplySettings settings() {
    return settings(AHEAD_MS);
  }

  static ApplySettings settings(long aheadMs) {
    return new ApplySettings(
        aheadMs, SmallWorld.TREE_TTLS, DecoderLimits.DEFAULT, Event.NEWEST_SCHEMA);
  }

  static LogRecord record(long offset, long recordTimeMs, byte[] value) {
    return new LogRecord(offset, 0, recordTimeMs, ByteString.EMPTY, value);
  }

  SmallWorld world() {
    return world;
  }

  /**
   * Makes a segment over a path.
   *
   * @param madeAtMs when the ASes made their entries, which determines the roots in them
   */
  byte[] segment(
      SegmentType type,
      List<SmallWorld.Crossing> path,
      long timestampS,
      int expTime,
      long madeAtMs) {
    List<AsEntryFields> entries = new ArrayList<>();
    for (SmallWorld.Crossing crossing : path) {
      ByteString root = world.publishedRoot(crossing.ia(), madeAtMs);
      entries.add(entry(crossing, expTime, root, 1_400));
    }
    return segment(type, timestampS, entries);
  }

  byte[] segment(SegmentType type, long timestampS, List<AsEntryFields> entries) {
    return event(
        new EventBody.SegmentEvent(
            SegmentFormat.CAPNP, type, segmentBytes(timestampS, entries), List.of()));
  }

  ByteString segmentBytes(long timestampS, List<AsEntryFields> entries) {
    InfoField info = new InfoField(false, false, false, timestampS, 1, 0);
    CapnpSign sign =
        new CapnpSign(CapnpSign.Type.ED25519, ByteString.EMPTY, SmallWorld.arbitrary("s"), 0);
    List<SignedBlob> blobs =
        entries.stream()
            .map(entry -> new SignedBlob(SegmentCodec.encodeAsEntry(entry), sign))
            .toList();
    SegmentFields fields = new SegmentFields(SegmentCodec.encodeSignedData(info), blobs);
    return LAYOUT.ofFields(fields).orElseThrow().bytes();
  }

  /** {@return an AS entry without peers} */
  static AsEntryFields entry(SmallWorld.Crossing crossing, int expTime, ByteString root, int mtu) {
    return entry(List.of(crossing), expTime, root, mtu);
  }

  /** {@return an AS entry with a crossing that is the path and others that are peer links} */
  static AsEntryFields entry(
      List<SmallWorld.Crossing> crossings, int expTime, ByteString root, int mtu) {
    return new AsEntryFields(
        crossings.getFirst().ia(),
        1,
        1,
        12,
        crossings.stream().map(crossing -> hop(crossing, expTime)).toList(),
        root,
        mtu,
        CapnpAsEntry.RoutingPolicy.ABSENT,
        CapnpAsEntry.Sibra.ABSENT);
  }

  static HopEntryFields hop(SmallWorld.Crossing crossing, int expTime) {
    long interfaces = (long) crossing.ingress() << 12 | crossing.egress();
    ByteString field =
        ByteString.owning(
            ByteBuffer.allocate(8)
                .put((byte) 0)
                .put((byte) expTime)
                .put((byte) (interfaces >> 16))
                .put((byte) (interfaces >> 8))
                .put((byte) interfaces)
                .array());
    return new HopEntryFields(IsdAs.NONE, 0, 1_400, IsdAs.NONE, 0, field);
  }

  byte[] revocation(Revocation revocation) {
    return event(
        new EventBody.RevocationEvent(SegmentFormat.CAPNP, RevocationCodec.encode(revocation)));
  }

  byte[] tick(long timeMs) {
    return event(new EventBody.TickEvent(timeMs));
  }

  byte[] blockAs(IsdAs ia, long endMs, String reason) {
    return event(new EventBody.BlockEvent(new BlockSubject.OfAs(ia), endMs, reason));
  }

  byte[] blockInterface(IsdAs ia, long interfaceId, long endMs, String reason) {
    return event(
        new EventBody.BlockEvent(new BlockSubject.OfInterface(ia, interfaceId), endMs, reason));
  }

  byte[] blockPath(SegmentId id, long endMs, String reason) {
    return event(new EventBody.BlockEvent(new BlockSubject.OfSegment(id), endMs, reason));
  }

  /** A block that replicas are to renew. */
  byte[] blockAsUntil(IsdAs ia, long endMs, long untilMs) {
    return event(new EventBody.BlockEvent(new BlockSubject.OfAs(ia), endMs, "long", untilMs, ""));
  }

  /** The renewal of a block that an operator set. */
  byte[] renewalAs(IsdAs ia, long endMs, long untilMs) {
    return event(
        new EventBody.BlockEvent(
            new BlockSubject.OfAs(ia), endMs, "long", untilMs, "operator ann"));
  }

  byte[] interfaceDown(IsdAs ia, long interfaceId, long endMs) {
    return event(new EventBody.InterfaceDownEvent(ia, interfaceId, endMs));
  }

  byte[] event(EventBody body) {
    return EventCodec.encode(Event.own("replica", body));
  }

  static Revocation withPrevRoot(Revocation r, ByteString prevRoot) {
    return altered(r, r.interfaceId(), r.epoch(), r.siblings(), prevRoot, r.nextRoot());
  }

  static Revocation withNextRoot(Revocation r, ByteString nextRoot) {
    return altered(r, r.interfaceId(), r.epoch(), r.siblings(), r.prevRoot(), nextRoot);
  }

  static Revocation withEpoch(Revocation r, long epoch) {
    return altered(r, r.interfaceId(), epoch, r.siblings(), r.prevRoot(), r.nextRoot());
  }

  static Revocation withInterface(Revocation r, long interfaceId) {
    return altered(r, interfaceId, r.epoch(), r.siblings(), r.prevRoot(), r.nextRoot());
  }

  static Revocation withSiblings(Revocation r, List<Revocation.Sibling> siblings) {
    return altered(r, r.interfaceId(), r.epoch(), siblings, r.prevRoot(), r.nextRoot());
  }

  static Revocation withHashTypeAndTreeTtl(Revocation r, int hashType, long treeTtlS) {
    return new Revocation(
        r.ia(),
        r.interfaceId(),
        r.epoch(),
        r.nonce(),
        r.siblings(),
        r.prevRoot(),
        r.nextRoot(),
        hashType,
        treeTtlS);
  }

  private static Revocation altered(
      Revocation r,
      long interfaceId,
      long epoch,
      List<Revocation.Sibling> siblings,
      ByteString prevRoot,
      ByteString nextRoot) {
    return new Revocation(
        r.ia(),
        interfaceId,
        epoch,
        r.nonce(),
        siblings,
        prevRoot,
        nextRoot,
        r.hashType(),
        r.treeTtlS());
  }

  /** {@return values that are quarantined and change nothing else} */
  List<byte[]> poison() {
    return poison;
  }
}
