package org.waymark.cli.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.waymark.history.query.PathDocument;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.PathHop;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;

/**
 * The table printed by {@code waymark paths}, in the format of {@code scion showpaths}: one line
 * per path, grouped by the number of hops.
 */
public final class PathTable {
  private PathTable() {}

  /** Prints the paths between two ASes, best first. */
  public static void print(
      IsdAs src, IsdAs dst, List<EndToEndPath> paths, Clock clock, PrintWriter out) {
    if (paths.isEmpty()) {
      out.println("no path from " + src + " to " + dst);
      return;
    }
    out.println("Available paths to " + dst);
    int links = -1;
    int number = 0;
    for (EndToEndPath path : paths) {
      if (path.linkCount() != links) {
        links = path.linkCount();
        out.println((links + 1) + " Hops:");
      }
      out.printf(
          "[%2d] Hops: [%s] MTU: %d%s Fingerprint: %s%n",
          number++, hops(path), path.mtu(), expiry(path, clock), PathDocument.fingerprint(path));
    }
  }

  /**
   * Formats hops, for example {@code 1-11 3>1 1-12 2>5 1-13}: the first link connects interface 3
   * of AS 1-11 with interface 1 of AS 1-12.
   */
  private static String hops(EndToEndPath path) {
    StringBuilder text = new StringBuilder();
    for (PathHop hop : path.hops()) {
      text.append(hop.in() == 0 ? "" : hop.in() + " ").append(hop.ia());
      text.append(hop.out() == 0 ? "" : " " + hop.out() + ">");
    }
    return text.toString();
  }

  private static String expiry(EndToEndPath path, Clock clock) {
    if (path.linkCount() == 0) {
      return "";
    }
    Duration left = Duration.ofSeconds(path.expiryS() - clock.wallMs() / 1_000);
    return " Expires: %s (%dh%dm)"
        .formatted(Instant.ofEpochSecond(path.expiryS()), left.toHours(), left.toMinutesPart());
  }
}
