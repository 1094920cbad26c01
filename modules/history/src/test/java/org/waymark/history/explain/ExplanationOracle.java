package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.waymark.history.Moment;
import org.waymark.history.explain.ScenarioLog.Line;
import org.waymark.history.explain.ScenarioLog.Recorded;
import org.waymark.history.explain.ScenarioLog.RecordedTrc;
import org.waymark.history.explain.ScenarioLog.Step;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.BlockSubject;

/**
 * Determines why there is no path from the steps of a scenario alone. It uses lists and loops, and
 * no rows, indexes or combination.
 */
final class ExplanationOracle {
  private static final long NONE = -1;
  private static final long HOUR_MS = 3_600_000;
  static final AsInterface PEER_ABOVE_SOURCE = AsInterface.parse("1-13#9");
  static final AsInterface PEER_ABOVE_DESTINATION = AsInterface.parse("1-15#9");

  /**
   * The first missing stage.
   *
   * @param offset the offset of the decisive event; -1 if it has none
   * @param atMs the time of that event; 0 if there is none
   */
  record Cause(Stage stage, Reason reason, long offset, long atMs) {}

  /** How segments can be joined. */
  enum Way {
    SEGMENT_ENDS,
    SHORTCUT,
    PEERING
  }

  private record Version(long offset, long timeMs, long endMs, Step.Registered step) {}

  private record Loss(Reason reason, long offset, long timeMs, long versionEndMs) {}

  private record Fate(Reason reason, boolean isStored, long offset, long atMs) {}

  private final ScenarioLog log;
  private final Moment moment;
  private final Map<Line, Version> stored = new HashMap<>();
  private final Map<Line, List<Loss>> losses = new HashMap<>();
  private final Set<Line> besides = new HashSet<>();
  private long lastTickMs;

  ExplanationOracle(ScenarioLog log, Moment moment) {
    this.log = log;
    this.moment = moment;
    for (int offset = 0; offset < moment.next(); offset++) {
      fold(offset, log.steps().get(offset));
    }
  }

  private void fold(int offset, Recorded recorded) {
    switch (recorded.step()) {
      case Step.Registered step -> register(offset, recorded.timeMs(), step);
      case Step.Revoked(AsInterface end, long expiryMs) -> {
        for (Line line : List.copyOf(stored.keySet())) {
          if (line.interfaces().contains(end) && stored.get(line).timeMs() < expiryMs) {
            Version version = stored.remove(line);
            lose(line, new Loss(Reason.REVOKED, offset, recorded.timeMs(), version.endMs()));
          }
        }
      }
      case Step.Ticked(long timeMs) -> {
        long cutMs = Math.min(timeMs, recorded.timeMs() - HOUR_MS);
        lastTickMs = Math.max(lastTickMs, cutMs - cutMs % 60_000);
      }
      case Step.Blocked blocked -> {}
      case Step.ReportedDown down -> {}
      case Step.Garbage garbage -> {}
    }
  }

  private void register(int offset, long timeMs, Step.Registered step) {
    long endMs = (step.timestampS() + step.expTime() * 675L / 2 + 1) * 1_000;
    if (step.timestampS() * 1_000 > timeMs + 600_000 || endMs <= timeMs || endMs <= lastTickMs) {
      lose(step.line(), new Loss(Reason.QUARANTINED, offset, timeMs, endMs));
      return;
    }
    Version old = stored.get(step.line());
    boolean isOldValid = old != null && old.endMs() > lastTickMs;
    if (isOldValid && old.endMs() > endMs) {
      return;
    }
    for (int earlier = 0; earlier < offset; earlier++) {
      if (log.steps().get(earlier).step() instanceof Step.Revoked(AsInterface end, long expiryMs)
          && step.line().interfaces().contains(end)
          && timeMs < expiryMs) {
        lose(step.line(), new Loss(Reason.KILLED_ON_ARRIVAL, offset, timeMs, endMs));
        return;
      }
    }
    stored.put(step.line(), new Version(offset, timeMs, endMs, step));
  }

  private void lose(Line line, Loss loss) {
    losses.computeIfAbsent(line, one -> new ArrayList<>()).add(loss);
  }

  /** Assumes that another segment could be used. */
  ExplanationOracle with(Line line) {
    besides.add(line);
    return this;
  }

  /**
   * Finds the cause.
   *
   * @return the cause; empty if there is a path
   */
  Optional<Cause> cause(IsdAs source, IsdAs destination) {
    if (exists(source, destination, true)) {
      return Optional.empty();
    }
    if (exists(source, destination, false)) {
      return Optional.of(revokedPeerLink());
    }
    if (!isCore(source) && visible(SegmentType.UP, source).isEmpty()) {
      return Optional.of(missing(Stage.UP, all(line -> isUpOf(line, source))));
    }
    if (!isCore(destination) && visible(SegmentType.DOWN, destination).isEmpty()) {
      return Optional.of(missing(Stage.DOWN, all(line -> isDownOf(line, destination))));
    }
    Set<IsdAs> entries = ends(SegmentType.UP, source);
    Set<IsdAs> exits = ends(SegmentType.DOWN, destination);
    List<Line> between =
        all(
            line ->
                line.type() == SegmentType.CORE
                    && exits.contains(line.first())
                    && entries.contains(line.last()));
    if (entries.stream().anyMatch(exits::contains) || between.stream().anyMatch(this::isVisible)) {
      return Optional.of(new Cause(Stage.JOIN, Reason.NOT_JOINABLE, NONE, 0));
    }
    return Optional.of(missing(Stage.CORE, between));
  }

