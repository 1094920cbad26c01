package org.waymark.cli.output;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/** Prints a table of segments, one per line. */
public final class SegmentTable {
  private static final String ROW = "%-4s  %-12s  %-20s  %s%n";

  private final PrintWriter out;

  /** Prints the heading. */
  public SegmentTable(PrintWriter out) {
    this.out = out;
    out.printf(ROW, "type", "id", "expires", "hops");
  }

  /** Prints a segment. */
  public void row(SegmentType type, PathSegment segment) {
    out.printf(
        ROW,
        type.name().toLowerCase(Locale.ROOT),
        segment.id().shortText(),
        Instant.ofEpochSecond(segment.expiryS()),
        hops(segment));
  }

  /**
   * Formats hops, for example {@code 1-11 50>17 1-12}: the link connects interface 50 of AS 1-11
   * with interface 17 of AS 1-12.
   *
   * @return the hops as text
   */
  private static String hops(PathSegment segment) {
    return segment.hops().stream()
        .map(
            hop ->
                (hop.ingress() == 0 ? "" : hop.ingress() + " ")
                    + hop.ia()
                    + (hop.egress() == 0 ? "" : " " + hop.egress()))
        .collect(Collectors.joining(">"));
  }
}
