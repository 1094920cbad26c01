package org.waymark.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.waymark.log.LastRecord;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Killable;
import org.waymark.runtime.Opening;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.trust.Trc;

/**
 * The state of a replica: a fold of the log (ARCHITECTURE, The law).
 *
 * <p>One thread applies, any number of threads read through views. State and positions change
 * together, with each batch, and what {@link #flush} has written survives the process. Whatever a
 * record says, apply turns it into rows or into quarantine; any other failure stops apply for good,
 * with the state as the batch found it.
 */
public final class Store implements Killable {
  /** What RocksDB may use at most beside the heap, about: its block cache and write buffers. */
  public static final long NATIVE_LIMIT_BYTES = RocksDatabase.NATIVE_LIMIT_BYTES;

  private final Backing backing;
  private final Rows rows;
  private final ApplySettings settings;
  private final FactDecoder facts;
  private final EventCodec events;
  private final KnownCandidates known = new KnownCandidates();
  private final SegmentLoader segments;
  private final RevocationCodec revocations;
  private final RowEnds ends;
  private final RowHash hash = new RowHash();
  private final RevokedRoots revoked;
  private final RecentHeads recent = new RecentHeads();

  private volatile Positions positions;
  private volatile TrustImage trust;
  private volatile Optional<StoreException.ApplyStopped> stopped = Optional.empty();
  private Optional<LogIdentity> log = Optional.empty();
  private Optional<TrustFold> trustFold = Optional.empty();
  private long applying;
  private boolean closed;

  /** Whether its database was closed to be opened again. */
  private boolean suspended;

  private Store(Backing backing, ApplySettings settings) {
    this.backing = backing;
    this.rows = backing.rows();
    this.settings = settings;
    facts = new FactDecoder(settings);
    events = new EventCodec(settings.limits());
    segments = new SegmentLoader(settings.limits());
    revocations = new RevocationCodec(settings.limits());
    ends = new RowEnds(settings.aheadMs());
    OpenedState opened = backing.opened();
    positions = opened.positions();
    trust = opened.trust();
    revoked = opened.revoked();
  }

  /**
   * {@return the store of a directory, which is made when it is missing}
   *
   * <p>A store that is damaged, or of another apply version, is set aside and begun again; only the
   * newest one set aside is kept.
   *
   * @param faults told once when the rows of this very store can no longer be read or written; the
   *     owner learns it from {@link #failure}
   * @throws StoreException.Unreadable when the directory cannot be used
   * @throws StoreException.InUse when somebody else has it open
   */
  public static Store openRocks(Path directory, ApplySettings settings, FaultHandler faults) {
    return new Store(RocksBacking.open(directory, settings.applyVersion(), faults), settings);
  }

  /**
   * {@return the store of a directory, if it holds one, to be read; no file is made or changed}
   *
   * <p>While another store is being built beside one that can be used, that is the latter. Ask
   * {@link #whole} before taking the rows for all that the log held.
   *
   * @param faults told when rows can no longer be read or written
   * @throws StoreException.Unusable when the store is damaged, or of another apply version
   * @throws StoreException.Unreadable when the directory cannot be used
   * @throws StoreException.InUse when somebody else has it open
   */
  public static Optional<Store> openExisting(
      Path directory, ApplySettings settings, FaultHandler faults) {
    return RocksBacking.openExisting(directory, settings.applyVersion(), faults)
        .map(backing -> new Store(backing, settings));
  }

  /** {@return a new store that is gone when it is closed} */
  public static Store inMemory(ApplySettings settings) {
    return over(new MemoryRows(), settings);
  }

  /** {@return a store over rows as another one has left them} */
  static Store over(Rows rows, ApplySettings settings) {
    return new Store(new MemoryBacking(rows, settings.applyVersion()), settings);
  }

  /**
   * {@return a new, empty store in the directory of this one, which goes on answering}
   *
   * <p>Once this one is {@linkplain #abandon given up}, the next start takes the new one up; until
   * then the next start goes on with this one. Only one can be built at a time: what else was built
   * beside this store must be closed.
   *
   * @throws StoreException.Unreadable when it cannot be made
   */
  public Store openBeside() {
    return new Store(backing.beside(), settings);
  }

  /**
   * Opens a store again that could not be written, once its disk can be: the one returned holds
   * what was flushed, and takes the place of this one, whose views answer {@link
   * StoreException.Closed} from then on. As long as the disk cannot be written, rows can be read.
   *
   * @throws StoreException.Unreadable when it cannot be opened yet: to be called again
   * @throws StoreException.Unusable when it is damaged: another one has to be built beside it
   */
  public synchronized Store openAgain() {
    suspended = true;
    Store again = new Store(backing.again(), settings);
    closed = true;
    log.ifPresent(again::requireLog);
    return again;
  }

  /**
   * {@return what completes when rows of this very store can no longer be read or written, with the
   * first failure}
   */
  public CompletableFuture<StoreException.Unavailable> failure() {
    return backing.failure().copy();
  }

  /** {@return where the store lies, for people} */
  public String place() {
    return backing.place();
  }