  private static boolean isUpOf(Line line, IsdAs source) {
    return line.type() != SegmentType.CORE && line.last().equals(source);
  }

  private static boolean isDownOf(Line line, IsdAs destination) {
    return line.type() == SegmentType.DOWN && line.last().equals(destination);
  }

  private static List<Line> all(Predicate<Line> wanted) {
    List<Line> all = new ArrayList<>(ScenarioLog.UPS);
    all.addAll(ScenarioLog.DOWNS);
    all.addAll(ScenarioLog.CORES);
    all.add(ScenarioLog.SHORTCUT_DOWN);
    all.add(ScenarioLog.BROKEN_UP);
    return all.stream().filter(wanted).toList();
  }

  private List<Line> visible(SegmentType type, IsdAs leaf) {
    return all(line -> type == SegmentType.UP ? isUpOf(line, leaf) : isDownOf(line, leaf)).stream()
        .filter(this::isVisible)
        .toList();
  }

  private Set<IsdAs> ends(SegmentType type, IsdAs leaf) {
    Set<IsdAs> ends = new TreeSet<>();
    visible(type, leaf).forEach(line -> ends.add(line.first()));
    if (isCore(leaf)) {
      ends.add(leaf);
    }
    return ends;
  }

  private boolean exists(IsdAs source, IsdAs destination, boolean unrevoked) {
    return existsOverSegmentEnds(source, destination)
        || existsByShortcut(source, destination)
        || existsByPeering(source, destination, unrevoked);
  }

  /** {@return how segments can be joined if there is a path; the first way that there is} */
  Way way(IsdAs source, IsdAs destination) {
    if (existsOverSegmentEnds(source, destination)) {
      return Way.SEGMENT_ENDS;
    }
    return existsByShortcut(source, destination) ? Way.SHORTCUT : Way.PEERING;
  }

  private List<Line> goodUps(IsdAs source) {
    return visible(SegmentType.UP, source).stream().filter(Line::hasInterfaces).toList();
  }

