package org.waymark.server.request;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.resolve.LocalAs;
import org.waymark.resolve.Resolution;
import org.waymark.resolve.Resolver;
import org.waymark.resolve.SegmentSource;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.runtime.Clock;
import org.waymark.segment.Expiry;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.Source;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.MemoryLimits;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRecord;

/**
 * Answers pending requests after changes, and forwards requests that wait for a segment over which
 * to send them (PROTOCOL 6.4).
 *
 * <p>The original retried all requests after any verified segment. Here, a segment wakes only the
 * keys whose last resolution queried segments with its ends. For all other keys, a retry would have
 * the same result as before, because a resolution depends only on the results of its queries and on
 * the set of core ASes. Keys that were answered in part, and those for which the result of a query
 * was truncated at the limit, are woken by every change. All keys are woken by a change of trust or
 * of a block, and once a second.
 *
 * <p>A change that occurs after a resolution but before its queries are entered into the index must
 * not be missed. {@link #changes} is therefore incremented before a change is looked up in the
 * index, and {@link RequestHandler} compares its value after entering a new request with its value
 * before the resolution. Only one thread retries at a time; changes that arrive during a retry are
 * looked up after the retry has updated the index.
 *
 * <p>Safe for use by several threads.
 */
final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  private final LocalAs local;
  private final ServingStore store;
  private final OutageBuffer outage;
  private final Resolver resolver;
  private final PendingRequests pending;
  private final WaitingTargets waiting;
  private final ReplySender replies;
  private final Forwarding forwarding;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final VerifiedSegments verified;
  private final OpenMessages messages;
  private final PendingChanges pendingChanges;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicBoolean atWork = new AtomicBoolean();

  Retries(
      ServerContext context,
      Resolver resolver,
      PendingRequests pending,
      WaitingTargets waiting,
      ReplySender replies,
      Forwarding forwarding) {
    MemoryLimits limits = context.settings().limits().memory();
    this.local = context.settings().local();
    this.store = context.store();
    this.outage = context.outage();
    this.resolver = resolver;
    this.pending = pending;
    this.waiting = waiting;
    this.replies = replies;
    this.forwarding = forwarding;
    this.verified = new VerifiedSegments(limits.verified());
    this.pendingChanges = new PendingChanges(limits.released());
    this.metrics = context.metrics();
    this.clock = context.clock();
    this.messages = new OpenMessages(clock, limits.open());
  }

  /** {@return the number of verified segments that have no outcome yet} */
  int verifiedSegments() {
    return verified.size();
  }

  /** {@return a number that increases with every change} */
  long changes() {
    return changes.get();
  }

  /** Marks a key for a retry because changes may have occurred before it was in the index. */
  void passedBy(PendingKey pendingKey) {
    pendingChanges.pendingKey(pendingKey);
  }

  /**
   * Opens a message with several segments, whose records are about to be processed.
   *
   * @return the open message
   */
  OpenMessages.Message open(List<SegmentRecord> records, Source source) {
    OpenMessages.Message message = messages.open(records, source);
    messages.overdue().forEach(pendingChanges::segment);
    return message;
  }

  /** Records that one more record of the message has been processed. */
  void judged(OpenMessages.Message message) {
    messages.judged(message).forEach(pendingChanges::segment);
  }

  /** Adds a verified segment, which is used in answers until its registration has its outcome. */
  void verified(PathSegment segment, SegmentType type) {
    StoredSegment one = verified.add(segment, type, clock.wallMs());
    changes.incrementAndGet();
    if (pending.size() > 0 && !messages.keep(one)) {
      pendingChanges.segment(one.ends());
    }
  }

  /**
   * Removes a verified segment, because the effect of its registration can now be read from the
   * store.
   */
  void settled(PathSegment segment, SegmentType type) {
    verified.remove(segment, type);
  }

  /** Collects the changes caused by applied records. Called on the applying thread. */
  void applied(Topic topic, List<Applied> batch) {
    changes.incrementAndGet();
    if (pending.size() == 0 && waiting.size() == 0) {
      return;
    }
    if (topic == Topic.TRUST) {
      pendingChanges.everything();
    }
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Added(long offset, StoredSegment stored) -> came(stored, true);
        case Applied.Replaced replaced -> came(replaced.stored(), tookOver(replaced));
        case Applied.Blocked blocked -> pendingChanges.everything();
        case Applied.Revoked revoked -> pendingChanges.segmentsGone();
        case Applied.InterfaceDown down -> pendingChanges.segmentsGone();
        default -> {
          // These effects are not visible to readers of the store.
        }
      }
    }
  }

  /**
   * Checks whether a version replaced an expired one. Such a version counts as new, because the
   * original server would have removed the expired version.
   */
  private static boolean tookOver(Applied.Replaced replaced) {
    return Expiry.endMs(replaced.oldExpiryS()) <= replaced.stored().recordTimeMs();
  }

  private void came(StoredSegment stored, boolean isNew) {
    if (!messages.keep(stored)) {
      pendingChanges.segment(stored.ends());
    }
    if (isNew && isWayOut(stored) && waiting.awaits(stored.segment().firstIa().isd())) {
      if (!pendingChanges.added(stored)) {
        log.warn(
            "Could not forward the requests waiting for segment {}, because too many segments"
                + " arrived at once",
            stored.segment());
        metrics.fault(FaultPlace.RELEASE);
      }
    }
  }

  /** {@return whether messages can be sent to the segment's first AS over this segment} */
  private boolean isWayOut(StoredSegment stored) {
    SegmentType wayOut = local.core() ? SegmentType.CORE : SegmentType.UP;
    return stored.type() == wayOut && stored.segment().lastIa().equals(local.ia());
  }

  /** Marks all pending requests for a retry. Called once a second. */
  void everything() {
    messages.overdue().forEach(pendingChanges::segment);
    if (pending.size() > 0) {
      pendingChanges.everything();
    }
  }

  /** {@return whether there are changes to process} */
  boolean isDue() {
    return !pendingChanges.isEmpty();
  }

  /**
   * Processes the changes, unless another thread is already doing so. That thread then processes
   * these changes as well.
   */
  void work() {
    while (!pendingChanges.isEmpty() && atWork.compareAndSet(false, true)) {
      try {
        work(pendingChanges.take());
      } finally {
        atWork.set(false);
      }
    }
  }

  private void work(PendingChanges.Taken taken) {
    Set<PendingKey> woken = woken(taken);
    if (woken.isEmpty() && taken.added().isEmpty()) {
      return;
    }
    // The order matters. A segment that has left one of the first two collections is in the view.
    UnrecordedSegments inProgress = verified.segments();
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      SegmentSource source = held.over(view, inProgress);
      for (StoredSegment added : taken.added()) {
        release(added.segment(), source);
      }
      for (PendingKey pendingKey : woken) {
        retry(pendingKey, source);
      }
    } catch (StoreException unavailable) {
      metrics.fault(FaultPlace.RETRY);
      log.error("Could not retry pending requests: {}", unavailable.getMessage());
    }
  }

  private Set<PendingKey> woken(PendingChanges.Taken taken) {
    if (taken.everything()) {
      return new LinkedHashSet<>(pending.questions());
    }
    Set<PendingKey> woken = new LinkedHashSet<>(taken.questions());
    taken.ends().forEach(ends -> woken.addAll(pending.wokenBy(ends)));
    woken.addAll(pending.wokenByAll());
    return woken;
  }

  /**
   * Forwards waiting requests, even those that could be answered in the meantime (PROTOCOL 6.4).
   */
  private void release(PathSegment over, SegmentSource source) {
    if (!source.isCore(over.firstIa())) {
      return;
    }
    for (WaitingTargets.Target target : waiting.take(over.firstIa().isd())) {
      forwarding.release(target.request(), target.origin(), over);
    }
  }

  private void retry(PendingKey pendingKey, SegmentSource source) {
    AskedQueries asked = new AskedQueries(source);
    Resolution resolution = resolver.resolve(pendingKey.asked(), asked, clock.wallMs());
    if (resolution.isNothing()) {
      pending.retried(pendingKey, asked);
      return;
    }
    forwarding.answered(pendingKey.dst());
    for (PendingRequest one : pending.take(pendingKey)) {
      replies.send(one.request(), resolution, one.origin(), one.replies());
    }
  }
}
