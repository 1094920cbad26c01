package org.waymark.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.LastRecord;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Killable;
import org.waymark.runtime.Opening;
import org.waymark.segment.IsdAs;
import org.waymark.store.apply.Applied;
import org.waymark.store.apply.EventsApply;
import org.waymark.store.apply.FactDecoder;
import org.waymark.store.apply.HistoryTrim;
import org.waymark.store.apply.HistoryWriter;
import org.waymark.store.apply.PreparedBatch;
import org.waymark.store.apply.RecentHeads;
import org.waymark.store.apply.RevokedRoots;
import org.waymark.store.apply.StateRows;
import org.waymark.store.apply.TrustApply;
import org.waymark.store.apply.TrustImage;
import org.waymark.store.backing.Backing;
import org.waymark.store.backing.MemoryBacking;
import org.waymark.store.backing.MemoryDisk;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.backing.OpenedState;
import org.waymark.store.backing.Provenance;
import org.waymark.store.backing.RocksBacking;
import org.waymark.store.backing.RocksDatabase;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.FoldStart;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowHash;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.KnownCandidates;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StateMark;
import org.waymark.store.view.ViewDecoders;
import org.waymark.trust.Ed25519;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.trust.Trc;

/**
 * The state of a replica: a fold of the log (ARCHITECTURE, The law).
 *
 * <p>One thread applies records; any number of threads read through views. State and positions
 * change together, once per batch. Everything that {@link #flush} has written survives the end of
 * the process. Apply turns any content of a record into rows, or quarantines the record. Any other
 * failure stops apply permanently and leaves the state as it was before the batch.
 */
public final class Store implements Killable {
  /**
   * The approximate maximum of native memory, outside the heap, that RocksDB uses for its block
   * cache and write buffers.
   */
  public static final long NATIVE_LIMIT_BYTES = RocksDatabase.NATIVE_LIMIT_BYTES;

  /**
   * The maximum number of records to forget in one trim of history. The number is limited because
   * apply waits for the trim.
   */
  private static final int TRIMMED_AT_ONCE = 1_000;

  private final Backing backing;
  private final Rows rows;
  private final ApplySettings settings;
  private final long outlineEvery;
  private final FactDecoder facts;
  private final EventCodec events;
  private final KnownCandidates known = new KnownCandidates();
  private final ViewDecoders decoders;
  private final RowEnds ends;
  private final RowHash hash = new RowHash();
  private final TreeHasher treeHasher = new TreeHasher();
  private final RevokedRoots revoked;
  private final RecentHeads recent;

  private volatile Positions positions;
  private volatile TrustImage trust;
  private volatile Optional<StoreException.ApplyStopped> stopped = Optional.empty();
  private Optional<LogIdentity> log = Optional.empty();
  private Optional<TrustFold> trustFold = Optional.empty();
  private long applying;

  /**
   * The offset at which the next trim of history begins. Starting there avoids scanning deleted
   * rows again.
   */
  private long trimmedTo;

  private boolean closed;

  /** Whether the database was closed in order to be reopened. */
  private boolean suspended;

  private Store(Backing backing, ApplySettings settings) {
    this(backing, settings, HistoryWriter.OUTLINE_EVERY);
  }

  private Store(Backing backing, ApplySettings settings, long outlineEvery) {
    this.outlineEvery = outlineEvery;
    this.backing = backing;
    this.rows = backing.rows();
    this.settings = settings;
    facts = new FactDecoder(settings);
    events = new EventCodec(settings.limits(), settings.eventSchema());
    decoders = new ViewDecoders(settings.limits());
    ends = new RowEnds(settings.aheadMs());
    OpenedState opened = backing.opened();
    positions = opened.positions();
    trust = opened.trust();
    revoked = opened.revoked();
    recent = new RecentHeads(opened.positions().totals());
  }

