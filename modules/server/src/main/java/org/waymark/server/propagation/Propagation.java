package org.waymark.server.propagation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.LocalAs;
import org.waymark.resolve.Routes;
import org.waymark.resolve.StoredSource;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.PackedSize;
import org.waymark.server.message.RequestIds;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredVersion;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentSync;

/**
 * Sends the DOWN segments that start at the local AS to the other core ASes of the ISD
 * (ARCHITECTURE, Propagation; PROTOCOL 8).
 *
 * <p>Propagation is driven by state. Every {@link #send} reads the core ASes, the CORE segments
 * that lead to them and the live DOWN segments from the store. The sending replica keeps only the
 * time of each version's last transmission in memory. A new core AS, a new CORE segment, a lost
 * datagram, a restarted receiver or a new holder of the lease therefore needs no special treatment.
 *
 * <p>{@link #applied} is called by the applying thread, the other methods by one thread at a time.
 */
public final class Propagation {
  private static final Logger log = LoggerFactory.getLogger(Propagation.class);

  private static final int SEGMENTS_PER_MESSAGE = 5;

  private final Routes routes;
  private final PropagationSettings limits;
  private final ServingStore store;
  private final Outbound outbound;
  private final RequestIds requestIds;
  private final Clock clock;
  private final ServerMetrics metrics;
  private final DownChanges changes;
  private final SegmentQuery localDown;
  private final SendingRounds rounds;

  /** The schedule; empty while another replica sends. */
  private Optional<CoreAsPlans> schedule = Optional.empty();

  /**
   * Whether nothing is collected because the local AS is the only core AS of its ISD. The first
   * other one then gets everything, like any that becomes reachable later.
   */
  private boolean isOnlyCoreAs;

  private volatile long due;

  Propagation(ServerContext context) {
    LocalAs local = context.settings().local();
    this.routes = new Routes(local);
    this.limits = context.settings().limits().propagation();
    this.store = context.store();
    this.outbound = context.outbound();
    this.requestIds = context.requestIds();
    this.clock = context.clock();
    this.metrics = context.metrics();
    this.changes = new DownChanges(local.ia());
    this.rounds = new SendingRounds(limits);
    this.localDown = new SegmentQuery(SegmentType.DOWN, local.ia(), IsdAs.NONE);
  }

  /** Collects the changes of an applied batch of {@code .events}. Neither blocks nor throws. */
  public void applied(List<Applied> batch) {
    changes.applied(batch);
  }

  /** {@return the number of transmissions that were still due after the last {@link #send}} */
  public long due() {
    return due;
  }

  /** {@return whether messages can currently be sent} */
  boolean canSend() {
    return outbound.canSend();
  }

  /** Discards the schedule, because another replica is now the sender. */
  public void rest() {
    forget();
    isOnlyCoreAs = false;
  }

  private void forget() {
    changes.end();
    schedule = Optional.empty();
    due = 0;
  }

  /**
   * Sends the segments that are due, within the limits for one second. Called once a second on a
   * replica that is ready and holds the lease.
   */
  public void send() {
    if (routes.otherCoreAses(store.trust()).isEmpty()) {
      forget();
      isOnlyCoreAs = true;
      return;
    }
    long nowMs = clock.wallMs();
    Optional<List<DownChanges.Change>> noted = changes.take();
    if (noted.isEmpty()) {
      // Begin collecting before taking the view, so that every record applied from here on is in
      // the changes, in the view, or in both.
      changes.begin();
    }
    Optional<CoreAsPlans> before = schedule;
    // If the store cannot be read, the collected changes are lost. The schedule is then incomplete
    // and is discarded.
    schedule = Optional.empty();
    try (ReadView view = store.view()) {
      SortedMap<IsdAs, PathSegment> reached = waysTo(view, nowMs);
      CoreAsPlans current =
          noted.isPresent() && before.isPresent()
              ? brought(before.get(), noted.get())
              : takenOver(view, reached.keySet(), nowMs);
      current.reachable(reached.keySet());
      rounds.send(
          current, nowMs, (coreAs, plan) -> send(current, plan, reached.get(coreAs), view, nowMs));
      due = current.due();
      schedule = Optional.of(current);
      isOnlyCoreAs = false;
    }
  }

