package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;

/**
 * A log of a small world, written step by step. It keeps the steps themselves for an oracle. The
 * world has two core ASes, 1-11 and 1-12, and six leaves. All times lie within one window of the
 * hash trees, so that every revocation proves against every version.
 */
public final class ScenarioLog {
  /** An hour after the beginning of a window of 6 h, Unix milliseconds. */
  public static final long START_MS = 1_800_000_000_000L / 21_600_000 * 21_600_000 + 3_600_000;

  public static final NetworkTopology TOPOLOGY =
      NetworkTopology.describe()
          .core("1-11")
          .core("1-12")
          .as("1-13")
          .as("1-14")
          .as("1-15")
          .as("1-16")
          .as("1-17")
          .as("1-18")
          .coreLink("1-11#1", "1-12#1")
          .coreLink("1-11#2", "1-12#2")
          .childLink("1-11#3", "1-13#1")
          .childLink("1-13#2", "1-14#1")
          .childLink("1-11#4", "1-14#2")
          .childLink("1-12#3", "1-15#1")
          .childLink("1-15#2", "1-16#1")
          .childLink("1-12#4", "1-16#2")
          .childLink("1-12#5", "1-14#3")
          .childLink("1-12#6", "1-17#1")
          .childLink("1-12#7", "1-13#3")
          .childLink("1-13#4", "1-18#1")
          .peerLink("1-13#9", "1-15#9")
          .build();

  public static final ApplySettings SETTINGS =
      new ApplySettings(
          600_000, TOPOLOGY.treeTtls(), ApplySettings.DEFAULT.limits(), Event.NEWEST_SCHEMA);

  private static final Network NETWORK = Network.of(TOPOLOGY, 11, new VirtualClock(START_MS));
  private static final Map<String, PathSegment> MADE = new HashMap<>();

  /** A path on which segments can be registered. */
  public record Line(SegmentType type, Route route) {
    public IsdAs first() {
      return route.first();
    }

    public IsdAs last() {
      return route.last();
    }

    /** {@return the interfaces of the path, from its first AS on} */
    public List<AsInterface> interfaces() {
      List<AsInterface> found = new ArrayList<>();
      for (Route.Step step : route.steps()) {
        if (step.ingress() != 0) {
          found.add(new AsInterface(step.ia(), step.ingress()));
        }
        if (step.egress() != 0) {
          found.add(new AsInterface(step.ia(), step.egress()));
        }
      }
      return found;
    }

    /** {@return whether a router could follow the path} */
    public boolean hasInterfaces() {
      return interfaces().size() == 2 * route.size() - 2;
    }

    public boolean crosses(IsdAs ia) {
      return route.steps().stream().anyMatch(step -> step.ia().equals(ia));
    }
  }

  private static Line line(SegmentType type, String... ases) {
    return new Line(type, TOPOLOGY.route(ases));
  }

  public static final List<Line> UPS =
      List.of(
          line(SegmentType.UP, "1-11", "1-13", "1-14"),
          line(SegmentType.UP, "1-11", "1-14"),
          line(SegmentType.UP, "1-12", "1-14"));
  public static final List<Line> DOWNS =
      List.of(
          line(SegmentType.DOWN, "1-12", "1-15", "1-16"), line(SegmentType.DOWN, "1-12", "1-16"));
  public static final List<Line> CORES =
      List.of(
          line(SegmentType.CORE, "1-12", "1-11"),
          new Line(
              SegmentType.CORE,
              new Route(
                  List.of(new Route.Step(ia("1-12"), 0, 2), new Route.Step(ia("1-11"), 2, 0)))));

  /** A DOWN segment that meets the first UP segment at 1-13, and starts at the other core AS. */
  public static final Line SHORTCUT_DOWN = line(SegmentType.DOWN, "1-12", "1-13", "1-18");

  /** An UP segment that names no interface for one of its links. */
  public static final Line BROKEN_UP =
      new Line(
          SegmentType.UP,
          new Route(
              List.of(
                  new Route.Step(ia("1-11"), 0, 3),
                  new Route.Step(ia("1-13"), 0, 2),
                  new Route.Step(ia("1-14"), 1, 0))));

  /** The effect of a record of {@code .events}. */
  public sealed interface Step {
    record Registered(Line line, long timestampS, int expTime, boolean hasPeers, PathSegment made)
        implements Step {}

    record Revoked(AsInterface end, long expiryMs) implements Step {}

    record Blocked(BlockSubject subject, long endMs) implements Step {}

    record ReportedDown(AsInterface end, long endMs) implements Step {}

    record Ticked(long timeMs) implements Step {}

    record Garbage() implements Step {}
  }

  /** A step with its record time; its offset is its index. */
  public record Recorded(long timeMs, Step step) {}

  /** A TRC with its record time; its offset in {@code .trust} is its index. */
  public record RecordedTrc(long timeMs, Trc trc) {}

