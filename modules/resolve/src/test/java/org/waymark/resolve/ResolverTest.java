package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Network;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRequest;

class ResolverTest {
  private static final long NOW_MS = Stores.NOW_MS;
  private static final int UNLIMITED = 1_000;
  private static final int MAX_ASES = 4;
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private static final Network NETWORK = Stores.NETWORK;
  private static final List<Typed> ALL = Stores.all(MAX_ASES);

  private static Stream<Typed> of(SegmentType type) {
    return ALL.stream().filter(one -> one.type() == type);
  }

  private static Resolution resolve(
      List<Typed> segments, IsdAs local, String src, String dst, int maxSegments) {
    SegmentRequest request = new SegmentRequest(IsdAs.parse(src), IsdAs.parse(dst), false, false);
    return resolve(segments, local, request, maxSegments);
  }

  private static Resolution resolve(
      List<Typed> segments, IsdAs local, SegmentRequest request, int maxSegments) {
    Store store = Stores.holding(segments, isd -> true);
    try (ReadView view = store.view()) {
      return new Resolver(new LocalAs(local, NETWORK.topology().isCore(local)), maxSegments)
          .resolve(request, new StoredSource(view), NOW_MS);
    } finally {
      store.close();
    }
  }

  private static Set<Typed> found(Resolution resolution) {
    Set<Typed> found = new HashSet<>();
    for (List<StoredSegment> part :
        List.of(resolution.up(), resolution.core(), resolution.down())) {
      part.forEach(stored -> found.add(new Typed(stored.type(), stored.segment())));
    }
    return found;
  }

  @Test
  void localServerAnswersForACoreAsOfItsIsdByUpSegmentsAndThroughOtherCoreAses() {
    Resolution resolution = resolve(ALL, LEAF, "1-14", "1-12", UNLIMITED);
    assertTrue(resolution.up().stream().anyMatch(up -> up.segment().firstIa().equals(CORE)));
    assertTrue(
        resolution.up().stream()
            .anyMatch(up -> up.segment().firstIa().equals(IsdAs.parse("1-12"))));
    assertTrue(
        resolution.core().stream()
            .allMatch(core -> core.segment().firstIa().equals(IsdAs.parse("1-12"))));
    assertTrue(resolution.down().isEmpty());
  }

  @Test
  void downSegmentThatNothingLeadsToIsLeftOut() {
    List<Typed> downOnly = of(SegmentType.DOWN).toList();
    Resolution resolution = resolve(downOnly, LEAF, "1-14", "1-17", UNLIMITED);
    assertTrue(resolution.down().stream().allMatch(down -> crosses(down, LEAF)));
    assertTrue(resolve(downOnly, LEAF, "1-14", "1-15", UNLIMITED).isNothing());
  }

  private static boolean crosses(StoredSegment stored, IsdAs ia) {
    return stored.segment().hops().stream().anyMatch(hop -> hop.ia().equals(ia));
  }

  /** The results are spread over first ASes, even if many shorter segments start at one of them. */
  @Test
  void segmentsOfOneCoreAsHideNoneOfTheOthers() {
    List<Typed> downs = of(SegmentType.DOWN).filter(one -> ends(one, IsdAs.parse("1-17"))).toList();
    for (String src : List.of("2-24", "1-14")) {
      Resolution resolution = resolve(ALL, CORE, src, "1-17", 3);
      assertEquals(
          Set.copyOf(downs.stream().map(down -> down.segment().firstIa()).toList()),
          Set.copyOf(resolution.down().stream().map(down -> down.segment().firstIa()).toList()));
      assertEquals(3, resolution.down().size());
    }
  }

  @Test
  void segmentsThatNothingLeadsToHideNoneAtTheLimit() {
    Typed far = typed(SegmentType.DOWN, "1-12", "1-14", "1-17");
    Typed near = typed(SegmentType.DOWN, "1-13", "1-15", "1-17");
    Typed toFar = typed(SegmentType.CORE, "1-12", "1-11");
    assertEquals(
        Set.of(far, toFar), found(resolve(List.of(near, far, toFar), CORE, "1-11", "1-17", 1)));
  }