  /** {@return where the state comes from that the store was opened with} */
  public Provenance provenance() {
    return backing.provenance();
  }

  /** {@return the version of apply, which digests are compared under} */
  public ApplyVersion applyVersion() {
    return settings.applyVersion();
  }

  /**
   * Binds the store to a log: the positions of a new store are of this log, and a store of another
   * one is refused. Called before the first record is applied.
   *
   * @throws StoreException.OtherLog when the store holds records of another cluster or topic
   */
  public synchronized void requireLog(LogIdentity identity) {
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      Optional<Position> held = positions.position(topic);
      if (held.isPresent() && !identity.holds(topic, held.get())) {
        throw new StoreException.OtherLog(
            backing.place(),
            topic.suffix(),
            "id %s in cluster %s".formatted(held.get().topicId(), held.get().clusterId()),
            "id %s in cluster %s".formatted(identity.topicIds().get(topic), identity.clusterId()));
      }
    }
    log = Optional.of(identity);
  }

  /**
   * Begins the fold of events: an empty log has no record that would begin it at offset 0. That is
   * written down, too: a store that was stopped before the first event is one of this log.
   *
   * @throws IllegalStateException when a record of events was applied
   */
  public synchronized void begin(ColdStart start) {
    if (!(positions.start() instanceof FoldStart.Undecided)) {
      throw new IllegalStateException("the fold of events has begun: " + positions.start());
    }
    FoldStart begun =
        start.offset() == 0 ? new FoldStart.FromZero() : new FoldStart.Cold(start.instantMs());
    try (RowSnapshot latest = rows.latest()) {
      commit(
          new RowBatch(latest),
          positions.with(begun).with(Topic.EVENTS, at(Topic.EVENTS, start.offset())));
    }
  }

  /**
   * {@return the log whose records this store holds, without the topics of which none was applied;
   * empty when it holds none}
   */
  public Optional<LogIdentity> heldLog() {
    return positions.log();
  }

  /** {@return the AS that the log is of, by its own record; empty when it has none} */
  public Optional<IsdAs> logOwner() {
    return positions.owner();
  }

  /**
   * {@return whether the records this store holds are of the log; empty when it holds none} Where
   * no event was applied yet, trust tells.
   */
  public Optional<Boolean> isOf(LogIdentity identity) {
    return Stream.of(Topic.EVENTS, Topic.TRUST)
        .flatMap(topic -> position(topic).map(position -> identity.holds(topic, position)).stream())
        .findFirst();
  }

  private Position at(Topic topic, long offset) {
    return log.map(identity -> identity.at(topic, offset))
        .orElseGet(() -> new Position("", "", offset, LastRecord.NONE));
  }

  /**
   * Applies records that follow those applied before, all in one write or none.
   *
   * @param batch in offset order
   * @return what each of them did
   * @throws IllegalArgumentException when the first one does not follow; nothing is changed
   * @throws StoreException.ApplyStopped when something failed that is no matter of content; nothing
   *     is changed, now or later
   */
  public synchronized List<Applied> apply(Topic topic, List<LogRecord> batch) {
    if (stopped.isPresent()) {
      throw stopped.get();
    }
    if (batch.isEmpty()) {
      return List.of();
    }
    Positions before = begun(topic, batch);
    try (RowSnapshot latest = rows.latest()) {
      RowBatch changes = new RowBatch(latest);
      RowTotals rowTotals = new RowTotals(before.totals());
      StateRows state = new StateRows(changes, rowTotals, ends, hash, revoked, recent);
      return switch (topic) {
        case EVENTS -> applyEvents(before, batch, changes, rowTotals, state);
        case TRUST -> applyTrust(before, batch, changes, rowTotals, state);
        case AUDIT -> throw new IllegalArgumentException("the audit topic is never applied");
      };
    } catch (Throwable e) {
      // Not even an Error may be taken for content, or replicas would differ.
      stopped = Optional.of(new StoreException.ApplyStopped(applying, e));
      throw stopped.get();
    }
  }

  private List<Applied> applyEvents(
      Positions before,
      List<LogRecord> batch,
      RowBatch changes,
      RowTotals rowTotals,
      StateRows state) {
    EventsApply apply = new EventsApply(settings, state, before.lastTickMs());
    List<Applied> results = new ArrayList<>(batch.size());
    for (LogRecord record : batch) {
      applying = record.offset();
      results.add(
          apply.apply(record.offset(), record.recordTimeMs(), facts.decode(record.value())));
    }
    known.willChange(changes.version() + 1, state.changedPairs());
    commit(
        changes,
        before
            .with(rowTotals.totals(), apply.lastTickMs())
            .with(Topic.EVENTS, before.events().orElseThrow().after(batch.getLast())));
    return List.copyOf(results);
  }

  private List<Applied> applyTrust(
      Positions before,
      List<LogRecord> batch,
      RowBatch changes,
      RowTotals rowTotals,
      StateRows state) {
    TrustImage image = trust.copy();
    TrustApply apply = new TrustApply(events, trustFold(), state, image, before.owner());
    List<Applied> results = new ArrayList<>(batch.size());
    for (LogRecord record : batch) {
      applying = record.offset();
      results.add(apply.apply(record.offset(), record.value()));
    }
    commit(
        changes,
        before
            .with(rowTotals.totals(), before.lastTickMs())
            .withOwner(apply.owner())
            .with(Topic.TRUST, before.trust().orElseThrow().after(batch.getLast())));
    trust = image;
    return List.copyOf(results);
  }

  private TrustFold trustFold() {
    if (trustFold.isEmpty()) {
      trustFold = Optional.of(new TrustFold(Ed25519.fastest()));
    }
    return trustFold.get();
  }

  private void commit(RowBatch changes, Positions after) {
    changes.put(Family.POSITIONS, Keys.POSITIONS, after.encode());
    rows.commit(changes);
    positions = after;
  }

  /** {@return the positions before the record, which decides where a new fold began} */
  private Positions begun(Topic topic, List<LogRecord> batch) {
    Optional<Position> position = positions.position(topic);
    // What is missing at the beginning of trust is lost, and leaves out what depended on it.
    long first = topic == Topic.TRUST ? batch.getFirst().offset() : 0;
    long expected = position.map(Position::nextOffset).orElse(first);
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).offset() != expected + i) {
        throw new IllegalArgumentException(
            "record %d of %s does not follow: the next one is %d"
                .formatted(batch.get(i).offset(), topic.suffix(), expected + i));
      }
    }
    Positions begun = position.isPresent() ? positions : positions.with(topic, at(topic, expected));
    boolean fromZero = topic == Topic.EVENTS && begun.start() instanceof FoldStart.Undecided;
    return fromZero ? begun.with(new FoldStart.FromZero()) : begun;
  }

  /**
   * Gives the store up: it goes on answering from the state it has, and when its directory is
   * opened the next time it is set aside, and begun again if no other one was built beside it.
   *
   * @param why for people
   */
  public void abandon(String why) {
    backing.abandon(why);
  }

  /** {@return up to where records of the topic were applied, or are to be, if that is decided} */
  public Optional<Position> position(Topic topic) {
    return positions.position(topic);
  }

  /** {@return the last tick that counted, Unix milliseconds, 0 before the first} */
  public long lastTickMs() {
    return positions.lastTickMs();
  }

  /** {@return the digest of the state} */
  public StateDigest digest(Topic topic) {
    return positions.digest(topic);
  }

  /**
   * {@return whether the rows are those of a fold from offset 0: it is one, or the last tick is
   * past its start by what the records before it could still have mattered}
   */
  public boolean complete() {
    return positions.lastTickMs() >= completeFromMs();
  }

  /** {@return the time of the tick from which on the rows are {@link #complete}} */
  public long completeFromMs() {
    return positions.start().completeFromMs(settings.aheadMs());
  }

  /**
   * {@return whether the rows are all that the log held at some time: they are {@link #complete},
   * and have caught up with the log once} A store may be complete before that, as a fold from
   * offset 0 that has not come far.
   */
  public boolean whole() {
    return complete() && backing.whole();
  }

  /**
   * Notes that the store has caught up with its log, and so is {@link #whole}; the first time that
   * writes down the state. Called by the thread that applies.
   *
   * @throws StoreException.Unavailable when it cannot be written
   */
  public void caughtUp() {
    if (!backing.whole()) {
      backing.flush();
      backing.markWhole();
    }
  }

  /** {@return the state as it is now, to be closed after use} */
  public ReadView view() {
    TrustImage material = trust;
    RowSnapshot snapshot = rows.snapshot();
    try (Opening opening = new Opening(snapshot::close)) {
      StateView view =
          new StateView(
              snapshot,
              Positions.of(snapshot, settings.applyVersion()),
              material,
              known,
              segments,
              revocations);
      opening.succeeded();
      return view;
    }
  }

  /** {@return the accepted trust material as it is now, which does not change} */
  public TrustMaterial trust() {
    return trust;
  }

  /** {@return the newest accepted TRC of each ISD, by ISD} */
  public List<Trc> newestTrcs() {
    return trust.newestTrcs();
  }

  /** {@return how many TRCs are accepted} */
  public int heldTrcs() {
    return trust.trcs();
  }

  /** {@return how many certificate chains are accepted} */
  public int heldChains() {
    return trust.chains();
  }

  /**
   * Writes down the state and seals it. To be called every some seconds, by any thread: what was
   * not written is applied again after a restart.
   *
   * @throws StoreException.Unavailable when it cannot be written
   */
  public void flush() {
    backing.flush();
  }

  /**
   * Flushes and closes; a second call does nothing. Views that are open answer {@link
   * StoreException.Closed} from then on.
   *
   * @throws StoreException.Unavailable when the state could not be written; the store is closed
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!suspended && !backing.failure().isDone()) {
        backing.flush();
      }
    } finally {
      backing.close();
    }
  }

  /**
   * Closes without writing anything down, as the death of the process would: what was not flushed
   * is applied again when it is opened again.
   */
  @Override
  public synchronized void kill() {
    if (!closed) {
      closed = true;
      backing.close();
    }
  }
}
