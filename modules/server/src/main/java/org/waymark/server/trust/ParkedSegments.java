package org.waymark.server.trust;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FairBuffer;
import org.waymark.runtime.Timers;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Source;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.settings.ServerLimits;
import org.waymark.trust.Verification;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.SegmentRecord;

/**
 * The segments that wait for trust material, for at most an hour, and the requests for that
 * material. The number of these segments and the memory that they use are limited. Parking a
 * segment replaces an equal one; parking in a full buffer evicts the oldest segment, preferably one
 * from a source that exceeds its share.
 *
 * <p>When all the material that a segment needs has been accepted by any replica, the segment is
 * unparked and registered again. Material may be accepted between the verification of a segment and
 * its parking. The store is therefore checked once more after parking; otherwise a segment could
 * wait for material that is already stored.
 *
 * <p>Safe for use by several threads. Nothing is sent or registered under the lock.
 */
final class ParkedSegments {
  /** Registers a segment again. */
  public interface Registration {
    /**
     * Queues the segment for registration.
     *
     * @param displaced called if the segment is dropped from the queue and must therefore be
     *     registered again later
     */
    void again(ParkedSegment segment, Runnable displaced);
  }

  static final long PARKED_MS = 3_600_000;
  private static final long MS_NS = 1_000_000;

  private final ServingStore store;
  private final TrustRequests requests;
  private final Predicate<TrustVersion> isKept;
  private final Registration registration;
  private final TrustMetrics metrics;
  private final Clock clock;
  private final Timers timers;

  private final Object lock = new Object();

  /** Parked segments, oldest first. */
  private final Map<Key, ParkedSegment> parked = new LinkedHashMap<>();

  private final FairBuffer<Source, Key> buffer;
  private final Map<TrustVersion, Set<Key>> waiting = new HashMap<>();
  private Optional<Alarm> alarm = Optional.empty();

  /** The key under which equal waiting segments replace each other. */
  record Key(Optional<SegmentType> type, ByteString bytes) {
    static Key of(SegmentRecord record) {
      return new Key(record.type(), record.segment().orElseThrow().bytes());
    }
  }

  private record Alarm(long atNs, Cancellable timer) {}

  /**
   * @param isKept tests whether material has been received but cannot be verified yet; such
   *     material need not be requested again
   */
  ParkedSegments(
      ServerContext context,
      Predicate<TrustVersion> isKept,
      Registration registration,
      TrustMetrics metrics) {
    ServerLimits limits = context.settings().limits();
    this.store = context.store();
    this.buffer = new FairBuffer<>(limits.trust().parkedSegments(), limits.memory().parked());
    this.clock = context.clock();
    this.requests = new TrustRequests(context.requestIds(), limits.trust(), metrics, clock);
    this.isKept = isKept;
    this.registration = registration;
    this.metrics = metrics;
    this.timers = context.timers();
  }

  /**
   * Parks a segment, and requests the missing material from its sender unless it has been requested
   * already.
   */
  void park(
      SegmentRecord record, MessageOrigin origin, Replies replies, Verification.Missing missing) {
    Set<TrustVersion> needs = new LinkedHashSet<>();
    Key key = Key.of(record);
    List<TrustRequests.Sending> sendings = new ArrayList<>();
    synchronized (lock) {
      for (TrustVersion trc : missing.trcs()) {
        if (isKept.test(trc)) {
          // Kept material is not requested again, because it becomes usable only once the versions
          // before it are accepted.
          needs.addAll(before(trc));
        }
        needs.add(trc);
      }
      needs.addAll(missing.chains());
      Optional<ParkedSegment> old = remove(key);
      long untilNs = clock.monotonicNs() + PARKED_MS * MS_NS;
      add(key, new ParkedSegment(record, origin, replies, needs, untilNs));
      needs.forEach(need -> wait(key, need));
      TrustRequests.Sender sender = new TrustRequests.Sender(origin.from().source(), replies);
      needs.forEach(need -> sendings.addAll(requests.ask(need, sender)));
      old.ifPresent(
          before -> {
            before.needs.removeAll(needs);
            before.needs.forEach(need -> unwait(key, need));
          });
      setAlarm();
    }
    sendings.forEach(TrustRequests.Sending::send);
    needs.stream().filter(store.trust()::holds).forEach(this::accepted);
  }

  /** {@return the TRC versions between the newest accepted version and this version} */
  private List<TrustVersion> before(TrustVersion trc) {
    long newest = store.trust().newestTrc(trc.subject().isd()).orElseThrow().version();
    List<TrustVersion> before = new ArrayList<>();
    for (long version = newest + 1; Long.compareUnsigned(version, trc.version()) < 0; version++) {
      before.add(new TrustVersion(TrustKind.TRC, trc.subject(), version));
    }
    return before;
  }

  /**
   * Makes the segments that wait for a TRC that has arrived early also wait for the versions before
   * it, and requests these versions.
   */
  void needFirst(TrustVersion trc, MessageOrigin origin, Replies replies) {
    List<TrustVersion> before = before(trc);
    List<TrustRequests.Sending> sendings = new ArrayList<>();
    TrustRequests.Sender sender = new TrustRequests.Sender(origin.from().source(), replies);
    synchronized (lock) {
      List<Key> keys = List.copyOf(waiting.getOrDefault(trc, Set.of()));
      for (Key key : keys) {
        for (TrustVersion one : before) {
          if (parked.get(key).needs.add(one)) {
            wait(key, one);
          }
        }
      }
      if (!keys.isEmpty()) {
        before.forEach(one -> sendings.addAll(requests.ask(one, sender)));
        setAlarm();
      }
    }
    sendings.forEach(TrustRequests.Sending::send);
    before.stream().filter(store.trust()::holds).forEach(this::accepted);
  }