  /** A CORE segment is useless if it ends where no UP segment starts. */
  @Test
  void coreSegmentsToWhichNoUpSegmentLeadsHideNoneAtTheLimit() {
    Typed useless = typed(SegmentType.CORE, "1-13", "1-12");
    Typed useful = typed(SegmentType.CORE, "1-13", "1-12", "1-11");
    Typed up = typed(SegmentType.UP, "1-11", "1-14");
    assertEquals(
        Set.of(useful, up), found(resolve(List.of(useless, useful, up), LEAF, "1-14", "1-13", 1)));
  }

  @Test
  void coreServerGivesDownSegmentsAloneToRequestersOfOtherIsds() {
    List<Typed> downOnly = of(SegmentType.DOWN).toList();
    Resolution resolution = resolve(downOnly, IsdAs.parse("2-21"), "1-14", "2-24", UNLIMITED);
    assertEquals(
        of(SegmentType.DOWN)
            .filter(one -> one.segment().lastIa().equals(IsdAs.parse("2-24")))
            .count(),
        resolution.down().size());
    assertTrue(resolution.core().isEmpty());
  }

  @Test
  void sibraRequestsAndIsdZeroFindNothing() {
    assertTrue(resolve(ALL, LEAF, "1-14", "0-0", UNLIMITED).isNothing());
    assertTrue(
        resolve(ALL, LEAF, new SegmentRequest(LEAF, IsdAs.parse("1-11"), true, false), UNLIMITED)
            .isNothing());
  }

  private static NextStep next(List<Typed> segments, IsdAs local, SegmentRequest request) {
    return resolve(segments, local, request, UNLIMITED).next();
  }

  private static SegmentRequest request(String dst, boolean sibra, boolean cacheOnly) {
    return new SegmentRequest(LEAF, IsdAs.parse(dst), sibra, cacheOnly);
  }

  @Test
  void localServerSendsOnOverTheFirstUpSegmentWhateverCacheOnlySays() {
    List<Typed> ups = of(SegmentType.UP).filter(one -> ends(one, LEAF)).toList();
    Typed best =
        ups.stream()
            .min(
                Comparator.comparingInt((Typed one) -> one.segment().hops().size())
                    .thenComparing(one -> one.segment().id()))
            .orElseThrow();
    for (String dst : List.of("1-17", "1-99", "2-21", "2-0", "9-9", "9-0", "0-0", "0-11")) {
      for (boolean cacheOnly : List.of(false, true)) {
        assertEquals(
            new NextStep.Forward(IsdAs.parse(dst), best.segment()),
            next(ups, LEAF, request(dst, false, cacheOnly)));
        assertEquals(
            new NextStep.AwaitSegment(IsdAs.parse(dst), 1),
            next(List.of(), LEAF, request(dst, false, cacheOnly)));
        assertEquals(
            new NextStep.AwaitSegment(IsdAs.parse(dst), 1),
            next(ups, LEAF, request(dst, true, cacheOnly)));
      }
    }
  }

  @Test
  void everyNextStepSaysWhatTheRequestIsPendingOn() {
    IsdAs other = IsdAs.parse("2-24");
    List<IsdAs> starts = List.of(CORE, LEAF);
    assertEquals(List.of(), new NextStep.Nothing().pendingOn());
    assertEquals(starts, new NextStep.Pend(starts).pendingOn());
    assertEquals(List.of(other), new NextStep.Forward(other, ALL.getFirst().segment()).pendingOn());
    assertEquals(List.of(other), new NextStep.AwaitSegment(other, 2).pendingOn());
    assertEquals(starts, new NextStep.AskAgain(other, starts).pendingOn());
  }

  @Test
  void coreServerKeepsRequestsForCoreAsesPending() {
    List<Typed> notToUs = of(SegmentType.CORE).filter(one -> !ends(one, CORE)).toList();
    for (String dst : List.of("1-12", "2-21", "1-0", "2-0", "9-0", "0-0")) {
      for (boolean sibra : List.of(false, true)) {
        assertEquals(
            new NextStep.Pend(List.of(IsdAs.parse(dst))),
            next(notToUs, CORE, request(dst, sibra, false)));
        assertEquals(new NextStep.Nothing(), next(notToUs, CORE, request(dst, sibra, true)));
      }
    }
  }

