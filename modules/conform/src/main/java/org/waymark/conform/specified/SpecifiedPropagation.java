package org.waymark.conform.specified;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.Rule;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;

/**
 * The propagation of the AS's own DOWN segments by the holder of the lease (PROTOCOL 8). The
 * original sent segments from a queue. With the rule {@code live-propagation}, the segments that
 * are live and due are sent.
 */
final class SpecifiedPropagation {
  private static final int PER_MESSAGE = 5;
  private static final long QUEUED_MS = 10_000;
  private static final List<Long> DUE_AFTER_MS = List.of(0L, 5_000L, 20_000L, 60_000L);

  private final ScenarioServer server;
  private final SpecifiedStore store;
  private final SpecifiedTrust trust;
  private final SpecifiedRoutes routes;
  private final Set<Rule> rules;
  private final Map<SegmentId, Queued> queue = new LinkedHashMap<>();

  /** The time of the last propagation to each core AS. */
  private final Map<IsdAs, Long> served = new HashMap<>();

  private record Queued(SpecifiedStore.Held segment, long sinceMs) {}

  SpecifiedPropagation(
      ScenarioServer server,
      SpecifiedStore store,
      SpecifiedTrust trust,
      SpecifiedRoutes routes,
      Set<Rule> rules) {
    this.server = server;
    this.store = store;
    this.trust = trust;
    this.routes = routes;
    this.rules = rules;
  }

  private boolean isOwn(SegmentType type, PathSegment segment) {
    return server.core() && type == SegmentType.DOWN && segment.firstIa().equals(server.ia());
  }

  /**
   * Adds a verified segment, even if the store ignored the segment because a newer version is
   * stored.
   */
  void registered(String name, SegmentType type, PathSegment segment, long clockMs) {
    if (isOwn(type, segment)) {
      queue.remove(segment.id());
      queue.put(
          segment.id(),
          new Queued(new SpecifiedStore.Held(name, type, segment, clockMs, false), clockMs));
    }
  }

  /**
   * Runs one cycle.
   *
   * @return the messages to send
   */
  List<SentMessage> cycle(long clockMs) {
    List<SentMessage> sent = new ArrayList<>();
    if (!server.master() || !server.core()) {
      return sent;
    }
    List<SpecifiedStore.Held> queued =
        queue.values().stream()
            .filter(one -> clockMs - one.sinceMs() < QUEUED_MS)
            .map(Queued::segment)
            .toList();
    queue.clear();
    for (IsdAs core : trust.coreAses(server.ia().isd())) {
      Optional<SpecifiedStore.Held> way =
          store.query(SegmentType.CORE, core::equals, server.ia()::equals, clockMs).stream()
              .findFirst();
      if (way.isPresent() && !core.equals(server.ia())) {
        List<SpecifiedStore.Held> due =
            rules.contains(Rule.LIVE_PROPAGATION) ? due(core, clockMs) : queued;
        served.put(core, clockMs);
        for (int i = 0; i < due.size(); i += PER_MESSAGE) {
          var content = RecordedForm.object();
          content.set(
              "records",
              SpecifiedRoutes.records(
                  due.subList(i, Math.min(i + PER_MESSAGE, due.size())), List.of()));
          routes.over(way.get().segment(), "segSync", content).ifPresent(sent::add);
        }
      }
    }
    return sent;
  }

  private List<SpecifiedStore.Held> due(IsdAs core, long clockMs) {
    return store.live(clockMs).stream()
        .filter(held -> isOwn(held.type(), held.segment()))
        .filter(held -> isDue(held, Optional.ofNullable(served.get(core)), clockMs))
        .toList();
  }

  private static boolean isDue(SpecifiedStore.Held held, Optional<Long> servedMs, long clockMs) {
    return servedMs.isEmpty()
        || DUE_AFTER_MS.stream()
            .map(after -> held.storedMs() + after)
            .anyMatch(
                dueMs ->
                    dueMs <= clockMs
                        && (dueMs > servedMs.get() || held.storedMs() > servedMs.get()));
  }
}