  /**
   * Opens the store in a directory, which is created if it does not exist.
   *
   * <p>If the existing store is damaged, or has a different apply version, it is set aside and
   * replaced by an empty one. Only the store set aside most recently is kept.
   *
   * @param faults notified once when the rows of this store can no longer be read or written; the
   *     failure itself completes {@link #failure}
   * @throws StoreException.Unreadable if the directory cannot be used
   * @throws StoreException.InUse if the directory is already open
   */
  public static Store openRocks(Path directory, ApplySettings settings, FaultHandler faults) {
    return openRocks(directory, Optional.empty(), settings, faults);
  }

  /**
   * Opens the store of a replica, like {@link #openRocks}. The directory belongs to this replica
   * from then on.
   *
   * @param replica the id of the replica
   * @throws StoreException.OtherReplica if the directory belongs to another replica
   */
  public static Store openReplica(
      Path directory, String replica, ApplySettings settings, FaultHandler faults) {
    return openRocks(directory, Optional.of(replica), settings, faults);
  }

  private static Store openRocks(
      Path directory, Optional<String> replica, ApplySettings settings, FaultHandler faults) {
    return new Store(
        RocksBacking.open(directory, replica, settings.applyVersion(), faults), settings);
  }

  /**
   * Creates the store of a replay. Its directory is permanently marked as such: a replica refuses
   * to use it, and commands that read it report that it is a replay.
   *
   * @param directory the directory, which must be empty or not exist yet
   * @param note a description of what is replayed, which {@link #replayNote} returns
   * @throws StoreException.NotEmpty if the directory contains files
   * @throws StoreException.Unreadable if the directory cannot be used
   */
  public static Store openReplay(
      Path directory, String note, ApplySettings settings, FaultHandler faults) {
    return new Store(
        RocksBacking.openReplay(directory, note, settings.applyVersion(), faults), settings);
  }

  /**
   * Opens the store in a directory for reading.
   *
   * <p>No file is created or changed. If a new store is being built alongside a usable old one, the
   * old one is opened. Check {@link #whole} before you rely on the rows to reflect the whole log.
   *
   * @param faults notified when rows can no longer be read or written
   * @return the store; empty if there is none in the directory
   * @throws StoreException.Unusable if the store is damaged, or has a different apply version
   * @throws StoreException.Replayed if the store was created by a replay
   * @throws StoreException.Unreadable if the directory cannot be used
   * @throws StoreException.InUse if the directory is already open
   */
  public static Optional<Store> openExisting(
      Path directory, ApplySettings settings, FaultHandler faults) {
    return RocksBacking.openExisting(directory, settings.applyVersion(), faults)
        .map(backing -> new Store(ofReplica(directory, backing), settings));
  }

  private static Backing ofReplica(Path directory, Backing backing) {
    if (backing.replayNote().isPresent()) {
      backing.close();
      throw new StoreException.Replayed(directory);
    }
    return backing;
  }

  /**
   * Opens the store of a replica or of a replay for reading, regardless of its settings. The
   * digests and the history of the store are correct, but it is unknown how its replica would apply
   * further records.
   *
   * @return the store; empty if there is none in the directory
   * @throws StoreException under the same conditions as {@link #openExisting(Path, ApplySettings,
   *     FaultHandler)}
   */
  public static Optional<Store> openExisting(Path directory, FaultHandler faults) {
    return RocksBacking.openExisting(directory, ApplyVersion.ANY_SETTINGS, faults)
        .map(backing -> new Store(backing, ApplySettings.DEFAULT));
  }

  /** Creates a store in memory, which is lost when it is closed. */
  public static Store inMemory(ApplySettings settings) {
    return over(new MemoryRows(), settings);
  }

  /**
   * Creates a store in memory, which is lost when it is closed.
   *
   * @param outlineEvery the minimum number of records between outlines in its history
   */
  public static Store inMemory(ApplySettings settings, long outlineEvery) {
    return over(new MemoryRows(), settings, outlineEvery);
  }

  /** Opens the store on a simulated disk in memory, on which flushed rows survive {@link #kill}. */
  public static Store onMemoryDisk(MemoryDisk disk, ApplySettings settings) {
    return new Store(disk.open(settings.applyVersion()), settings);
  }

  /** Creates a store on top of the rows of an earlier store. */
  static Store over(Rows rows, ApplySettings settings) {
    return over(rows, settings, HistoryWriter.OUTLINE_EVERY);
  }