  @Test
  void coreServerAsksAnyCoreAsOfAnotherIsdOverASegmentThatNeedNotBeASibraOne() {
    Typed toUs = typed(SegmentType.CORE, "2-21", "1-11");
    Typed longer = typed(SegmentType.CORE, "2-22", "1-13", "1-11");
    Typed past = typed(SegmentType.CORE, "2-21", "1-11", "1-12");
    for (boolean sibra : List.of(false, true)) {
      assertEquals(
          new NextStep.Forward(IsdAs.parse("2-24"), toUs.segment()),
          next(List.of(longer, toUs, past), CORE, request("2-24", sibra, false)));
      assertEquals(
          new NextStep.AwaitSegment(IsdAs.parse("2-24"), 2),
          next(List.of(past), CORE, request("2-24", sibra, false)));
      assertEquals(
          new NextStep.AwaitSegment(IsdAs.parse("9-9"), 9),
          next(List.of(toUs), CORE, request("9-9", sibra, false)));
      assertEquals(
          new NextStep.AwaitSegment(IsdAs.parse("0-11"), 0),
          next(List.of(toUs), CORE, request("0-11", sibra, false)));
      assertEquals(
          new NextStep.Pend(List.of(IsdAs.parse("1-14"))),
          next(List.of(toUs), CORE, request("1-14", sibra, false)));
      assertEquals(new NextStep.Nothing(), next(List.of(toUs), CORE, request("2-24", sibra, true)));
    }
  }

  @Test
  void coreServerIsPendingOnTheCoreAsesThatNothingLeadsTo() {
    Typed direct = typed(SegmentType.DOWN, "1-11", "1-14", "1-17");
    Typed around = typed(SegmentType.DOWN, "1-13", "1-15", "1-17");
    Typed other = typed(SegmentType.DOWN, "1-12", "1-14", "1-17");
    Resolution some = resolve(List.of(direct, around, other), CORE, "1-11", "1-17", UNLIMITED);
    assertEquals(Set.of(direct), found(some));
    assertEquals(
        Set.of(IsdAs.parse("1-12"), IsdAs.parse("1-13")),
        Set.copyOf(((NextStep.Pend) some.next()).on()));
    Resolution none = resolve(List.of(around), CORE, "1-11", "1-17", UNLIMITED);
    assertTrue(none.isNothing());
    assertEquals(new NextStep.Pend(List.of(IsdAs.parse("1-13"))), none.next());
    Resolution all =
        resolve(
            List.of(direct, around, typed(SegmentType.CORE, "1-13", "1-11")),
            CORE,
            "1-11",
            "1-17",
            UNLIMITED);
    assertEquals(new NextStep.Nothing(), all.next());
    Resolution fromOtherIsd = resolve(List.of(around), CORE, "0-0", "1-17", UNLIMITED);
    assertEquals(Set.of(around), found(fromOtherIsd));
    assertEquals(new NextStep.Nothing(), fromOtherIsd.next());
  }

  @Test
  void nothingIsDoneForTheLocalAs() {
    for (IsdAs local : List.of(LEAF, CORE)) {
      SegmentRequest own = new SegmentRequest(LEAF, local, false, false);
      Resolution resolution = resolve(ALL, local, own, UNLIMITED);
      assertTrue(resolution.isNothing());
      assertEquals(new NextStep.Nothing(), resolution.next());
    }
  }

  @Test
  void foundSegmentsThatArriveUnaskedNeedNoNextStep() {
    for (String dst : List.of("1-17", "2-22", "2-0", "1-13")) {
      assertEquals(new NextStep.Nothing(), next(ALL, CORE, request(dst, false, false)), dst);
    }
  }

  /** There may be a shorter path over another core AS. */
  @Test
  void localServerAsksOthersThoughAnUpSegmentLeadsToTheCoreAs() {
    List<Typed> ups = of(SegmentType.UP).toList();
    assertEquals(
        new NextStep.AskAgain(CORE, List.of()), next(ups, LEAF, request("1-11", false, false)));
  }

