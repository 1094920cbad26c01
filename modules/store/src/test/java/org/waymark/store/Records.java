package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.ConnectedHashTree;
import org.waymark.segment.Hop;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.segment.TreeTtls;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

/** Makes unsigned segments, revocations, and records that contain them. */
public final class Records {
  /** A time at the beginning of a window of 600 s, and of a minute. */
  public static final long NOW_S = 1_520_000_400;

  public static final long NOW_MS = NOW_S * 1000;
  public static final long TREE_TTL_S = 600;

  /** The exp_time for six hours: 64 steps of 337.5 s. */
  public static final int SIX_HOURS = 64;

  public static final ApplySettings SETTINGS =
      new ApplySettings(
          600_000, TreeTtls.everywhere(TREE_TTL_S), DecoderLimits.DEFAULT, Event.NEWEST_SCHEMA);

  private static final SegmentCodec SEGMENTS = new SegmentCodec(DecoderLimits.DEFAULT);

  private Records() {}

  public static IsdAs ia(String text) {
    return IsdAs.parse(text);
  }

  /** Makes a hop with a root against which nothing proves. */
  public static Hop hop(String ia, long ingress, long egress) {
    return new Hop(ia(ia), ingress, egress, Sha256.labelled(ia).digest());
  }

  /** Makes a running tree of the AS, with interfaces 1 to 4. */
  static ConnectedHashTree tree(String ia, long timeS) {
    return ConnectedHashTree.running(
        ia(ia),
        List.of(1L, 2L, 3L, 4L),
        Sha256.labelled("seed of " + ia).digest(),
        TREE_TTL_S,
        timeS);
  }

  /** Makes a hop against which {@link #revocation} proves. */
  public static Hop revocableHop(String ia, long ingress, long egress, long timeS) {
    return new Hop(ia(ia), ingress, egress, tree(ia, timeS).publishedRoot());
  }

  public static Revocation revocation(String ia, long interfaceId, long timeS) {
    return tree(ia, timeS).prove(interfaceId, timeS / 10);
  }

  public static PathSegment segment(long timestampS, int expTime, Hop... hops) {
    return segment(timestampS, expTime, List.of(), hops);
  }

  /**
   * Makes a segment with peer links.
   *
   * @param peers hops over peer links of ASes on the path, each with the root of its AS
   */
  public static PathSegment segment(long timestampS, int expTime, List<Hop> peers, Hop... hops) {
    List<SignedBlob> entries = new ArrayList<>();
    for (Hop hop : hops) {
      List<HopEntryFields> fields = new ArrayList<>();
      fields.add(fields(hop, expTime));
      peers.stream()
          .filter(peer -> peer.ia().equals(hop.ia()))
          .forEach(peer -> fields.add(fields(peer, expTime)));
      entries.add(new SignedBlob(entry(hop, fields), sign(timestampS)));
    }
    InfoField info = new InfoField(false, false, false, timestampS, hops[0].ia().isd(), 0);
    return SEGMENTS
        .ofFields(new SegmentFields(SegmentCodec.encodeSignedData(info), entries))
        .orElseThrow();
  }

  private static HopEntryFields fields(Hop hop, int expTime) {
    HopField field =
        new HopField(
            false, false, false, false, expTime, (int) hop.ingress(), (int) hop.egress(), 7);
    return new HopEntryFields(IsdAs.NONE, 0, 1400, IsdAs.NONE, 0, HopFieldCodec.encode(field));
  }

  private static ByteString entry(Hop hop, List<HopEntryFields> fields) {
    return SegmentCodec.encodeAsEntry(
        new AsEntryFields(
            hop.ia(),
            1,
            1,
            12,
            fields,
            hop.root(),
            1400,
            CapnpAsEntry.RoutingPolicy.ABSENT,
            CapnpAsEntry.Sibra.ABSENT));
  }

  private static CapnpSign sign(long timestampS) {
    return new CapnpSign(
        CapnpSign.Type.ED25519, ByteString.EMPTY, ByteString.owning(new byte[64]), timestampS);
  }

  public static EventBody of(SegmentType type, PathSegment segment) {
    return new EventBody.SegmentEvent(SegmentFormat.CAPNP, type, segment.bytes(), List.of());
  }

  public static EventBody of(Revocation revocation) {
    return new EventBody.RevocationEvent(SegmentFormat.CAPNP, RevocationCodec.encode(revocation));
  }

  public static LogRecord record(long offset, long recordTimeMs, EventBody body) {
    return record(offset, recordTimeMs, EventCodec.encode(Event.own("replica-1", body)));
  }

  public static LogRecord record(long offset, long recordTimeMs, byte[] value) {
    return new LogRecord(offset, 3, recordTimeMs, ByteString.EMPTY, value);
  }

  /** Makes records with the given time, from an offset on. */
  public static List<LogRecord> records(long firstOffset, long recordTimeMs, EventBody... bodies) {
    List<LogRecord> records = new ArrayList<>();
    for (EventBody body : bodies) {
      records.add(record(firstOffset + records.size(), recordTimeMs, body));
    }
    return records;
  }
}
