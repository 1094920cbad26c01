package org.waymark.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/** The rows of the events, in lists. Not thread-safe. */
final class OracleState {
  record Version(OracleFact.Segment fact, long recordTimeMs, long offset) {
    boolean sameKey(OracleFact.Segment other) {
      return fact.format() == other.format()
          && fact.type() == other.type()
          && fact.id().equals(other.id());
    }

    long endMs() {
      return (fact.expiryS() + 1) * 1_000;
    }
  }

  record RevocationRow(
      IsdAs ia,
      long interfaceId,
      ByteString connectedRoot,
      int side,
      long treeTtlS,
      long window,
      long expiryMs,
      long offset,
      ByteString bytes) {
    boolean sameKey(RevocationRow other) {
      return ia.equals(other.ia())
          && interfaceId == other.interfaceId()
          && connectedRoot.equals(other.connectedRoot())
          && side == other.side()
          && treeTtlS == other.treeTtlS()
          && window == other.window();
    }
  }

  record BlockRow(OracleFact.Subject subject, long endMs, String reason) {}

  record InterfaceDownRow(IsdAs ia, long interfaceId, long endMs) {}

  record QuarantineRow(long offset, long recordTimeMs, int reasonCode) {}

  final List<Version> segments = new ArrayList<>();
  final List<RevocationRow> revocations = new ArrayList<>();
  final List<BlockRow> blocks = new ArrayList<>();
  final List<InterfaceDownRow> interfacesDown = new ArrayList<>();
  final List<QuarantineRow> quarantine = new ArrayList<>();
  long lastTickMs;

  /** {@return an independent copy} */
  OracleState copy() {
    OracleState copy = new OracleState();
    copy.segments.addAll(segments);
    copy.revocations.addAll(revocations);
    copy.blocks.addAll(blocks);
    copy.interfacesDown.addAll(interfacesDown);
    copy.quarantine.addAll(quarantine);
    copy.lastTickMs = lastTickMs;
    return copy;
  }

  int rowCount() {
    return segments.size()
        + revocations.size()
        + interfacesDown.size()
        + blocks.size()
        + quarantine.size();
  }

  /** {@return every row, sorted by text} */
  List<OracleRow> rows() {
    List<OracleRow> rows = new ArrayList<>();
    for (Version v : segments) {
      rows.add(segmentRow(v));
    }
    for (RevocationRow r : revocations) {
      rows.add(revocationRow(r));
    }
    for (InterfaceDownRow d : interfacesDown) {
      rows.add(
          OracleRow.of("interface-down", OracleRow.INTERFACE_DOWN)
              .number("ia", d.ia().value())
              .number("interface", d.interfaceId())
              .number("end", d.endMs())
              .end());
    }
    for (BlockRow b : blocks) {
      rows.add(blockRow(b));
    }
    for (QuarantineRow q : quarantine) {
      rows.add(
          OracleRow.of("quarantine", OracleRow.QUARANTINE)
              .number("offset", q.offset())
              .number("time", q.recordTimeMs())
              .number("reason", q.reasonCode())
              .end());
    }
    rows.sort(Comparator.naturalOrder());
    return rows;
  }

  private static OracleRow segmentRow(Version v) {
    return OracleRow.of("segment", OracleRow.SEGMENT)
        .number("format", v.fact().format())
        .number("type", v.fact().type().number())
        .id("id", v.fact().id())
        .number("expiry", v.fact().expiryS())
        .number("timestamp", v.fact().timestampS())
        .number("time", v.recordTimeMs())
        .number("offset", v.offset())
        .unhashed("hops", v.fact().hops().toString())
        .bytes("bytes", v.fact().bytes())
        .end();
  }

  private static OracleRow revocationRow(RevocationRow r) {
    return OracleRow.of("revocation", OracleRow.REVOCATION)
        .number("ia", r.ia().value())
        .number("interface", r.interfaceId())
        .id("root", r.connectedRoot())
        .number("half", r.side())
        .number("treeTtl", r.treeTtlS())
        .number("window", r.window())
        .number("expiry", r.expiryMs())
        .number("offset", r.offset())
        .bytes("bytes", r.bytes())
        .end();
  }

  private static OracleRow blockRow(BlockRow b) {
    OracleRow.Writer writer = OracleRow.of("block", OracleRow.BLOCK);
    switch (b.subject()) {
      case OracleFact.Subject.As(IsdAs ia) -> writer.number("kind", 1).number("ia", ia.value());
      case OracleFact.Subject.Interface(IsdAs ia, long id) ->
          writer.number("kind", 2).number("ia", ia.value()).number("interface", id);
      case OracleFact.Subject.Path(ByteString id) -> writer.number("kind", 3).id("id", id);
    }
    return writer.number("end", b.endMs()).unhashed("reason", b.reason()).end();
  }
}