  @Test
  void localServerAsksAgainForWhatItHasOfOthersWhateverCacheOnlySays() {
    for (boolean cacheOnly : List.of(false, true)) {
      for (String dst : List.of("2-24", "1-17", "2-22", "2-0", "1-13")) {
        assertEquals(
            new NextStep.AskAgain(IsdAs.parse(dst), List.of()),
            next(ALL, LEAF, request(dst, false, cacheOnly)));
      }
    }
  }

  @Test
  void coreServerAsksAgainForDownSegmentsOfOtherIsds() {
    IsdAs dst = IsdAs.parse("2-24");
    assertEquals(
        new NextStep.AskAgain(dst, List.of()), next(ALL, CORE, request("2-24", false, false)));
    assertEquals(new NextStep.Nothing(), next(ALL, CORE, request("2-24", false, true)));
    List<Typed> downs = of(SegmentType.DOWN).filter(one -> ends(one, dst)).toList();
    SegmentRequest ofOtherIsd = new SegmentRequest(dst, dst, false, false);
    assertEquals(new NextStep.AskAgain(dst, List.of()), next(downs, CORE, ofOtherIsd));
    assertEquals(
        new NextStep.AwaitSegment(dst, 2), next(downs, CORE, request("2-24", true, false)));
  }

  @Test
  void coreServerAsksAgainAlsoWhenNothingLeadsToWhatItHasOfAnotherIsd() {
    Typed apart = typed(SegmentType.DOWN, "2-22", "2-24");
    Typed toUs = typed(SegmentType.CORE, "2-21", "1-11");
    Resolution none = resolve(List.of(apart, toUs), CORE, "1-14", "2-24", UNLIMITED);
    assertTrue(none.isNothing());
    assertEquals(
        new NextStep.AskAgain(IsdAs.parse("2-24"), List.of(IsdAs.parse("2-22"))), none.next());
  }

  @Test
  void inAnIsdWithoutTrcEveryAsIsNonCore() {
    SegmentRequest request = request("2-21", false, false);
    Typed toUs = typed(SegmentType.CORE, "2-21", "1-11");
    Store store = Stores.holding(List.of(toUs), isd -> isd == 1);
    try (ReadView view = store.view()) {
      Resolution resolution =
          new Resolver(new LocalAs(CORE, true), UNLIMITED)
              .resolve(request, new StoredSource(view), NOW_MS);
      assertTrue(resolution.isNothing());
      assertEquals(new NextStep.Forward(request.dst(), toUs.segment()), resolution.next());
    } finally {
      store.close();
    }
  }

  private static Typed typed(SegmentType type, String... ases) {
    return new Typed(type, NETWORK.segments().along(ases).make());
  }

  private static boolean ends(Typed one, IsdAs at) {
    return one.segment().lastIa().equals(at);
  }