  /** {@return one segment to each of the other core ASes of the ISD that are reachable} */
  private SortedMap<IsdAs, PathSegment> waysTo(ReadView view, long nowMs) {
    SortedMap<IsdAs, PathSegment> reached = new TreeMap<>();
    for (IsdAs coreAs : routes.otherCoreAses(view.trust())) {
      routes
          .toCoreAs(coreAs, new StoredSource(view), nowMs)
          .ifPresent(way -> reached.put(coreAs, way));
    }
    return reached;
  }

  private CoreAsPlans takenOver(ReadView view, Collection<IsdAs> reachable, long nowMs) {
    CoreAsPlans made = new CoreAsPlans(limits.resendS());
    for (StoredVersion version : view.versions(localDown, SendingTimes.youngAfterMs(nowMs))) {
      made.found(version.key(), version.offset(), version.recordTimeMs());
    }
    made.takeOver(isOnlyCoreAs ? List.of() : reachable, nowMs);
    return made;
  }

  private static CoreAsPlans brought(CoreAsPlans current, List<DownChanges.Change> noted) {
    for (DownChanges.Change change : noted) {
      switch (change) {
        case DownChanges.Change.Stored(StoredSegment stored) ->
            current.stored(
                stored.key(),
                stored.offset(),
                stored.recordTimeMs(),
                stored.segment().contentDigest());
        case DownChanges.Change.Gone gone -> current.gone(gone.key(), gone.offset());
      }
    }
    return current;
  }

  /** {@return whether a message was sent; false if nothing was due} */
  private boolean send(
      CoreAsPlans current, CoreAsPlan plan, PathSegment way, ReadView view, long nowMs) {
    Destination to = new Destination.PathService(way);
    Sync sync =
        new Sync(
            current.segments(),
            outbound.maxRoutedBytes(to),
            outbound.maxPayloadBytes(to),
            view,
            nowMs);
    plan.fill(nowMs, sync);
    if (sync.records.isEmpty()) {
      return false;
    }
    outbound.send(
        requestIds.payload(new SegmentSync(SegmentRecords.of(sync.records, List.of()))), to);
    metrics.propagated(sync.records.size());
    return true;
  }

  /** A message that is being filled with live segments, up to the size of a datagram. */
  private final class Sync implements CoreAsPlan.Message {
    private final List<SegmentRecord> records = new ArrayList<>(SEGMENTS_PER_MESSAGE);
    private final DownSegments segments;
    private final ReadView view;
    private final long nowMs;
    private final long maxBytes;
    private long roomBytes;

    /**
     * @param routedBytes the maximum size of a message with several segments
     * @param maxBytes the maximum size of a message with one segment, which cannot be split
     */
    Sync(DownSegments segments, int routedBytes, int maxBytes, ReadView view, long nowMs) {
      this.segments = segments;
      this.view = view;
      this.nowMs = nowMs;
      this.maxBytes = maxBytes - PackedSize.FRAME_BYTES;
      this.roomBytes = routedBytes - PackedSize.FRAME_BYTES;
    }

    @Override
    public CoreAsPlan.Offer offer(int slot) {
      if (records.size() == SEGMENTS_PER_MESSAGE) {
        return CoreAsPlan.Offer.NO_ROOM;
      }
      Optional<StoredSegment> live = view.live(segments.version(slot).key(), nowMs);
      return live.map(stored -> offer(slot, stored.segment())).orElse(CoreAsPlan.Offer.PASSED_OVER);
    }

    private CoreAsPlan.Offer offer(int slot, PathSegment segment) {
      long bytes = PackedSize.of(segment);
      if (bytes > roomBytes && !records.isEmpty()) {
        return CoreAsPlan.Offer.NO_ROOM;
      }
      if (bytes > maxBytes) {
        metrics.notPropagated(DropReason.TOO_LARGE);
        log.debug("Skipped a segment that is too large for a datagram: {}", segment);
        return CoreAsPlan.Offer.PASSED_OVER;
      }
      if (segments.version(slot).content().isEmpty()) {
        segments.looked(slot, segment.contentDigest());
      }
      records.add(SegmentRecord.of(SegmentType.DOWN, segment));
      roomBytes -= bytes;
      return CoreAsPlan.Offer.TAKEN;
    }
  }
}
