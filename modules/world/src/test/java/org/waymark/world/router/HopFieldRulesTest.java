package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.fixtures.HopMac;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.AsInterface;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpType;

class HopFieldRulesTest {
  private static final long NOW_MS = 1_520_000_000_000L;
  private static final int MAC_BITS = 24;
  private static final List<PathSegment> NONE = List.of();
  private static final IsdAs ELSEWHERE = IsdAs.parse("1-13");

  private final VirtualClock clock = new VirtualClock(NOW_MS);
  private final TestPaths paths = new TestPaths(clock);
  private final Map<IsdAs, HopMac> macs = new HashMap<>();

  /** An unmodified packet as it arrives at one router on its path. */
  private record Step(IsdAs at, int ingress, ScionPath path, IsdAs destination) {
    boolean isFromOutside() {
      return ingress != 0;
    }

    /** {@return the interface that a refusal of the current hop field names} */
    int interfaceId() {
      return isFromOutside() ? ingress : path.egressInterface().orElseThrow();
    }

    Step with(ScionPath other) {
      return new Step(at, ingress, other, destination);
    }
  }

  static Stream<String> kinds() {
    return Stream.of(
        "up",
        "part of up",
        "core",
        "down",
        "part of down",
        "up, core, down",
        "up, down",
        "shortcut",
        "peer",
        "peer below",
        "peer between ISDs");
  }

  private EndToEndPath path(String kind) {
    PathSegment to16 = paths.segment("1-11", "1-14", "1-16");
    PathSegment to17 = paths.segment("1-11", "1-14", "1-17");
    return switch (kind) {
      case "up" -> paths.path("1-16", "1-11", 2, List.of(to16), NONE, NONE);
      case "part of up" -> paths.path("1-16", "1-14", 1, List.of(to16), NONE, NONE);
      case "core" ->
          paths.path("1-12", "2-22", 2, NONE, List.of(paths.segment("2-22", "1-13", "1-12")), NONE);
      case "down" -> paths.path("1-11", "1-16", 2, NONE, NONE, List.of(to16));
      case "part of down" -> paths.path("1-14", "1-16", 1, NONE, NONE, List.of(to16));
      case "up, core, down" -> paths.far();
      case "up, down" ->
          paths.path(
              "2-24",
              "2-23",
              3,
              List.of(paths.segment("2-22", "2-24")),
              List.of(paths.segment("2-21", "2-22")),
              List.of(paths.segment("2-21", "2-23")));
      case "shortcut" -> paths.path("1-16", "1-17", 2, List.of(to16), NONE, List.of(to17));
      case "peer" ->
          paths.path(
              "1-14",
              "1-15",
              1,
              List.of(paths.segment("1-11", "1-14")),
              NONE,
              List.of(paths.segment("1-13", "1-15")));
      case "peer below" -> paths.path("1-16", "1-17", 1, List.of(to16), NONE, List.of(to17));
      default ->
          paths.path(
              "1-17",
              "2-24",
              1,
              List.of(paths.segment("1-13", "1-15", "1-17")),
              NONE,
              List.of(paths.segment("2-22", "2-24")));
    };
  }

  private HopMac mac(IsdAs ia) {
    return macs.computeIfAbsent(
        ia, owner -> new HopMac(paths.network().trust().keys(owner).master()));
  }

  private Verdict judge(Step step) {
    return judge(step, step.at);
  }

  /** {@return the verdict of the router of an AS} */
  private Verdict judge(Step step, IsdAs by) {
    HopFieldRules rules = new HopFieldRules(by, mac(by), clock);
    return step.isFromOutside()
        ? rules.fromOutside(step.ingress, step.path, step.destination)
        : rules.fromInside(step.path);
  }

  private List<Step> walk(EndToEndPath path) {
    List<Step> steps = new ArrayList<>();
    Step step = new Step(path.source(), 0, path.packetPath(), path.destination());
    steps.add(step);
    while (judge(step) instanceof Verdict.Forward(int egress, ScionPath next)) {
      NetworkTopology.Interface link = paths.topology().interfaceOf(step.at, egress).orElseThrow();
      step = new Step(link.neighbour(), (int) link.remoteId(), next, path.destination());
      steps.add(step);
    }
    assertInstanceOf(Verdict.Deliver.class, judge(step), () -> "from " + path.source());
    return steps;
  }