  @Test
  void limitIsPerQueryAndTakesTheShortest() {
    Resolution two = resolve(ALL, CORE, "1-11", "2-22", 2);
    Resolution every = resolve(ALL, CORE, "1-11", "2-22", UNLIMITED);
    assertEquals(2, two.core().size());
    assertTrue(every.core().size() > 2);
    int longest =
        two.core().stream().mapToInt(core -> core.segment().hops().size()).max().orElseThrow();
    assertTrue(
        every.core().stream()
            .filter(core -> !two.core().contains(core))
            .allMatch(core -> core.segment().hops().size() >= longest));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersLikeLoopsOverAllSegments(long seed) {
    Random random = new Random(seed);
    List<IsdAs> ases = List.copyOf(NETWORK.topology().ases().keySet());
    for (int world = 0; world < 60; world++) {
      int share = 1 + random.nextInt(100);
      List<Typed> segments = ALL.stream().filter(one -> random.nextInt(100) < share).toList();
      IsdAs local = ases.get(random.nextInt(ases.size()));
      IsdAs src = ases.get(random.nextInt(ases.size()));
      IsdAs dst = ases.get(random.nextInt(ases.size()));
      SegmentRequest request =
          new SegmentRequest(src, random.nextInt(4) == 0 ? dst.wildcard() : dst, false, false);
      assertEquals(
          new Loops(segments, local).answer(request),
          found(resolve(segments, local, request, UNLIMITED)),
          () -> "seed " + seed + " local " + local + " " + request);
    }
  }

  /**
   * Implements PROTOCOL 6.1 and 6.2 literally, with loops instead of indexes, and without a limit.
   */
  private record Loops(List<Typed> segments, IsdAs local) {
    Set<Typed> answer(SegmentRequest request) {
      IsdAs dst = request.dst();
      boolean toCore = dst.isWildcard() || NETWORK.topology().isCore(dst);
      Set<Typed> answer = new HashSet<>();
      if (NETWORK.topology().isCore(local)) {
        if (toCore) {
          of(SegmentType.CORE).filter(c -> starts(c, dst) && ends(c, local)).forEach(answer::add);
        } else {
          of(SegmentType.DOWN).filter(d -> ends(d, dst)).forEach(d -> fromCore(request, d, answer));
        }
      } else if (toCore) {
        if (dst.isd() == local.isd()) {
          of(SegmentType.UP).filter(u -> starts(u, dst) && ends(u, local)).forEach(answer::add);
        }
        throughCore(dst, answer);
      } else {
        of(SegmentType.DOWN).filter(d -> ends(d, dst)).forEach(d -> fromLeaf(dst, d, answer));
      }
      return answer;
    }

    private void fromCore(SegmentRequest request, Typed down, Set<Typed> answer) {
      IsdAs start = down.segment().firstIa();
      List<Typed> cores =
          of(SegmentType.CORE).filter(c -> starts(c, start) && ends(c, local)).toList();
      // An AS registers its DOWN segments as UP segments as well.
      List<Typed> ups = of(SegmentType.DOWN).filter(u -> ends(u, request.src())).toList();
      boolean direct =
          request.src().isd() == local.isd()
              && !request.src().equals(local)
              && !joining(request.src(), request.dst(), ups, down).isEmpty();
      if (start.equals(local) || request.src().isd() != local.isd()) {
        answer.add(down);
      } else if (!cores.isEmpty()) {
        answer.add(down);
        answer.addAll(cores);
      } else if (direct || isAlone(request.src(), down)) {
        answer.add(down);
      }
    }

    private void fromLeaf(IsdAs dst, Typed down, Set<Typed> answer) {
      IsdAs start = down.segment().firstIa();
      Set<Typed> before = new HashSet<>();
      throughCore(start, before);
      List<Typed> ups = of(SegmentType.UP).filter(u -> ends(u, local)).toList();
      ups.stream().filter(u -> starts(u, start)).forEach(before::add);
      before.addAll(joining(local, dst, ups, down));
      if (!before.isEmpty() || isAlone(local, down)) {
        answer.addAll(before);
        answer.add(down);
      }
    }

    /** {@return the UP segments that make a path with the DOWN segment alone} */
    private static List<Typed> joining(IsdAs source, IsdAs dst, List<Typed> ups, Typed down) {
      return ups.stream()
          .filter(
              up ->
                  Combination.paths(
                          source,
                          dst,
                          new SegmentSet(List.of(up.segment()), List.of(), List.of(down.segment())),
                          path ->
                              path.parts().stream()
                                  .anyMatch(part -> part.segment() == up.segment()),
                          NOW_MS,
                          1)
                      .stream()
                      .anyMatch(path -> path.linkCount() > 0))
          .toList();
    }

    private static boolean isAlone(IsdAs source, Typed down) {
      return !ends(down, source)
          && down.segment().hops().stream().anyMatch(hop -> hop.ia().equals(source));
    }

    private void throughCore(IsdAs to, Set<Typed> answer) {
      for (Typed core : of(SegmentType.CORE).filter(c -> starts(c, to)).toList()) {
        List<Typed> ups =
            of(SegmentType.UP)
                .filter(u -> starts(u, core.segment().lastIa()) && ends(u, local))
                .toList();
        if (!ups.isEmpty()) {
          answer.add(core);
          answer.addAll(ups);
        }
      }
    }

    private Stream<Typed> of(SegmentType type) {
      return segments.stream()
          .filter(one -> one.type() == type)
          .sorted(Comparator.comparing(one -> one.segment().id()));
    }

    private static boolean starts(Typed one, IsdAs at) {
      IsdAs first = one.segment().firstIa();
      return at.isWildcard() ? first.isd() == at.isd() : first.equals(at);
    }
  }
}
