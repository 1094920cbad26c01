package org.waymark.edge.trust;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.log.Entry;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Creates the first entries of {@code .trust} from a certificate folder, for {@code waymark log
 * init}.
 */
public final class TrustEntries {
  private TrustEntries() {}

  /**
   * Creates entries for the TRCs and then the chains. The oldest TRC of each ISD becomes its
   * anchor, and the others become updates in version order.
   *
   * @param writer the name of the writer in the records
   * @return the entries
   */
  public static List<Entry> of(CertificateFolder folder, String writer) {
    List<Entry> entries = new ArrayList<>();
    Set<Integer> anchored = new HashSet<>();
    for (Trc trc : folder.trcs()) {
      TrustKind kind = anchored.add(trc.isd()) ? TrustKind.ANCHOR : TrustKind.TRC;
      entries.add(entry(kind, trc, writer));
    }
    for (CertificateChain chain : folder.chains()) {
      entries.add(
          entry(
              TrustKind.CHAIN,
              chain.leaf().subject(),
              chain.leaf().version(),
              chain.json(),
              writer));
    }
    return entries;
  }

  /**
   * Creates the entry that makes a TRC the anchor of its ISD.
   *
   * @return the entry
   */
  static Entry anchor(Trc trc, String writer) {
    return entry(TrustKind.ANCHOR, trc, writer);
  }

  private static Entry entry(TrustKind kind, Trc trc, String writer) {
    return entry(kind, IsdAs.of(trc.isd(), 0), trc.version(), trc.json(), writer);
  }

  private static Entry entry(
      TrustKind kind, IsdAs subject, long version, ByteString json, String writer) {
    EventBody body = new EventBody.TrustEvent(kind, json);
    return new Entry(
        RecordKeys.trust(kind, subject, version),
        body.kind(),
        EventCodec.encode(Event.own(writer, body)));
  }
}
