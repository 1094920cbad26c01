package org.waymark.server.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.waymark.runtime.Clock;
import org.waymark.runtime.KeyedBudgets;
import org.waymark.runtime.TokenBucket;
import org.waymark.server.message.Replies;
import org.waymark.server.message.RequestIds;
import org.waymark.server.message.Source;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.settings.TrustLimits;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcRequest;

/**
 * The outstanding requests for TRCs and chains. A request is sent immediately, and then every 3 s
 * to the latest sender of a segment that needs the material, until no segment needs it.
 *
 * <p>A sender of forged segments can determine what is requested, and from which address. Requests
 * are therefore limited by a total budget and a budget per address. Requests that were delayed by
 * the total budget are sent first when the budget recovers, so that all of them are sent
 * eventually. Requests that were prevented by the budget per address wait for another 3 s.
 *
 * <p>Not thread-safe: {@link ParkedSegments} calls it under its lock, and sends afterwards.
 */
final class TrustRequests {
  static final long RESEND_MS = 3_000;
  private static final long RESEND_NS = RESEND_MS * 1_000_000;

  /** The pause before an exhausted budget is checked again. */
  private static final long PAUSE_NS = 100_000_000;

  /**
   * The number of destinations tracked at once. An evicted destination starts again with a full
   * budget.
   */
  private static final int MAX_DESTINATIONS = 10_000;

  private final RequestIds requestIds;
  private final TrustMetrics metrics;
  private final Clock clock;
  private final TokenBucket inAll;
  private final KeyedBudgets<Source> perDestination;

  /** Outstanding requests in the order of their due times. */
  private final Map<TrustVersion, Asked> outstanding = new LinkedHashMap<>();

  private int outstandingTrcs;

  /** A sender of a segment, from which trust material can be requested. */
  record Sender(Source source, Replies replies) {}

  /** A request to be sent. */
  record Sending(ControlPayload payload, Replies to) {
    void send() {
      to.send(payload);
    }
  }

  private record Asked(Sender latest, long dueNs) {}

  TrustRequests(RequestIds requestIds, TrustLimits limits, TrustMetrics metrics, Clock clock) {
    this.requestIds = requestIds;
    this.metrics = metrics;
    this.clock = clock;
    this.inAll = new TokenBucket(clock, limits.requestsPerS(), limits.requestsPerS());
    this.perDestination =
        new KeyedBudgets<>(
            clock,
            limits.requestsPerDestinationPerS(),
            limits.requestsPerDestinationPerS(),
            MAX_DESTINATIONS);
  }

  /**
   * Adds a request, or updates the sender of an outstanding one.
   *
   * @return the request to send, if any
   */
  List<Sending> ask(TrustVersion needed, Sender sender) {
    Asked asked = outstanding.get(needed);
    if (asked != null) {
      outstanding.replace(needed, new Asked(sender, asked.dueNs));
      return List.of();
    }
    outstanding.put(needed, new Asked(sender, clock.monotonicNs() + RESEND_NS));
    count(needed, 1);
    List<Sending> sendings = new ArrayList<>(1);
    if (!inAll.hasToken()) {
      metrics.requestUnsent();
    } else {
      request(needed, sender, sendings);
    }
    return sendings;
  }

  /** Removes the request for material that is no longer needed. */
  void forget(TrustVersion needed) {
    if (outstanding.remove(needed) != null) {
      count(needed, -1);
    }
  }

  /**
   * {@return the requests that must be sent again now}
   *
   * @param isKept tests whether material has been received but cannot be verified yet
   */
  List<Sending> due(Predicate<TrustVersion> isKept) {
    long nowNs = clock.monotonicNs();
    List<TrustVersion> due = new ArrayList<>();
    for (Map.Entry<TrustVersion, Asked> one : outstanding.entrySet()) {
      if (one.getValue().dueNs - nowNs > 0) {
        break;
      }
      due.add(one.getKey());
    }
    List<Sending> sendings = new ArrayList<>();
    for (TrustVersion needed : due) {
      boolean kept = isKept.test(needed);
      if (!kept && !inAll.hasToken()) {
        break;
      }
      Sender latest = outstanding.remove(needed).latest;
      outstanding.put(needed, new Asked(latest, nowNs + RESEND_NS));
      if (!kept) {
        request(needed, latest, sendings);
      }
    }
    return sendings;
  }

  /**
   * {@return the earliest time at which {@link #due} may return a request, on the monotonic clock}
   */
  OptionalLong nextDueNs() {
    if (outstanding.isEmpty()) {
      return OptionalLong.empty();
    }
    long nowNs = clock.monotonicNs();
    long dueNs = outstanding.values().iterator().next().dueNs;
    return OptionalLong.of(dueNs - nowNs > 0 ? dueNs : nowNs + PAUSE_NS);
  }

  /** {@return whether a request to the source is outstanding} */
  boolean isAsked(Source source) {
    return outstanding.values().stream().anyMatch(one -> one.latest.source.equals(source));
  }

  /** {@return the number of TRCs being requested} */
  int trcs() {
    return outstandingTrcs;
  }

  /** {@return the number of chains being requested} */
  int chains() {
    return outstanding.size() - outstandingTrcs;
  }

  private void request(TrustVersion needed, Sender sender, List<Sending> sendings) {
    if (perDestination.tryTake(sender.source) && inAll.tryTake()) {
      sendings.add(new Sending(requestIds.payload(message(needed)), sender.replies));
      metrics.requestSent();
    } else {
      metrics.requestUnsent();
    }
  }

  private static Message message(TrustVersion needed) {
    return switch (needed.kind()) {
      case ANCHOR, TRC -> new TrcRequest(needed.subject().isd(), needed.version(), true);
      case CHAIN -> new CertChainRequest(needed.subject(), needed.version(), true);
    };
  }

  private void count(TrustVersion needed, int change) {
    if (needed.kind() != TrustKind.CHAIN) {
      outstandingTrcs += change;
    }
  }
}