  private static void assertRefused(ScmpType type, int id, boolean ingress, Verdict verdict) {
    assertEquals(new Verdict.Refuse(type, id, ingress), verdict);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindOfPathIsFollowedOverItsLinksToItsEndAndBack(String kind) {
    EndToEndPath path = path(kind);
    List<Step> steps = walk(path);
    assertEquals(path.destination(), steps.getLast().at);
    List<AsInterface> crossed = new ArrayList<>();
    for (Step step : steps) {
      if (step.isFromOutside()) {
        crossed.add(new AsInterface(step.at, step.ingress));
      }
      if (judge(step) instanceof Verdict.Forward(int egress, _)) {
        crossed.add(new AsInterface(step.at, egress));
      }
    }
    assertEquals(path.interfaces(), crossed);
    Verdict.Deliver end = (Verdict.Deliver) judge(steps.getLast());
    Step back = new Step(path.destination(), 0, end.path().reversed(), path.source());
    for (int i = steps.size() - 1; i > 0; i--) {
      Verdict.Forward forward = assertInstanceOf(Verdict.Forward.class, judge(back));
      assertEquals(steps.get(i).ingress, forward.egress());
      NetworkTopology.Interface link =
          paths.topology().interfaceOf(back.at, forward.egress()).orElseThrow();
      back = new Step(link.neighbour(), (int) link.remoteId(), forward.path(), path.source());
    }
    assertEquals(path.source(), back.at);
    assertInstanceOf(Verdict.Deliver.class, judge(back));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyBitOfTheMacCounts(String kind) {
    for (Step step : walk(path(kind))) {
      for (int bit = 0; bit < MAC_BITS; bit++) {
        int flip = 1 << bit;
        ScionPath forged =
            TestPaths.with(
                step.path,
                step.path.currentHopIndex(),
                hop -> TestPaths.withMac(hop, hop.mac() ^ flip));
        assertRefused(
            ScmpType.BAD_MAC, step.interfaceId(), step.isFromOutside(), judge(step.with(forged)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void macCoversTimestampLifetimeInterfacesAndTheHopFieldBefore(String kind) {
    for (Step step : walk(path(kind))) {
      int at = step.path.currentHopIndex();
      List<ScionPath> forged = new ArrayList<>();
      forged.add(TestPaths.with(step.path, at, hop -> changed(hop, 1, 0, 0)));
      forged.add(otherTimestamp(step.path));
      boolean up = step.path.currentInfo().orElseThrow().up();
      // This uses the other link, because a wrong ingress would be detected first.
      forged.add(TestPaths.with(step.path, at, hop -> changed(hop, 0, up ? 1 : 0, up ? 0 : 1)));
      for (ScionPath one : forged) {
        assertRefused(
            ScmpType.BAD_MAC,
            step.isFromOutside() ? step.ingress : one.egressInterface().orElseThrow(),
            step.isFromOutside(),
            judge(step.with(one)));
      }
    }
    Step first = walk(path("up")).getFirst();
    ScionPath before =
        TestPaths.with(
            first.path,
            first.path.currentHopIndex() + 1,
            hop -> TestPaths.withMac(hop, hop.mac() ^ 1));
    assertRefused(ScmpType.BAD_MAC, first.interfaceId(), false, judge(first.with(before)));
  }

  private static HopField changed(HopField hop, int expTime, int ingress, int egress) {
    return new HopField(
        hop.xover(),
        hop.verifyOnly(),
        hop.forwardOnly(),
        hop.recurse(),
        hop.expTime() ^ expTime,
        hop.ingress() ^ ingress,
        hop.egress() ^ egress,
        hop.mac());
  }

  private static ScionPath otherTimestamp(ScionPath path) {
    List<ScionPath.Segment> segments =
        path.segments().stream()
            .map(
                segment -> {
                  InfoField info = segment.info();
                  return new ScionPath.Segment(
                      new InfoField(
                          info.up(),
                          info.shortcut(),
                          info.peer(),
                          info.timestampS() + 1,
                          info.isd(),
                          info.hops()),
                      segment.hopFields());
                })
            .toList();
    return ScionPath.of(segments).at(path.currentInfoIndex(), path.currentHopIndex());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void hopFieldOfAnotherAsIsForged(String kind) {
    for (Step step : walk(path(kind))) {
      for (IsdAs other : List.of(IsdAs.parse("1-15"), IsdAs.parse("2-22"))) {
        if (!other.equals(step.at)) {
          assertRefused(
              ScmpType.BAD_MAC, step.interfaceId(), step.isFromOutside(), judge(step, other));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void packetHasToComeInByTheInterfaceOfItsHopField(String kind) {
    for (Step step : walk(path(kind))) {
      if (step.isFromOutside()) {
        int wrong = step.ingress ^ 0x400;
        assertRefused(
            ScmpType.BAD_INTERFACE,
            wrong,
            true,
            judge(new Step(step.at, wrong, step.path, step.destination)));
      }
    }
  }

  @Test
  void hostCannotSendOnTheHopFieldOfAnAsInTheMiddleUnlessItIsItsOwn() {
    Step middle = walk(path("up")).get(1);
    Step own = new Step(middle.at, 0, middle.path, middle.destination);
    assertInstanceOf(Verdict.Forward.class, judge(own));
    assertRefused(ScmpType.BAD_MAC, 1, false, judge(own, IsdAs.parse("1-16")));
  }

  @Test
  void bothHopFieldsAtACrossingHaveToBeTheRoutersOwn() {
    Step crossing =
        walk(path("up, core, down")).stream()
            .filter(step -> step.isFromOutside() && step.path.currentHop().orElseThrow().xover())
            .findFirst()
            .orElseThrow();
    int second = crossing.path.next().orElseThrow().currentHopIndex();
    ScionPath forged =
        TestPaths.with(crossing.path, second, hop -> TestPaths.withMac(hop, hop.mac() ^ 1));
    assertRefused(ScmpType.BAD_MAC, crossing.ingress, true, judge(crossing.with(forged)));
    ScionPath unusable = TestPaths.with(crossing.path, second, TestPaths::verifyOnly);
    assertInstanceOf(Verdict.Refuse.class, judge(crossing.with(unusable)));
  }

  @Test
  void hopFieldIsGoodThroughItsLastSecond() {
    // Three steps of 337.5 s end in the middle of a second, two steps at the start of one.
    for (int expTime : List.of(0, 2, 3)) {
      VirtualClock then = new VirtualClock(NOW_MS);
      EndToEndPath path =
          paths.path(
              "1-16",
              "1-11",
              2,
              List.of(paths.segment(one -> one.expTime(expTime), "1-11", "1-14", "1-16")),
              NONE,
              NONE);
      Step step = walk(path).get(1);
      HopFieldRules rules = new HopFieldRules(step.at, mac(step.at), then);
      long lastS = NOW_MS / 1_000 + expTime * 675L / 2;
      then.advanceMs((lastS + 1) * 1_000 - NOW_MS - 1);
      assertInstanceOf(
          Verdict.Forward.class, rules.fromOutside(step.ingress, step.path, step.destination));
      then.advanceMs(1);
      assertRefused(
          ScmpType.EXPIRED_HOP_FIELD,
          step.ingress,
          true,
          rules.fromOutside(step.ingress, step.path, step.destination));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void verifyOnlyHopFieldIsNoneToRouteBy(String kind) {
    for (Step step : walk(path(kind))) {
      ScionPath flagged =
          TestPaths.with(step.path, step.path.currentHopIndex(), TestPaths::verifyOnly);
      assertRefused(
          ScmpType.NON_ROUTING_HOP_FIELD,
          step.interfaceId(),
          step.isFromOutside(),
          judge(step.with(flagged)));
    }
  }

  @Test
  void verifyOnlyHopFieldInsideASegmentIsNotPassedOver() {
    Step first = walk(path("up")).getFirst();
    ScionPath flagged =
        TestPaths.with(first.path, first.path.currentHopIndex() + 1, TestPaths::verifyOnly);
    assertRefused(
        ScmpType.NON_ROUTING_HOP_FIELD, first.interfaceId(), false, judge(first.with(flagged)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whereThePathEndsTheDestinationHasToBe(String kind) {
    Step last = walk(path(kind)).getLast();
    assertRefused(
        ScmpType.DELIVERY_TO_NON_LOCAL_AS,
        last.ingress,
        true,
        judge(new Step(last.at, last.ingress, last.path, ELSEWHERE)));
  }

  @Test
  void destinationOnTheWayIsPassedByUntilTheLastSegment() {
    List<Step> steps = walk(path("up, core, down"));
    Step onUp = steps.get(1);
    assertInstanceOf(
        Verdict.Forward.class, judge(new Step(onUp.at, onUp.ingress, onUp.path, onUp.at)));
    Step onDown = steps.get(3);
    assertInstanceOf(
        Verdict.Deliver.class, judge(new Step(onDown.at, onDown.ingress, onDown.path, onDown.at)));
  }

  @Test
  void forwardOnlyHopFieldDeliversNothing() {
    Step last = walk(path("down")).getLast();
    long timestampS = last.path.currentInfo().orElseThrow().timestampS();
    long previous = last.path.macPredecessor().orElseThrow();
    ScionPath sealed =
        TestPaths.with(
            last.path,
            last.path.currentHopIndex(),
            hop -> mac(last.at).seal(TestPaths.forwardOnly(hop), timestampS, previous));
    assertRefused(ScmpType.DELIVERY_ON_FORWARD_ONLY, last.ingress, true, judge(last.with(sealed)));
    ScionPath unsealed =
        TestPaths.with(last.path, last.path.currentHopIndex(), TestPaths::forwardOnly);
    assertRefused(ScmpType.BAD_MAC, last.ingress, true, judge(last.with(unsealed)));
  }

  @Test
  void emptyPathLeadsNowhere() {
    IsdAs at = IsdAs.parse("1-14");
    assertRefused(
        ScmpType.PATH_REQUIRED, 3, true, judge(new Step(at, 3, ScionPath.EMPTY, ELSEWHERE)));
    assertRefused(ScmpType.PATH_REQUIRED, 3, true, judge(new Step(at, 3, ScionPath.EMPTY, at)));
    assertRefused(
        ScmpType.PATH_REQUIRED, 0, false, judge(new Step(at, 0, ScionPath.EMPTY, ELSEWHERE)));
  }
}
