package org.waymark.store.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.VersionBytes;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** Derives state rows from the signed bytes that they contain, and index rows from state rows. */
final class Derivation {
  private final SegmentCodec segments;
  private final RevocationCodec revocations;
  private final RowEnds ends;

  Derivation(ApplySettings settings) {
    segments = new SegmentCodec(settings.limits());
    revocations = new RevocationCodec(settings.limits());
    ends = new RowEnds(settings.aheadMs());
  }

  /** A row of a table. */
  record TableRow(Family family, byte[] key, byte[] value) {}

  /**
   * {@return the value of the segment in the record at the offset}
   *
   * @throws IllegalStateException if the bytes belong to another path
   */
  SegmentValue segment(byte[] key, long offset, VersionBytes version) {
    SegmentKey path = Keys.segment(key);
    PathSegment segment = segments.decode(path.format(), version.bytes()).orElseThrow();
    if (!segment.id().equals(path.id())) {
      throw new IllegalStateException(
          "the bytes of record %d are those of segment %s".formatted(offset, segment.id()));
    }
    return SegmentValue.of(segment, version.recordTimeMs(), offset);
  }

  /**
   * {@return the row that follows from the bytes in the given row; the given row itself if it
   * contains no bytes}
   */
  Row ofBytes(Row row) {
    return switch (row) {
      case Row.Revocation stored -> ofProof(stored, stored.side());
      case Row.Trust stored -> ofText(stored);
      default -> row;
    };
  }

  /** {@return the rows that follow from the revocation in the given row, one for each side} */
  List<Row.Revocation> sides(Row.Revocation stored) {
    return Arrays.stream(ProofSide.values()).map(side -> ofProof(stored, side)).toList();
  }

  private Row.Revocation ofProof(Row.Revocation stored, ProofSide side) {
    return Row.Revocation.of(
        revocations.decode(stored.format(), stored.bytes()).orElseThrow(),
        side,
        stored.offset(),
        stored.format(),
        stored.bytes());
  }

  private static Row.Trust ofText(Row.Trust stored) {
    if (stored.kind() == TrustKind.TRC) {
      Trc trc = Trc.parse(stored.json()).orElseThrow();
      return new Row.Trust(TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version(), trc.json());
    }
    CertificateChain chain = CertificateChain.parse(stored.json()).orElseThrow();
    return new Row.Trust(TrustKind.CHAIN, chain.subject(), chain.version(), chain.json());
  }

  /** {@return the row in the table {@code ends} for a state row, if the state row expires} */
  Optional<TableRow> end(Family family, byte[] key, Row row) {
    return ends.of(row).stream()
        .mapToObj(endMs -> new TableRow(Family.ENDS, Keys.end(endMs, family, key), Keys.NONE))
        .findFirst();
  }

  /** {@return the index rows for the stored version of a path} */
  List<TableRow> indexes(byte[] key, SegmentValue version) {
    SegmentKey path = Keys.segment(key);
    List<Hop> hops = version.hops();
    IsdAs first = hops.getFirst().ia();
    IsdAs last = hops.getLast().ia();
    byte[] pointer = Keys.pointer(version);
    List<TableRow> rows = new ArrayList<>();
    rows.add(new TableRow(Family.BY_FIRST, Keys.byEnd(first, last, hops.size(), path), pointer));
    rows.add(new TableRow(Family.BY_LAST, Keys.byEnd(last, first, hops.size(), path), pointer));
    Map<ByteString, TableRow> links = new LinkedHashMap<>();
    version.peers().forEach(hop -> links(key, hop, Keys.OF_PEER, links));
    hops.forEach(hop -> links(key, hop, Keys.OF_PATH, links));
    rows.addAll(links.values());
    return rows;
  }

  private static void links(byte[] key, Hop hop, byte[] role, Map<ByteString, TableRow> links) {
    Keys.links(
        key,
        hop,
        link -> links.put(ByteString.of(link), new TableRow(Family.BY_INTERFACE, link, role)));
  }

  /** {@return the encoded row for the table of its kind; not for segments} */
  static TableRow encoded(Family family, Row row) {
    return new TableRow(family, RowCodec.key(row), RowCodec.value(row));
  }
}