  /**
   * Registers the segments that were waiting only for this TRC or chain, which has been accepted.
   */
  void accepted(TrustVersion material) {
    List<ParkedSegment> ready = new ArrayList<>();
    synchronized (lock) {
      requests.forget(material);
      Set<Key> keys = waiting.remove(material);
      if (keys == null) {
        return;
      }
      for (Key key : keys) {
        ParkedSegment segment = parked.get(key);
        segment.needs.remove(material);
        if (segment.needs.isEmpty()) {
          remove(key);
          ready.add(segment);
        }
      }
      setAlarm();
    }
    register(ready);
  }

  /** {@return whether a segment waits for the TRC or chain} */
  boolean isWaitedFor(TrustVersion material) {
    synchronized (lock) {
      return waiting.containsKey(material);
    }
  }

  /** {@return whether a segment waits for a TRC of the ISD} */
  boolean isTrcWaitedFor(int isd) {
    synchronized (lock) {
      return waiting.keySet().stream()
          .anyMatch(one -> one.kind() == TrustKind.TRC && one.subject().isd() == isd);
    }
  }

  /** {@return whether a request to the source is outstanding} */
  boolean isAsked(Source source) {
    synchronized (lock) {
      return requests.isAsked(source);
    }
  }

  /** {@return the number of parked segments} */
  int size() {
    synchronized (lock) {
      return parked.size();
    }
  }

  /** {@return the number of TRCs being requested} */
  int trcsAskedFor() {
    synchronized (lock) {
      return requests.trcs();
    }
  }

  /** {@return the number of chains being requested} */
  int chainsAskedFor() {
    synchronized (lock) {
      return requests.chains();
    }
  }

  /**
   * Registers segments again. Segments that are displaced from the workers' queue are parked until
   * the next alarm.
   */
  private void register(List<ParkedSegment> ready) {
    for (ParkedSegment segment : ready) {
      registration.again(segment, () -> parkAgain(segment));
    }
  }

  private void parkAgain(ParkedSegment segment) {
    synchronized (lock) {
      Key key = Key.of(segment.record());
      if (!parked.containsKey(key)) {
        add(key, segment);
      }
      setAlarm();
    }
  }

  private void alarm() {
    List<ParkedSegment> ready = new ArrayList<>();
    List<TrustRequests.Sending> sendings;
    synchronized (lock) {
      alarm = Optional.empty();
      giveUpOld();
      for (Key key : List.copyOf(parked.keySet())) {
        if (parked.get(key).needs.isEmpty()) {
          ready.add(remove(key).orElseThrow());
        }
      }
      sendings = requests.due(isKept);
      setAlarm();
    }
    sendings.forEach(TrustRequests.Sending::send);
    register(ready);
  }

  private void giveUpOld() {
    long nowNs = clock.monotonicNs();
    while (!parked.isEmpty()) {
      Map.Entry<Key, ParkedSegment> oldest = parked.entrySet().iterator().next();
      if (oldest.getValue().untilNs - nowNs > 0) {
        return;
      }
      leave(oldest.getKey());
      metrics.parkedDropped(DropReason.TIMEOUT);
    }
  }

  private void add(Key key, ParkedSegment segment) {
    parked.put(key, segment);
    for (Key gone : buffer.add(key, segment.origin().from().source(), segment.memoryBytes())) {
      leave(gone);
      metrics.parkedDropped(DropReason.DISPLACED);
    }
  }

  private Optional<ParkedSegment> remove(Key key) {
    buffer.remove(key);
    return Optional.ofNullable(parked.remove(key));
  }

  private void leave(Key key) {
    remove(key).orElseThrow().needs.forEach(need -> unwait(key, need));
  }

  private void wait(Key key, TrustVersion need) {
    waiting.computeIfAbsent(need, n -> new LinkedHashSet<>()).add(key);
  }

  private void unwait(Key key, TrustVersion need) {
    Set<Key> keys = waiting.get(need);
    if (keys != null) {
      keys.remove(key);
      if (keys.isEmpty()) {
        waiting.remove(need);
        requests.forget(need);
      }
    }
  }

  /**
   * Sets the timer to the time at which the next request is due or the next segment times out,
   * whichever is earlier.
   */
  private void setAlarm() {
    OptionalLong next = requests.nextDueNs();
    long nowNs = clock.monotonicNs();
    if (!parked.isEmpty()) {
      ParkedSegment oldest = parked.values().iterator().next();
      // Even without requests, there may be segments that were displaced from the workers' queue.
      long otherwiseNs = nowNs + TrustRequests.RESEND_MS * MS_NS;
      long nextNs = next.orElse(otherwiseNs);
      next = OptionalLong.of(oldest.untilNs - nextNs < 0 ? oldest.untilNs : nextNs);
    }
    if (next.isEmpty()) {
      alarm.ifPresent(set -> set.timer().cancel());
      alarm = Optional.empty();
      return;
    }
    long atNs = next.getAsLong();
    if (alarm.isPresent()) {
      if (alarm.get().atNs() - atNs <= 0) {
        return;
      }
      alarm.get().timer().cancel();
    }
    long delayMs = Math.max(0, Math.ceilDiv(atNs - nowNs, MS_NS));
    alarm = Optional.of(new Alarm(atNs, timers.after(delayMs, this::alarm)));
  }
}
