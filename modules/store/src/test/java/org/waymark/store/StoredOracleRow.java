package org.waymark.store;

import org.waymark.fixtures.oracle.OracleRow;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.store.row.Row;
import org.waymark.wire.event.BlockSubject;

/** Converts rows of the store to the form of the oracle. */
final class StoredOracleRow {
  private StoredOracleRow() {}

  /** Converts a stored row to the same form. */
  static OracleRow of(Row stored) {
    return switch (stored) {
      case Row.Segment s ->
          OracleRow.of("segment", OracleRow.SEGMENT)
              .number("format", s.key().format().number())
              .number("type", s.key().type().number())
              .id("id", s.key().id().bytes())
              .number("expiry", s.expiryS())
              .number("timestamp", s.timestampS())
              .number("time", s.recordTimeMs())
              .number("offset", s.offset())
              .unhashed("hops", s.hops().toString())
              .bytes("bytes", s.bytes())
              .end();
      case Row.Revocation r ->
          OracleRow.of("revocation", OracleRow.REVOCATION)
              .number("ia", r.ia().value())
              .number("interface", r.interfaceId())
              .id("root", r.connectedRoot())
              .number("half", r.side().number())
              .number("treeTtl", r.treeTtlS())
              .number("window", r.window())
              .number("expiry", r.expiryMs())
              .number("offset", r.offset())
              .bytes("bytes", r.bytes())
              .end();
      case Row.InterfaceDown d ->
          OracleRow.of("interface-down", OracleRow.INTERFACE_DOWN)
              .number("ia", d.ia().value())
              .number("interface", d.interfaceId())
              .number("end", d.endMs())
              .end();
      case Row.Block b ->
          subject(OracleRow.of("block", OracleRow.BLOCK), b.subject())
              .number("end", b.endMs())
              .number("until", b.untilMs())
              .unhashed("reason", b.reason())
              .unhashed("operator", b.operator())
              .end();
      case Row.Quarantine q ->
          OracleRow.of("quarantine", OracleRow.QUARANTINE)
              .number("offset", q.offset())
              .number("time", q.recordTimeMs())
              .number("reason", q.reason().number())
              .end();
      case Row.Trust t ->
          OracleRow.of("trust", OracleRow.TRUST)
              .number("subject", t.subject().value())
              .number("version", t.version())
              .bytes("json", t.json())
              .end();
    };
  }

  private static OracleRow.Writer subject(OracleRow.Writer writer, BlockSubject subject) {
    return switch (subject) {
      case BlockSubject.OfAs(IsdAs ia) -> writer.number("kind", 1).number("ia", ia.value());
      case BlockSubject.OfInterface(IsdAs ia, long id) ->
          writer.number("kind", 2).number("ia", ia.value()).number("interface", id);
      case BlockSubject.OfSegment(SegmentId id) -> writer.number("kind", 3).id("id", id.bytes());
    };
  }
}
