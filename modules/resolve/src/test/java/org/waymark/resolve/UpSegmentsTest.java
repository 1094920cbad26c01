package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.RandomTopology;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;

/** Tests that UP and DOWN segments are found to join if, and only if, a host can join them. */
class UpSegmentsTest {
  private static final long NOW_MS = Stores.NOW_MS;
  private static final int MAX_ASES = 4;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void joinsAreThoseOfHosts(long seed) {
    NetworkTopology topology = RandomTopology.draw(new Random(seed));
    Network network = Network.of(topology, seed, new VirtualClock(NOW_MS));
    List<PathSegment> segments =
        network.segments().all(SegmentType.DOWN, MAX_ASES).collect(Collectors.toList());
    int joined = 0;
    for (IsdAs source : topology.ases().keySet()) {
      List<StoredSegment> ups =
          segments.stream()
              .filter(segment -> segment.lastIa().equals(source))
              .map(segment -> new StoredSegment(segment, SegmentType.UP, NOW_MS, 1))
              .sorted(StoredSegment.BEST_FIRST)
              .toList();
      for (PathSegment down : segments) {
        if (down.lastIa().equals(source)) {
          continue;
        }
        UpSegments.Joins joins =
            UpSegments.of(ups, source, down.lastIa(), (at, id) -> true).joins(down);
        List<EndToEndPath> all =
            paths(source, down, ups.stream().map(StoredSegment::segment).toList());
        assertEquals(
            all.isEmpty() ? OptionalInt.empty() : OptionalInt.of(all.getFirst().linkCount()),
            joins.links(),
            () -> source + " " + down);
        assertEquals(
            ups.stream()
                .filter(
                    up ->
                        paths(source, down, List.of(up.segment())).stream()
                            .anyMatch(path -> uses(path, up)))
                .collect(Collectors.toSet()),
            joins.ups().stream().collect(Collectors.toSet()),
            () -> source + " " + down);
        joined += joins.ups().size();
      }
    }
    assertTrue(joined > 0);
  }

  private static boolean uses(EndToEndPath path, StoredSegment up) {
    return path.parts().stream().anyMatch(part -> part.segment() == up.segment());
  }

  private static List<EndToEndPath> paths(IsdAs source, PathSegment down, List<PathSegment> ups) {
    return Combination.paths(
        source,
        down.lastIa(),
        new SegmentSet(ups, List.of(), List.of(down)),
        NOW_MS,
        Integer.MAX_VALUE);
  }
}
