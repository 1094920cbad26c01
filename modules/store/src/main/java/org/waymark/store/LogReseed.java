package org.waymark.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.Expiry;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Row;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.TrustMaterial;
import org.waymark.trust.Verification;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.TrustKind;

/**
 * Appends the contents of a store to a log that lacks them, after the old log or some of its
 * records were lost: trust first, then the live revocations, blocks and segments.
 *
 * <p>Nothing that the new log already contains is appended again. The reseed can therefore be
 * repeated after an interruption, and can be run for several replicas one after another. Records
 * are appended one at a time: filling a new log takes only seconds, and the broker has other
 * clients to serve.
 */
public final class LogReseed {
  private static final String WRITER = "log reseed";
  private final EventLog eventLog;
  private final ApplySettings settings;
  private final IsdAs local;
  private final Clock clock;
  private final SegmentCodec segments;
  private final RevocationCodec revocations;
  private final SegmentVerifier verifier;
  private int appended;
  private int heldAlready;
  private int unverified;

  /**
   * The numbers of records that were appended and that were left out.
   *
   * @param appended the number of records that were appended
   * @param heldAlready the number of records that the new log already contained in the same or a
   *     newer version
   * @param unverified the number of segments that were left out because their signatures can no
   *     longer be verified
   */
  public record Outcome(int appended, int heldAlready, int unverified) {}