  static Store over(Rows rows, ApplySettings settings, long outlineEvery) {
    return new Store(new MemoryBacking(rows, settings.applyVersion()), settings, outlineEvery);
  }

  /**
   * Creates a new, empty store in the directory of this one, which continues to serve reads.
   *
   * <p>The next start uses the new store if this one has been {@linkplain #abandon abandoned}, and
   * this one otherwise. Only one store can be built at a time, so any other store that was built
   * alongside this one must be closed first.
   *
   * @throws StoreException.Unreadable if the new store cannot be created
   */
  public Store openBeside() {
    return new Store(backing.beside(), settings);
  }

  /**
   * Reopens a store after a failed write, once its disk accepts writes again. The returned store
   * has the state of the last flush and replaces this one, whose views throw {@link
   * StoreException.Closed} from then on. The rows of this store remain readable until the disk
   * accepts writes.
   *
   * @throws StoreException.Unreadable if the store cannot be opened yet; call again later
   * @throws StoreException.Unusable if the store is damaged; a new store must be built alongside it
   */
  public synchronized Store openAgain() {
    suspended = true;
    Store again = new Store(backing.again(), settings);
    closed = true;
    log.ifPresent(again::requireLog);
    return again;
  }

  /**
   * {@return a future that completes with the first failure to read or write rows of this store}
   */
  public CompletableFuture<StoreException.Unavailable> failure() {
    return backing.failure().copy();
  }

  /** {@return the location of the store, for messages to operators} */
  public String place() {
    return backing.place();
  }

  /**
   * {@return a description of what was replayed into this store; empty if it is the store of a
   * replica}
   */
  public Optional<String> replayNote() {
    return backing.replayNote();
  }

  /** {@return where the state came from when this store was opened} */
  public Provenance provenance() {
    return backing.provenance();
  }

  /** {@return the apply version; digests are comparable only between equal versions} */
  public ApplyVersion applyVersion() {
    return settings.applyVersion();
  }

  /** {@return the newest event schema that this store applies} */
  public int eventSchema() {
    return settings.eventSchema();
  }

  /**
   * Binds the store to a log. The positions of a new store refer to this log; a store built from
   * another log is rejected. Call this before applying the first record.
   *
   * @throws StoreException.OtherLog if the store was built from another cluster or topic
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
   * Begins the fold of events at the given start, and stores that start, so that the store knows
   * its log even if it is stopped before the first event. Without this call, the fold begins at
   * offset 0 when the first record is applied, which never happens if the log is empty.
   *
   * @throws IllegalStateException if the fold has begun
   */
  public synchronized void begin(ColdStart start) {
    if (!(positions.start() instanceof FoldStart.Undecided)) {
      throw new IllegalStateException("the fold of events has already begun: " + positions.start());
    }
    FoldStart begun =
        start.offset() == 0 ? new FoldStart.FromZero() : new FoldStart.Cold(start.instantMs());
    try (RowSnapshot latest = rows.latest()) {
      commit(
          new RowBatch(latest),
          positions.with(begun).with(Topic.EVENTS, at(Topic.EVENTS, start.offset()), start.edge()));
    }
  }

  /**
   * {@return the log from which this store was built, excluding topics from which no record has
   * been applied; empty if no record has been applied}
   */
  public Optional<LogIdentity> heldLog() {
    return positions.log();
  }

  /**
   * {@return the AS that owns the log, according to a record in the log; empty if there is no such
   * record}
   */
  public Optional<IsdAs> logOwner() {
    return positions.owner();
  }

  /**
   * {@return whether this store was built from the given log; empty if no record has been applied}
   * If no event has been applied yet, the trust topic decides.
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
   * Applies the next records atomically, in one write.
   *
   * @param batch the records, in offset order
   * @return the effect of each record, in the same order
   * @throws IllegalArgumentException if the offsets do not continue those applied so far; nothing
   *     is changed
   * @throws StoreException.ApplyStopped if apply failed for a reason other than the content of a
   *     record; nothing is changed, now or later
   */
  public List<Applied> apply(Topic topic, List<LogRecord> batch) {
    return apply(PreparedBatch.unprepared(topic, batch, facts));
  }