  private boolean existsOverSegmentEnds(IsdAs source, IsdAs destination) {
    List<Line> ups = goodUps(source);
    List<Line> downs = visible(SegmentType.DOWN, destination);
    if (ups.stream().anyMatch(line -> line.first().equals(destination))
        || downs.stream().anyMatch(line -> line.first().equals(source))) {
      return true;
    }
    for (IsdAs entry : firsts(ups, source)) {
      for (IsdAs exit : firsts(downs, destination)) {
        if (!ups.isEmpty() && !downs.isEmpty() && entry.equals(exit)) {
          return true;
        }
        if (all(
                line ->
                    line.type() == SegmentType.CORE
                        && line.first().equals(exit)
                        && line.last().equals(entry)
                        && isVisible(line))
            .stream()
            .findAny()
            .isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean existsByShortcut(IsdAs source, IsdAs destination) {
    List<Line> ups = goodUps(source);
    List<Line> downs = visible(SegmentType.DOWN, destination);
    return ups.stream().anyMatch(line -> line.crosses(destination))
        || downs.stream().anyMatch(line -> line.crosses(source))
        || ups.stream()
            .flatMap(up -> up.route().steps().stream())
            .anyMatch(step -> downs.stream().anyMatch(down -> down.crosses(step.ia())));
  }

  private boolean existsByPeering(IsdAs source, IsdAs destination, boolean unrevoked) {
    boolean isPeerUsable = !unrevoked || revocationsOfPeers().isEmpty();
    return isPeerUsable
        && goodUps(source).stream().anyMatch(line -> hasPeer(line, PEER_ABOVE_SOURCE))
        && visible(SegmentType.DOWN, destination).stream()
            .anyMatch(line -> hasPeer(line, PEER_ABOVE_DESTINATION));
  }

  private static Set<IsdAs> firsts(List<Line> lines, IsdAs end) {
    Set<IsdAs> firsts = new TreeSet<>(Set.of(end));
    lines.forEach(line -> firsts.add(line.first()));
    return firsts;
  }

  private boolean hasPeer(Line line, AsInterface peer) {
    return line.crosses(peer.ia())
        && stored.containsKey(line)
        && stored.get(line).step().hasPeers();
  }

  /** {@return the offsets of revocations of the peer link that are in force} */
  private List<Integer> revocationsOfPeers() {
    return revocations(end -> end.equals(PEER_ABOVE_SOURCE) || end.equals(PEER_ABOVE_DESTINATION));
  }

  private boolean isUsable(AsInterface one) {
    return revocations(one::equals).isEmpty();
  }

  private List<Integer> revocations(Predicate<AsInterface> of) {
    List<Integer> found = new ArrayList<>();
    for (int offset = 0; offset < moment.next(); offset++) {
      if (log.steps().get(offset).step() instanceof Step.Revoked(AsInterface end, long expiryMs)
          && of.test(end)
          && expiryMs > moment.clockMs()) {
        found.add(offset);
      }
    }
    return found;
  }

  private Cause revokedPeerLink() {
    // If there are several, the one that lasts longest counts; among equals, the first in the order
    // of travel.
    int offset =
        revocationsOfPeers().stream()
            .max(
                Comparator.comparingLong((Integer one) -> revoked(one).expiryMs())
                    .thenComparing(one -> revoked(one).end().equals(PEER_ABOVE_SOURCE) ? 1 : 0)
                    .thenComparing(one -> -one))
            .orElseThrow();
    return new Cause(Stage.JOIN, Reason.REVOKED, offset, log.steps().get(offset).timeMs());
  }

  private Step.Revoked revoked(int offset) {
    return (Step.Revoked) log.steps().get(offset).step();
  }

  private Reason never(Stage stage) {
    boolean isFetched = stage != Stage.UP && log.owner().isPresent() && !isCore(log.owner().get());
    return isFetched ? Reason.NOT_FETCHED : Reason.NEVER_REGISTERED;
  }

  private Cause missing(Stage stage, List<Line> lines) {
    return lines.stream()
        .flatMap(line -> fate(line).stream())
        .max(
            Comparator.comparing(Fate::isStored)
                .thenComparing(Fate::atMs)
                .thenComparing(Fate::offset))
        .map(fate -> new Cause(stage, fate.reason(), fate.offset(), fate.atMs()))
        .orElse(new Cause(stage, never(stage), NONE, 0));
  }

  private boolean isVisible(Line line) {
    return besides.contains(line)
            && line.interfaces().stream().allMatch(this::isUsable)
            && hidden(line).isEmpty()
        || isValid(line) && hidden(line).isEmpty();
  }

  private boolean isValid(Line line) {
    return stored.containsKey(line) && stored.get(line).endMs() > clockMs();
  }

  private long clockMs() {
    return Math.max(moment.clockMs(), lastTickMs);
  }

  private Optional<Fate> fate(Line line) {
    if (isValid(line)) {
      return hidden(line);
    }
    List<Loss> lost = losses.getOrDefault(line, List.of());
    for (int i = lost.size() - 1; i >= 0; i--) {
      if (lost.get(i).versionEndMs() > clockMs()) {
        return Optional.of(fate(lost.get(i)));
      }
    }
    Version last = stored.get(line);
    if (last != null && (lost.isEmpty() || lost.getLast().timeMs() < last.endMs())) {
      return Optional.of(new Fate(Reason.EXPIRED, false, NONE, last.endMs()));
    }
    return lost.isEmpty() ? Optional.empty() : Optional.of(fate(lost.getLast()));
  }

  private static Fate fate(Loss loss) {
    return new Fate(loss.reason(), false, loss.offset(), loss.timeMs());
  }

  private Optional<Fate> hidden(Line line) {
    if (!isCore(line.first())) {
      int newest = newestTrc();
      return Optional.of(new Fate(Reason.NOT_CORE, true, newest, log.trcs().get(newest).timeMs()));
    }
    List<Object> subjects = new ArrayList<>();
    subjects.add(new BlockSubject.OfSegment(log.beside(line, 0).segment().id()));
    for (var hop : line.route().steps()) {
      subjects.add(new BlockSubject.OfAs(hop.ia()));
      for (long id : new long[] {hop.ingress(), hop.egress()}) {
        if (id != 0) {
          subjects.add(new BlockSubject.OfInterface(hop.ia(), id));
          subjects.add(new AsInterface(hop.ia(), id));
        }
      }
    }
    return subjects.stream().flatMap(subject -> hiding(subject).stream()).findFirst();
  }

  /** {@return the last notice about the subject, if it has not ended} */
  private Optional<Fate> hiding(Object subject) {
    for (int offset = (int) moment.next() - 1; offset >= 0; offset--) {
      Recorded recorded = log.steps().get(offset);
      switch (recorded.step()) {
        case Step.Blocked(BlockSubject blocked, long endMs) when blocked.equals(subject) -> {
          return endMs > clockMs()
              ? Optional.of(new Fate(Reason.BLOCKED, true, offset, recorded.timeMs()))
              : Optional.empty();
        }
        case Step.ReportedDown(AsInterface end, long endMs) when end.equals(subject) -> {
          return endMs > clockMs()
              ? Optional.of(new Fate(Reason.INTERFACE_DOWN, true, offset, recorded.timeMs()))
              : Optional.empty();
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  private boolean isCore(IsdAs ia) {
    return log.trcs().get(newestTrc()).trc().coreAses().containsKey(ia);
  }

  private int newestTrc() {
    int newest = 0;
    for (int i = 0; i < log.trcs().size(); i++) {
      RecordedTrc one = log.trcs().get(i);
      newest = one.timeMs() <= moment.clockMs() ? i : newest;
    }
    return newest;
  }
}
