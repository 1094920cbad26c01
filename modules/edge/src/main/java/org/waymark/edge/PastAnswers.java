package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Circumstances;
import org.waymark.history.explain.LogCircumstances;
import org.waymark.history.explain.Standing;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.runtime.Clock;
import org.waymark.server.context.ServerContext;
import org.waymark.server.outage.OutageEntry;
import org.waymark.server.replay.Readiness;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;

/**
 * Answers questions about the past for a running replica. Answers come from its store; explanations
 * also use its log and the entries that it holds in memory. An answer has at most {@value
 * #MAX_RESULTS} results and takes at most 10 s, plus the time to read the log.
 */
final class PastAnswers {
  private static final int MAX_RESULTS = 10_000;
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final ServerContext context;
  private final Clock limiting;

  /**
   * @param limiting the clock that limits the time for an answer. In a virtual world, the replica's
   *     own clock does not advance while the replica answers, so it cannot limit the time
   */
  PastAnswers(ServerContext context, Clock limiting) {
    this.context = context;
    this.limiting = limiting;
  }

  /** {@return the answer to a question, or an object with {@code error} if there is no answer} */
  ObjectNode answer(JsonNode query) {
    long nowMs = context.clock().wallMs();
    long endNs = limiting.monotonicNs() + MAX_TIME.toNanos();
    try (HistoryView history = context.store().history()) {
      return HistoryQueries.answer(
          new QueryContext(
              history,
              query,
              nowMs,
              new QueryBounds(MAX_RESULTS, () -> limiting.monotonicNs() > endNs),
              (view, moment) -> circumstances(view, moment, nowMs)));
    } catch (StoreException e) {
      return HistoryQueries.error(e.getMessage()).put(HistoryQueries.UNAVAILABLE, true);
    }
  }

  /**
   * Adds the replica's position and the entries that it holds in memory. Both are known only for
   * the present, because they are not recorded.
   */
  private Circumstances circumstances(HistoryView history, Moment moment, long nowMs) {
    boolean isNow = moment.clockMs() >= nowMs;
    Circumstances known =
        new Circumstances(
            Optional.of(context.settings().replicaId()),
            isNow ? Optional.of(standing()) : Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            isNow ? Optional.of(held()) : Optional.empty(),
            List.of(),
            Optional.empty(),
            true);
    return context.readiness().log() == Readiness.LogSide.AWAY
        ? known.with("The log was not read, because it cannot be reached.")
        : new LogCircumstances(context.eventLog()).addTo(known, history, moment);
  }

  private Standing standing() {
    Readiness readiness = context.readiness();
    if (!readiness.hasCaughtUp()) {
      return new Standing(
          Standing.State.NOT_READY,
          readiness.log() == Readiness.LogSide.THERE
              ? "is still catching up with the log"
              : "cannot catch up with the log, which cannot be reached");
    }
    return switch (readiness.state()) {
      case STALE ->
          new Standing(
              Standing.State.STALE, readiness.logTrouble().orElse("its log cannot be reached"));
      case DIVERGED -> new Standing(Standing.State.DIVERGED, readiness.divergence());
      default -> new Standing(Standing.State.READY, "");
    };
  }

  private List<StoredSegment> held() {
    return context.outage().inOrderOfDraining().stream()
        .filter(OutageEntry.Segment.class::isInstance)
        .map(entry -> ((OutageEntry.Segment) entry).segment())
        .toList();
  }
}
