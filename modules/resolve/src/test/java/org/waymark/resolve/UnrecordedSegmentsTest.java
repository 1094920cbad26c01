package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Route;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;

class UnrecordedSegmentsTest {
  private static final List<IsdAs> ASES = List.copyOf(Stores.NETWORK.topology().ases().keySet());

  private static StoredSegment unrecorded(PathSegment segment, SegmentType type) {
    return new StoredSegment(segment, type, Stores.NOW_MS, StoredSegment.UNRECORDED);
  }

  private static StoredSegment version(int expTime) {
    return unrecorded(
        Stores.NETWORK.segments().along("1-11", "1-14").expTime(expTime).make(), SegmentType.UP);
  }

  private static IsdAs end(Random random) {
    IsdAs ia = ASES.get(random.nextInt(ASES.size()));
    return switch (random.nextInt(4)) {
      case 0 -> IsdAs.NONE;
      case 1 -> ia.wildcard();
      default -> ia;
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsWhatMatchesAmongThoseThatAreThere(long seed) {
    Random random = new Random(seed);
    List<StoredSegment> some = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      for (Route route : Stores.NETWORK.topology().routes(type, 4).toList()) {
        some.add(unrecorded(Stores.NETWORK.segments().along(route).make(), type));
      }
    }
    List<StoredSegment> there = new ArrayList<>();
    UnrecordedSegments segments = UnrecordedSegments.NONE;
    int found = 0;
    for (int i = 0; i < 2_000; i++) {
      StoredSegment one = some.get(random.nextInt(some.size()));
      if (there.remove(one)) {
        segments = segments.without(one);
      } else {
        there.add(one);
        segments = segments.with(one);
      }
      SegmentQuery query =
          new SegmentQuery(
              SegmentType.values()[random.nextInt(SegmentType.values().length)],
              end(random),
              end(random));
      List<StoredSegment> matching =
          there.stream().filter(stored -> stored.matches(query)).toList();
      assertEquals(matching.size(), segments.of(query).size(), () -> "seed " + seed);
      assertEquals(new HashSet<>(matching), new HashSet<>(segments.of(query)));
      found += matching.size();
    }
    assertTrue(found > 1_000, found + " found");
    for (StoredSegment one : there) {
      segments = segments.without(one);
    }
    assertTrue(segments.isEmpty());
  }

  @Test
  void versionsOfAPathAreThereInTheOrderOfArrival() {
    StoredSegment first = version(64);
    StoredSegment second = version(63);
    SegmentQuery query = new SegmentQuery(SegmentType.UP, IsdAs.NONE, IsdAs.parse("1-14"));
    UnrecordedSegments both = UnrecordedSegments.of(List.of(first, second));
    assertEquals(List.of(first, second), both.of(query));
    assertEquals(List.of(second), both.without(first).of(query));
    assertEquals(List.of(second, first), both.without(first).with(first).of(query));
    assertEquals(List.of(first, second), both.of(query));
  }

  @Test
  void whatIsNotThereIsNotMissed() {
    UnrecordedSegments one = UnrecordedSegments.NONE.with(version(64));
    assertEquals(
        one.of(new SegmentQuery(SegmentType.UP, IsdAs.NONE, IsdAs.NONE)),
        one.without(version(63)).of(new SegmentQuery(SegmentType.UP, IsdAs.NONE, IsdAs.NONE)));
  }
}
