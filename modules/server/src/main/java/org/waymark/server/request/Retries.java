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
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.Limits;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRecord;

/**
 * Answers pending requests when something has changed, and sends those that wait for a segment to
 * be sent over (PROTOCOL 6.4).
 *
 * <p>The original retried all after any verified segment. Here a segment wakes only the questions
 * whose last resolution asked for segments with its ends: for every other one the retry would find
 * what it found before, since a resolution is a function of its queries' answers and of what is
 * core. Questions that were answered in part, and those for which a query's answer was cut at the
 * limit, are woken by everything; a change of trust or of a block, and a second, wake all. So that
 * no change falls between a resolution and its entry into the index, {@link #changes} is counted
 * before changes are looked up there, and asked again after the entry: {@link RequestHandler} does
 * so for new requests. One thread retries at a time; what changes meanwhile is looked up after its
 * entries.
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
    Limits.Memory limits = context.settings().limits().memory();
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

  /** {@return how many segments are between their verification and their outcome} */
  int verifiedSegments() {
    return verified.size();
  }

  /** {@return a number that is another one when anything has changed} */
  long changes() {
    return changes.get();
  }

  /** Takes note of a question that changes may have passed by. */
  void passedBy(PendingKey pendingKey) {
    pendingChanges.pendingKey(pendingKey);
  }

  /** {@return a message with several segments, whose records are judged from now on} */
  OpenMessages.Message open(List<SegmentRecord> records, Source source) {
    OpenMessages.Message message = messages.open(records, source);
    messages.overdue().forEach(pendingChanges::segment);
    return message;
  }

  /** One more record of the message is judged. */
  void judged(OpenMessages.Message message) {
    messages.judged(message).forEach(pendingChanges::segment);
  }

  /** Takes note of a verified segment, to be answered with until its registration is settled. */
  void verified(PathSegment segment, SegmentType type) {
    StoredSegment one = verified.add(segment, type, clock.wallMs());
    changes.incrementAndGet();
    if (pending.size() > 0 && !messages.keep(one)) {
      pendingChanges.segment(one.ends());
    }
  }

  /** Forgets a verified segment: what its registration did can be read. */
  void settled(PathSegment segment, SegmentType type) {
    verified.remove(segment, type);
  }

  /** Takes note of what records did, on the applying thread. */
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
          // Nothing that a reader sees has changed.
        }
      }
    }
  }

  /** A path whose version had ended was none: the original had removed it by then. */
  private static boolean tookOver(Applied.Replaced replaced) {
    return Expiry.endMs(replaced.oldExpiryS()) <= replaced.stored().recordTimeMs();
  }

  private void came(StoredSegment stored, boolean isNew) {
    if (!messages.keep(stored)) {
      pendingChanges.segment(stored.ends());
    }
    if (isNew && isWayOut(stored) && waiting.awaits(stored.segment().firstIa().isd())) {
      if (!pendingChanges.added(stored)) {
        log.warn("{} releases no request: too many segments came at once", stored.segment());
        metrics.fault("release");
      }
    }
  }

  /** {@return whether messages can be sent over it to the AS it starts at} */
  private boolean isWayOut(StoredSegment stored) {
    SegmentType wayOut = local.core() ? SegmentType.CORE : SegmentType.UP;
    return stored.type() == wayOut && stored.segment().lastIa().equals(local.ia());
  }

  /** A second has passed. */
  void everything() {
    messages.overdue().forEach(pendingChanges::segment);
    if (pending.size() > 0) {
      pendingChanges.everything();
    }
  }

  /** {@return whether there is anything to work off} */
  boolean isDue() {
    return !pendingChanges.isEmpty();
  }

  /** Works off the news, unless another thread is at it: that one takes these too. */
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
    // In this order: what is no longer among these is in the view.
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
      metrics.fault("retry");
      log.error("pending requests cannot be retried: {}", unavailable.getMessage());
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

  /** Also what can be answered by now is sent (PROTOCOL 6.4). */
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
