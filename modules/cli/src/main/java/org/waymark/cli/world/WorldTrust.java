package org.waymark.cli.world;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.waymark.trust.EndNotices;
import org.waymark.trust.TrustEnd;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.site.Site;

/**
 * Warns when the TRCs and chains in the files of a world are about to expire. Once they have
 * expired, the servers of the world reject every segment, and no other message would explain why no
 * paths are found. Used by one thread.
 */
final class WorldTrust {
  private final Path folder;
  private final List<TrustEnd> ends;
  private final PrintWriter out;
  private final EndNotices told = new EndNotices();

  WorldTrust(WorldFolder world, PrintWriter out) {
    this.folder = world.folder();
    this.ends = ends(world);
    this.out = out;
  }

  /**
   * {@return the distinct expiration times of the TRCs and chains in the files of all ASes,
   * earliest first}
   */
  private static List<TrustEnd> ends(WorldFolder world) {
    Set<TrustEnd> all = new LinkedHashSet<>();
    world.sites().values().stream()
        .map(Site::certificates)
        .distinct()
        .forEach(
            certificates -> {
              certificates.trcs().forEach(trc -> all.add(TrustEnd.of(trc)));
              certificates.chains().forEach(chain -> all.addAll(TrustEnd.of(chain)));
            });
    return all.stream().sorted(Comparator.comparingLong(TrustEnd::endMs)).toList();
  }

  /**
   * Prints one line if TRCs or chains have come close enough to their expiration since the last
   * call to reach the next warning stage.
   */
  void look(long nowMs) {
    List<TrustEnd> due = told.due(ends, nowMs);
    if (due.isEmpty()) {
      return;
    }
    out.printf(
        "%s%s: without valid TRCs and certificates, no segment is accepted and no path is "
            + "found; create a new world"
            + " with: waymark world create NEWDIR --topology %s%n",
        due.getFirst().text(nowMs),
        due.size() == 1
            ? ""
            : ", " + (due.size() - 1) + " other TRCs and certificates then or later",
        folder.resolve("world.yml"));
    out.flush();
  }
}