  private final List<Recorded> steps = new ArrayList<>();
  private final List<RecordedTrc> trcs = new ArrayList<>();
  private final List<LogRecord> events = new ArrayList<>();
  private final List<LogRecord> trust = new ArrayList<>();
  private long nowMs = START_MS;
  private long lagMs;
  private Optional<IsdAs> owner = Optional.empty();

  public ScenarioLog() {
    add(NETWORK.trust().trc(1), TrustKind.ANCHOR);
  }

  /** Records the AS of the log. Nothing may be recorded in {@code .trust} afterwards. */
  public void own(IsdAs ia) {
    owner = Optional.of(ia);
    trust.add(record(trust.size(), nowMs, new EventBody.LogOwner(ia)));
  }

  public Optional<IsdAs> owner() {
    return owner;
  }

  public static IsdAs ia(String text) {
    return IsdAs.parse(text);
  }

  public long nowMs() {
    return nowMs;
  }

  public void advance(long ms) {
    nowMs += ms;
  }

  /** Makes the record times of later records earlier than the clock. */
  public void lag(long ms) {
    lagMs = ms;
  }

  public List<Recorded> steps() {
    return steps;
  }

  public List<RecordedTrc> trcs() {
    return trcs;
  }

  /** Folds the log into a store. */
  public Store fold() {
    Store store = Store.inMemory(SETTINGS);
    into(store);
    return store;
  }

  /** Folds the log into a given store. */
  public void into(Store store) {
    store.apply(Topic.TRUST, trust);
    store.apply(Topic.EVENTS, events);
  }

  public void register(Line line, int expTime) {
    register(line, nowMs / 1_000, expTime, false);
  }

  public void register(Line line, long timestampS, int expTime, boolean hasPeers) {
    PathSegment made = make(line, timestampS, expTime, hasPeers);
    add(
        new Step.Registered(line, timestampS, expTime, hasPeers, made),
        new EventBody.SegmentEvent(SegmentFormat.CAPNP, line.type(), made.bytes(), List.of()));
  }

  /** Makes a version that is not in the log. */
  public StoredSegment beside(Line line, long offset) {
    return new StoredSegment(make(line, nowMs / 1_000, 64, false), line.type(), nowMs, offset);
  }

  private static PathSegment make(Line line, long timestampS, int expTime, boolean hasPeers) {
    return MADE.computeIfAbsent(
        line.type()
            + " "
            + line.route().steps()
            + " "
            + timestampS
            + " "
            + expTime
            + " "
            + hasPeers,
        key -> {
          SegmentDraft draft =
              NETWORK.segments().along(line.route()).timestampS(timestampS).expTime(expTime);
          for (int i = 0; i < line.route().size(); i++) {
            draft.unsigned(i);
          }
          return (hasPeers ? draft : draft.withoutPeers()).make();
        });
  }

  public void revoke(AsInterface end) {
    var revocation = NETWORK.revocations().revoke(end.ia(), end.id(), nowMs);
    add(new Step.Revoked(end, revocation.expiryMs()), EventBody.RevocationEvent.of(revocation));
  }

  public void block(BlockSubject subject, long endMs) {
    add(new Step.Blocked(subject, endMs), new EventBody.BlockEvent(subject, endMs, "test"));
  }

  public void reportDown(AsInterface end, long endMs) {
    add(
        new Step.ReportedDown(end, endMs),
        new EventBody.InterfaceDownEvent(end.ia(), end.id(), endMs));
  }

  public void tick() {
    add(new Step.Ticked(nowMs), new EventBody.TickEvent(nowMs));
  }

  public void garbage() {
    steps.add(new Recorded(nowMs - lagMs, new Step.Garbage()));
    events.add(
        new LogRecord(events.size(), 0, nowMs - lagMs, ByteString.EMPTY, new byte[] {1, 2, 3}));
  }

  /** Records a TRC in which a core AS is no longer listed. */
  public void dropCore(IsdAs core) {
    Trc last = trcs.getLast().trc();
    if (last.coreAses().size() > 1 && last.coreAses().containsKey(core)) {
      add(NETWORK.trust().update(last).withoutCore(core).quorum(1).make(), TrustKind.TRC);
    }
  }

  /** Records a certificate chain of an AS. */
  public void certify(IsdAs ia, long expiresS) {
    add(NETWORK.trust().certify(ia).expiresS(expiresS).make().json(), TrustKind.CHAIN);
  }

  private void add(Trc trc, TrustKind kind) {
    trcs.add(new RecordedTrc(nowMs, trc));
    add(trc.json(), kind);
  }

  private void add(ByteString json, TrustKind kind) {
    trust.add(record(trust.size(), nowMs, new EventBody.TrustEvent(kind, json)));
  }

  private void add(Step step, EventBody body) {
    steps.add(new Recorded(nowMs - lagMs, step));
    events.add(record(events.size(), nowMs - lagMs, body));
  }

  private static LogRecord record(long offset, long timeMs, EventBody body) {
    return new LogRecord(
        offset, 0, timeMs, ByteString.EMPTY, EventCodec.encode(Event.own("replica-1", body)));
  }
}