  /**
   * Decodes and hashes records that will be applied. This work takes a large part of the time of
   * apply but needs no rows, so another thread can do it while earlier records are being applied.
   * Thread-safe.
   *
   * @param batch the records, in offset order
   */
  public PreparedBatch prepare(Topic topic, List<LogRecord> batch) {
    Positions now = positions;
    return PreparedBatch.of(
        topic,
        batch,
        now.edge(topic).flatMap(edge -> now.position(topic)).map(Position::topicId),
        facts);
  }

  /**
   * Applies prepared records, like {@link #apply(Topic, List)}.
   *
   * @param prepared a batch that this store has prepared
   */
  public List<Applied> apply(PreparedBatch prepared) {
    return apply(prepared, _ -> false);
  }

  /**
   * Applies prepared records of {@code .events}, like {@link #apply(PreparedBatch)}, but leaves
   * some of them out.
   *
   * @param leftOut tests, given a record's offset, whether to leave the record out
   * @throws IllegalStateException if this is not the store of a replay
   */
  public List<Applied> replay(PreparedBatch prepared, LongPredicate leftOut) {
    if (replayNote().isEmpty()) {
      throw new IllegalStateException("only a replay may leave records out");
    }
    return apply(prepared, leftOut);
  }

  private synchronized List<Applied> apply(PreparedBatch prepared, LongPredicate leftOut) {
    Topic topic = prepared.topic();
    List<LogRecord> batch = prepared.records();
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
      StateRows state =
          new StateRows(
              changes,
              rowTotals,
              ends,
              hash,
              revoked,
              recent,
              new HistoryWriter(changes, topic, outlineEvery));
      return switch (topic) {
        case EVENTS -> applyEvents(before, prepared, leftOut, changes, rowTotals, state);
        case TRUST -> applyTrust(before, prepared, changes, rowTotals, state);
        case AUDIT -> throw new IllegalArgumentException("the audit topic is never applied");
      };
    } catch (Throwable e) {
      // Even an Error must not be treated as bad content, because the replicas' states would then
      // differ.
      stopped = Optional.of(new StoreException.ApplyStopped(applying, e));
      throw stopped.get();
    }
  }

  private List<Applied> applyEvents(
      Positions before,
      PreparedBatch prepared,
      LongPredicate leftOut,
      RowBatch changes,
      RowTotals rowTotals,
      StateRows state) {
    EventsApply apply = new EventsApply(settings, state, before.start(), before.lastTickMs());
    List<LogRecord> batch = prepared.records();
    List<Applied> results = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      LogRecord record = batch.get(i);
      applying = record.offset();
      results.add(
          leftOut.test(record.offset())
              ? apply.leaveOut(record.offset(), record.recordTimeMs())
              : prepared.apply(i, apply));
    }
    known.willChange(changes.version() + 1, state.changedPairs());
    known.counts().willAdd(changes.version() + 1, results);
    commit(
        changes,
        before
            .with(rowTotals.totals(), apply.lastTickMs())
            .with(
                Topic.EVENTS,
                before.position(Topic.EVENTS).orElseThrow().after(batch.getLast()),
                grown(before, prepared)));
    return List.copyOf(results);
  }

  private List<Applied> applyTrust(
      Positions before,
      PreparedBatch prepared,
      RowBatch changes,
      RowTotals rowTotals,
      StateRows state) {
    TrustImage image = trust.copy();
    List<LogRecord> batch = prepared.records();
    TrustApply apply = new TrustApply(events, trustFold(), state, image, before.owner());
    List<Applied> results = new ArrayList<>(batch.size());
    for (LogRecord record : batch) {
      applying = record.offset();
      state.history().begin(record.offset(), record.recordTimeMs());
      results.add(apply.apply(record.offset(), record.value()));
    }
    commit(
        changes,
        before
            .with(rowTotals.totals(), before.lastTickMs())
            .withOwner(apply.owner())
            .with(
                Topic.TRUST,
                before.position(Topic.TRUST).orElseThrow().after(batch.getLast()),
                grown(before, prepared)));
    trust = image;
    return List.copyOf(results);
  }

  /** {@return the right edge after a batch, if it is known} */
  private Optional<RightEdge> grown(Positions before, PreparedBatch prepared) {
    Topic topic = prepared.topic();
    String topicId = before.position(topic).orElseThrow().topicId();
    Optional<RightEdge> edge = before.edge(topic);
    if (edge.isEmpty()) {
      return edge;
    }
    RightEdge grown = edge.get();
    for (int i = 0; i < prepared.records().size(); i++) {
      grown = grown.append(prepared.leafHash(i, topicId), treeHasher);
    }
    return Optional.of(grown);
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

  /**
   * Determines the positions before the batch. If the fold has not begun, it begins with the first
   * record of the batch.
   */
  private Positions begun(Topic topic, List<LogRecord> batch) {
    Optional<Position> position = positions.position(topic);
    // Records missing at the beginning of the trust topic are lost, together with everything that
    // depended on those records.
    long first = topic == Topic.TRUST ? batch.getFirst().offset() : 0;
    long expected = position.map(Position::nextOffset).orElse(first);
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).offset() != expected + i) {
        throw new IllegalArgumentException(
            "record %d of %s is out of order: expected offset %d"
                .formatted(batch.get(i).offset(), topic.suffix(), expected + i));
      }
    }
    Positions begun =
        position.isPresent()
            ? positions
            : positions.with(
                topic,
                at(topic, expected),
                expected == 0 ? Optional.of(RightEdge.EMPTY) : Optional.empty());
    boolean fromZero = topic == Topic.EVENTS && begun.start() instanceof FoldStart.Undecided;
    return fromZero ? begun.with(new FoldStart.FromZero()) : begun;
  }

  /**
   * Abandons the store. It continues to serve reads of its current state, but the next opening of
   * its directory sets it aside and uses the store built alongside it, or an empty one if there is
   * none.
   *
   * @param why the reason, for messages to operators
   */
  public void abandon(String why) {
    backing.abandon(why);
  }

  /**
   * {@return the position up to which the topic has been applied, or from which it will be applied;
   * empty if this has not been decided}
   */
  public Optional<Position> position(Topic topic) {
    return positions.position(topic);
  }

  /**
   * {@return the right edge of the topic's Merkle tree at the {@linkplain #position position};
   * empty if it is unknown, because the fold began after the first record and without a checkpoint}
   */
  public Optional<RightEdge> rightEdge(Topic topic) {
    return positions.edge(topic);
  }

  /**
   * {@return the time of the last effective tick, in Unix milliseconds; 0 before the first tick}
   */
  public long lastTickMs() {
    return positions.lastTickMs();
  }

  /** {@return the digest of the state} */
  public StateDigest digest(Topic topic) {
    return positions.digest(topic);
  }

  /**
   * {@return whether the rows equal the rows of a fold from offset 0} This is the case if the fold
   * began at offset 0, or if the last tick is so much later than the start that earlier records can
   * no longer matter.
   */
  public boolean complete() {
    return positions.lastTickMs() >= completeFromMs();
  }

  /**
   * {@return whether the fold began at a later time than that of a record, so that it lacks the
   * record}
   */
  public boolean beganAfter(long recordTimeMs) {
    return positions.start() instanceof FoldStart.Cold(long instantMs) && recordTimeMs < instantMs;
  }

  /** {@return the time that a tick must reach for this store to be {@link #complete}} */
  public long completeFromMs() {
    return positions.start().completeFromMs(settings.aheadMs());
  }

  /**
   * {@return whether the rows have ever reflected everything in the log: they are {@link
   * #complete}, and have caught up with the log at least once} A store can be complete without
   * having caught up, for example if it was folded from offset 0 but has read only a part of the
   * log.
   */
  public boolean whole() {
    return complete() && backing.whole();
  }

  /**
   * Marks the store as caught up with its log, which {@link #whole} requires. The first call
   * flushes the state. Called by the applying thread.
   *
   * @throws StoreException.Unavailable if the state cannot be written
   */
  public void caughtUp() {
    if (!backing.whole()) {
      backing.flush();
      backing.markWhole();
    }
  }

  /** Opens a view of the current state. The caller must close the view. */
  public ReadView view() {
    TrustImage material = trust;
    RowSnapshot snapshot = rows.snapshot();
    try (Opening opening = new Opening(snapshot::close)) {
      ReadView view =
          new ReadView(
              snapshot,
              snapshot.positions(settings.applyVersion()),
              material,
              Optional.of(known),
              decoders);
      opening.succeeded();
      return view;
    }
  }

  /**
   * {@return whether the store is still at the state of a view, so that another view would show the
   * same}
   *
   * @throws StoreException.Closed if the store is closed
   */
  public boolean isAt(StateMark mark) {
    return mark.version() == rows.version() && mark.trust() == trust;
  }

  /**
   * Forgets the part of history that is not needed for the given moment or any later moment. Each
   * call forgets a bounded number of records; call again after every batch.
   *
   * @param fromMs the earliest moment whose state must stay known, in Unix milliseconds
   * @return whether there may be more to forget
   */
  public synchronized boolean trimHistory(long fromMs) {
    long cutMs = Math.min(fromMs, positions.lastTickMs()) - ColdStart.HORIZON_MS;
    try (HistoryView history = history();
        RowSnapshot latest = rows.latest()) {
      RowBatch changes = new RowBatch(latest);
      // A fold that began at this record would not know the records before this instant.
      long before = history.nextAt(Topic.EVENTS, cutMs - 1);
      HistoryTrim trim = new HistoryTrim(latest, changes);
      long next = trim.between(trimmedTo, before, cutMs, TRIMMED_AT_ONCE);
      if (next > trimmedTo) {
        rows.commit(changes);
        trimmedTo = next;
      }
      return next < before;
    }
  }

  /** Opens a view of the history up to the current state. The caller must close the view. */
  public HistoryView history() {
    RowSnapshot snapshot = rows.snapshot();
    try (Opening opening = new Opening(snapshot::close)) {
      Positions now = snapshot.positions(settings.applyVersion());
      HistoryView view = new HistoryView(snapshot, decoders, now, settings.aheadMs());
      opening.succeeded();
      return view;
    }
  }

  /** {@return an immutable snapshot of the accepted trust material} */
  public TrustMaterial trust() {
    return trust;
  }

  /** {@return the newest accepted TRC of each ISD, by ISD} */
  public List<Trc> newestTrcs() {
    return trust.newestTrcs();
  }

  /** {@return the number of accepted TRCs} */
  public int heldTrcs() {
    return trust.trcs();
  }

  /** {@return the number of accepted certificate chains} */
  public int heldChains() {
    return trust.chains();
  }

  /**
   * Flushes the state to disk and seals it. Callable from any thread. A replica calls this every 30
   * s. After a restart, the records after the last flush are applied again.
   *
   * @throws StoreException.Unavailable if the state cannot be written
   */
  public void flush() {
    backing.flush();
  }

  /**
   * Flushes the state to disk, and copies it to the checkpoint folder in the store directory; a
   * snapshot is made from this copy. The copy shares its tables with the store, so copying takes no
   * longer than a flush. Callable from any thread; reading and applying continue.
   *
   * @throws StoreException.NotWhole if the rows do not reflect everything in the log yet
   * @throws StoreException.NotCopied if the store cannot be copied; the store remains usable
   */
  public void checkpoint() {
    if (!whole()) {
      throw new StoreException.NotWhole(place());
    }
    backing.checkpoint();
  }

  /**
   * Opens a snapshot of all rows, for comparison with the rows of another store. The caller must
   * close it.
   */
  public RowSnapshot rows() {
    return rows.snapshot();
  }

  /**
   * Flushes and closes the store. Further calls have no effect. Open views throw {@link
   * StoreException.Closed} from then on.
   *
   * @throws StoreException.Unavailable if the state could not be written; the store is closed
   *     anyway
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
   * Closes the store without flushing, as if the process had been killed. When the store is opened
   * again, the records after the last flush are applied again.
   */
  @Override
  public synchronized void kill() {
    if (!closed) {
      closed = true;
      backing.close();
    }
  }
}
