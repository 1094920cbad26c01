package org.waymark.store.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.view.StoredRevocation;
import org.waymark.store.view.ViewDecoders;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;

/**
 * Lists the values that rows of kinds other than segment have had: revocations, blocks, notices
 * that interfaces are down, and TRCs.
 */
final class PastValues {
  private final RowSnapshot rows;
  private final ViewDecoders decoders;

  PastValues(RowSnapshot rows, ViewDecoders decoders) {
    this.rows = rows;
    this.decoders = decoders;
  }

  /**
   * {@return the revocations of the interface that have been in effect, earliest first; a
   * revocation occurs once for each {@link org.waymark.segment.ProofSide side} of its proof on
   * which it was stored}
   */
  List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    List<StoredRevocation> found = new ArrayList<>();
    rows.scan(
        Family.PAST_ROWS,
        HistoryKeys.pastRow(Family.REVOCATIONS, Keys.iaInterface(ia, interfaceId)),
        (key, value) ->
            found.add(decoders.stored(RowCodec.revocation(HistoryKeys.keyOfPastRow(key), value))));
    found.sort(Comparator.comparingLong(StoredRevocation::offset));
    return List.copyOf(found);
  }

  /**
   * {@return the interfaces that the records in a range revoked, by the offset of the record;
   * revocations that had no effect are left out}
   */
  SortedMap<Long, AsInterface> revoked(long from, long to) {
    SortedMap<Long, AsInterface> found = new TreeMap<>();
    rows.scan(
        Family.PAST_ROWS,
        HistoryKeys.pastRow(Family.REVOCATIONS, Keys.NONE),
        (key, value) -> {
          long offset = HistoryKeys.invertedOffset(key);
          if (from <= offset && offset < to) {
            ByteBuffer subject = ByteBuffer.wrap(HistoryKeys.keyOfPastRow(key));
            found.put(offset, new AsInterface(new IsdAs(subject.getLong()), subject.getLong()));
          }
          return true;
        });
    return found;
  }

  /**
   * {@return all notices about the subject, earliest first}
   *
   * @param family the table of blocks, or of interfaces that are down
   */
  List<PastNotice> notices(Family family, byte[] subject) {
    List<PastNotice> found = new ArrayList<>();
    byte[] prefix = HistoryKeys.pastRow(family, subject);
    rows.scan(
        Family.PAST_ROWS,
        prefix,
        (key, value) -> {
          if (key.length == prefix.length + Long.BYTES) {
            found.add(new PastNotice(HistoryKeys.invertedOffset(key), Keys.number(value)));
          }
          return true;
        });
    found.sort(Comparator.comparingLong(PastNotice::offset));
    return List.copyOf(found);
  }

  /** {@return all accepted TRCs of the ISD, earliest first} */
  List<PastTrc> trcs(int isd) {
    List<PastTrc> found = new ArrayList<>();
    byte[] subject = Keys.trustSubject(TrustKind.TRC, IsdAs.of(isd, 0));
    rows.scan(
        Family.PAST_ROWS,
        HistoryKeys.pastRow(Family.TRUST, subject),
        (key, value) ->
            found.add(
                new PastTrc(
                    HistoryKeys.invertedOffset(key),
                    Trc.parse(RowCodec.trust(HistoryKeys.keyOfPastRow(key), value).json())
                        .orElseThrow())));
    found.sort(Comparator.comparingLong(PastTrc::offset));
    return List.copyOf(found);
  }
}