  private LogReseed(EventLog eventLog, ApplySettings settings, IsdAs local, Clock clock) {
    this.eventLog = eventLog;
    this.settings = settings;
    this.local = local;
    this.clock = clock;
    this.segments = new SegmentCodec(settings.limits());
    this.revocations = new RevocationCodec(settings.limits());
    this.verifier =
        new SegmentVerifier(
            Ed25519.fastest(), new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY), clock);
  }

  /**
   * Appends everything in the store that the log lacks.
   *
   * @param store a store built from another log, or from this log before it lost records; must not
   *     be in use by a replica
   * @param local the AS that owns the log
   * @return the number of records appended and left out
   * @throws StoreException.NotReseeded if the log already contains everything in the store, or if
   *     the store is incomplete or empty
   * @throws LogException if the log cannot be read or written; records appended so far remain in
   *     the log
   */
  public static Outcome run(
      Store store, ApplySettings settings, IsdAs local, EventLog eventLog, Clock clock) {
    requireLacking(store, eventLog);
    LogReseed reseed = new LogReseed(eventLog, settings, local, clock);
    try (Store there = reseed.read();
        ReadView from = store.view();
        ReadView held = there.view()) {
      reseed.appendTrust(from, held.trust());
      reseed.appendEvents(from, held);
    }
    return new Outcome(reseed.appended, reseed.heldAlready, reseed.unverified);
  }

  private static void requireLacking(Store store, EventLog eventLog) {
    Optional<Boolean> same = store.isOf(eventLog.identity());
    if (same.isEmpty()) {
      throw new StoreException.NotReseeded("the store is empty: there is nothing to append");
    }
    if (same.get() && holdsAllOf(store, eventLog)) {
      throw new StoreException.NotReseeded(
          "the store was built from this log, which still has all its records: there is nothing to"
              + " append");
    }
    if (!store.whole()) {
      throw new StoreException.NotReseeded(
          ("the store in %s is not complete: its replica was stopped before it had caught up with"
                  + " the lost log, so some records would remain lost. Reseed from the store of"
                  + " another replica of this AS")
              .formatted(store.place()));
    }
  }

  /**
   * Checks whether the log contains all records from which the store was built. Records are missing
   * if the beginning of the log was deleted, or if the log does not continue where the store ends.
   */
  private static boolean holdsAllOf(Store store, EventLog eventLog) {
    return eventLog.start(Topic.TRUST) == 0
        && eventLog.start(Topic.EVENTS) == 0
        && LogCoverage.continues(eventLog, store);
  }

  /** Folds the remaining records of the log into a store in memory. */
  private Store read() {
    Store there = Store.inMemory(settings);
    there.requireLog(eventLog.identity());
    there.begin(new ColdStart(eventLog.start(Topic.EVENTS), Long.MIN_VALUE));
    for (Topic topic : List.of(Topic.TRUST, Topic.EVENTS)) {
      eventLog.readToEnd(
          topic,
          eventLog.identity().at(topic, eventLog.start(topic)),
          records -> there.apply(topic, records));
    }
    return there;
  }

  private void appendTrust(ReadView from, TrustMaterial held) {
    List<Row.Trust> rows = new ArrayList<>();
    for (Row row : from.rows(Topic.TRUST)) {
      if (row instanceof Row.Trust trust) {
        rows.add(trust);
      }
    }
    // TRCs come before the chains that are verified with them; each TRC comes after the TRC that it
    // updates.
    rows.sort(
        Comparator.comparing((Row.Trust row) -> row.kind() == TrustKind.CHAIN)
            .thenComparing(Row.Trust::subject)
            .thenComparing(Row.Trust::version, Long::compareUnsigned));
    Map<Integer, Long> newest = new LinkedHashMap<>();
    for (Row.Trust row : rows) {
      int isd = row.subject().isd();
      if (row.kind() == TrustKind.CHAIN) {
        append(row, TrustKind.CHAIN, held.chain(row.subject(), row.version()).isPresent());
        continue;
      }
      Optional<Long> before =
          Optional.ofNullable(newest.get(isd))
              .or(() -> held.newestTrc(isd).map(trc -> trc.version()));
      boolean known = before.isPresent() && Long.compareUnsigned(row.version(), before.get()) <= 0;
      append(row, before.isEmpty() ? TrustKind.ANCHOR : TrustKind.TRC, known);
      newest.put(isd, known ? before.get() : row.version());
    }
  }

  private void append(Row.Trust row, TrustKind kind, boolean known) {
    if (known) {
      heldAlready++;
      return;
    }
    append(
        Topic.TRUST,
        RecordKeys.trust(kind, row.subject(), row.version()),
        List.of(),
        new EventBody.TrustEvent(kind, row.json()));
  }

  /**
   * Appends the revocations first. The segments that are appended afterwards stay live unless one
   * of the revocations kills them.
   */
  private void appendEvents(ReadView from, ReadView held) {
    List<Row> rows = from.rows(Topic.EVENTS);
    long nowMs = clock.wallMs();
    Map<ByteString, Row.Revocation> revoked = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row instanceof Row.Revocation one && one.expiryMs() > nowMs) {
        // A revocation may have two rows, one for each side.
        revoked.putIfAbsent(one.bytes(), one);
      }
    }
    revoked.values().forEach(row -> append(row, held));
    for (Row row : rows) {
      if (row instanceof Row.Block block && block.untilMs() > nowMs) {
        append(
            Topic.EVENTS,
            RecordKeys.block(block.subject()),
            List.of(),
            new EventBody.BlockEvent(
                block.subject(), block.endMs(), block.reason(), block.untilMs(), block.operator()));
      }
    }
    for (Row row : rows) {
      if (row instanceof Row.Segment one && Expiry.endMs(one.expiryS()) > nowMs) {
        append(one, from.trust(), held);
      }
    }
  }

  private void append(Row.Revocation row, ReadView held) {
    Revocation revocation = revocations.decode(row.format(), row.bytes()).orElseThrow();
    boolean known =
        held.revocations(row.ia(), row.interfaceId()).stream()
            .anyMatch(
                one ->
                    one.connectedRoot().equals(row.connectedRoot())
                        && one.expiryMs() >= row.expiryMs());
    if (known) {
      heldAlready++;
      return;
    }
    append(
        Topic.EVENTS,
        RecordKeys.ofInterface(row.ia(), row.interfaceId()),
        List.of(revocation.eventId(row.side())),
        new EventBody.RevocationEvent(row.format(), row.bytes()));
  }

  private void append(Row.Segment row, TrustMaterial trust, ReadView held) {
    Optional<StoredSegment> there = held.version(row.key());
    if (there.filter(one -> one.segment().expiryS() >= row.expiryS()).isPresent()) {
      heldAlready++;
      return;
    }
    PathSegment segment = segments.decode(row.key().format(), row.bytes()).orElseThrow();
    // The record must name the trust material that verified the segment, but the row does not
    // contain it.
    if (!(verifier.verify(segment, trust, local) instanceof Verification.Verified verified)) {
      unverified++;
      return;
    }
    append(
        Topic.EVENTS,
        RecordKeys.segment(segment.id()),
        List.of(segment.eventId(row.key().type())),
        new EventBody.SegmentEvent(
            segment.format(), row.key().type(), segment.bytes(), verified.verifiedWith()));
  }

  private void append(Topic topic, ByteString key, List<ByteString> eventIds, EventBody body) {
    Event event = Event.own(WRITER, body).with(eventIds);
    try {
      eventLog.append(topic, new Entry(key, body.kind(), EventCodec.encode(event))).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LogException told ? told : e;
    }
    appended++;
  }
}
