package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.live.VirtualWorld;

/** Tests what {@code world run} prints; in virtual time, it is the same in every run. */
class WorldChangesTest {
  private static final AsInterface CUT = AsInterface.parse("1-12#88");
  private static final String DIRECT = "1-12 -> 1-13: best path, links 1: 1-12#0,88 1-13#92,0";
  private static final String AROUND = "1-12 -> 1-13: best path, links 2: 1-12#0,";

  @TempDir private Path root;
  private final StringWriter told = new StringWriter();
  private VirtualWorld live;
  private WorldControl control;
  private WorldChanges changes;

  @BeforeEach
  void run() throws Exception {
    Path folder = root.resolve("w");
    WorldFolder.create(folder, NetworkTopology.tiny(), WorldSettings.of(1), new SystemClock());
    live = new VirtualWorld(WorldFolder.open(folder));
    WatchedPaths watched = new WatchedPaths(live);
    control = new WorldControl(live, watched);
    changes = new WorldChanges(live.world(), watched, new PrintWriter(told));
    pass(30);
  }

  @AfterEach
  void close() {
    live.close();
  }

  private void pass(int seconds) {
    for (int looks = 0; looks < 5 * seconds; looks++) {
      live.advance(200);
      changes.look();
    }
  }

  private void probe() {
    control.answer(new ControlRequest.Probe(IsdAs.parse("1-12"), IsdAs.parse("1-13")).document());
  }

  private long count(String text) {
    return told.toString().lines().filter(line -> line.contains(text)).count();
  }

  private void assertInOrder(String... texts) {
    int from = 0;
    for (String text : texts) {
      int at = told.toString().indexOf(text, from);
      assertTrue(at >= 0, () -> "no " + text + " in its place in: " + told);
      from = at + text.length();
    }
  }

  @Test
  void cutIsToldUpToTheNextBestPathAndTheWayBackWithNoOtherHand() throws Exception {
    probe();
    pass(1);
    live.world().cut(CUT);
    pass(60);
    assertInOrder(
        DIRECT,
        "link 1-12#88 -- 1-13#92 is cut",
        "an echo request over this path failed: ",
        AROUND);
    assertInOrder(
        "1-12#88 no longer receives keepalives from its neighbour and is revoked", AROUND);
    for (String recorded :
        List.of(
            "the revocation of 1-12#88 is recorded in the log of 1-12",
            "the revocation of 1-13#92 is recorded in the log of 1-13")) {
      assertEquals(1, count(recorded), told::toString);
    }
    assertEquals(
        2,
        count("no longer receives keepalives from its neighbour and is revoked"),
        told::toString);

    live.world().restore(CUT);
    pass(60);
    assertInOrder(
        AROUND, "is back", "1-12#88 receives keepalives from its neighbour again", DIRECT);
    assertEquals(2, count(DIRECT), told::toString);
    assertEquals(1, count(AROUND), told::toString);
  }

  @Test
  void nothingIsToldOfAWorldInWhichNothingHappens() {
    assertEquals("", told.toString());
    probe();
    probe();
    pass(30);
    assertEquals(1, told.toString().lines().count(), told::toString);
  }

  /** Probing all pairs of a large world must not make it watch all of them permanently. */
  @Test
  void onlyTheLastPairsAreWatched() {
    WatchedPaths watched = new WatchedPaths(live);
    for (int as = 1; as <= 2 * WatchedPaths.MAX; as++) {
      watched.found(IsdAs.parse("1-12"), IsdAs.parse("1-" + as), List.of());
    }
    assertEquals(WatchedPaths.MAX, watched.look(0, false).size());
  }
}
