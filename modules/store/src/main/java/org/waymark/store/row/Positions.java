package org.waymark.store.row;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.LastRecord;
import org.waymark.log.LogIdentity;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.wire.event.RowKind;

/**
 * The positions row, which says which records have been folded into the state and contains the
 * digest of that state. Every commit writes the positions row in the same batch as the rows, so it
 * always describes exactly those rows. Its layout is big-endian:
 *
 * <pre>
 * layout 1 (= 3) | apply number 4 | settings 32 | start kind 1 | start_ms 8 | lastTick_ms 8
 * events digest 32 | trust digest 32 | rows of each kind 8 x 6
 * position of events | position of trust | AS that owns the log: 0, or 1 | IA 8
 * right edge of events | right edge of trust
 *
 * position: 0, or 1 | next offset 8 | cluster id | topic id | last record
 * id:       length 2 | UTF-8
 * last:     0, or 1 | leader epoch 4 | record time_ms 8 | hash 32
 * edge:     0, or 1 | size 8 | roots, 32 bytes each (RightEdge)
 * </pre>
 *
 * <p>Example: a replica applies the events at offsets 100 to 139 as one batch. The last of them was
 * appended at 12:00:07.120 by the leader of epoch 3. The events position then has next offset 140,
 * and its last record is (3, 12:00:07.120, hash of record 139).
 *
 * <ul>
 *   <li>The replica flushes, stops, and starts again. It reads record 139 back, finds that the hash
 *       matches, seeks to 140 with leader epoch 3, and continues.
 *   <li>The replica is killed before it flushes, and the previous flush had next offset 100. Rows
 *       and positions revert to that flush together, so records 100 to 139 are applied again, with
 *       the same result.
 *   <li>While the replica was stopped, the broker's disk was restored from a backup, and other
 *       records now have the offsets from 130 on. The hash of record 139 differs, so nothing more
 *       is applied to this store, and a new store is built.
 * </ul>
 */
public record Positions(
    ApplyVersion applyVersion,
    FoldStart start,
    long lastTickMs,
    RowTotals.Totals totals,
    Optional<TopicPosition> events,
    Optional<TopicPosition> trust,
    Optional<IsdAs> owner) {
  private static final int LAYOUT = 3;
  private static final int FIXED = 1 + 4 + 32 + 1 + 8 + 8 + 32 + 32;

  public static Positions none(ApplyVersion applyVersion) {
    return new Positions(
        applyVersion,
        new FoldStart.Undecided(),
        0,
        RowTotals.Totals.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Reads the positions row.
   *
   * @return the positions; {@link #none} if there is no positions row
   */
  public static Positions of(RowReader rows, ApplyVersion applyVersion) {
    return rows.get(Family.POSITIONS, Keys.POSITIONS)
        .map(Positions::decode)
        .orElseGet(() -> none(applyVersion));
  }

  private Optional<TopicPosition> folded(Topic topic) {
    return switch (topic) {
      case EVENTS -> events;
      case TRUST -> trust;
      case AUDIT -> Optional.empty();
    };
  }

  /** {@return the right edge of the topic's Merkle tree, if it is known} */
  public Optional<RightEdge> edge(Topic topic) {
    return folded(topic).flatMap(TopicPosition::edge);
  }

  public Optional<Position> position(Topic topic) {
    return folded(topic).map(TopicPosition::position);
  }

  /**
   * {@return the log to which the positions refer, excluding topics that have no position; empty if
   * no topic has one}
   */
  public Optional<LogIdentity> log() {
    Map<Topic, String> topicIds = new EnumMap<>(Topic.class);
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      position(topic).ifPresent(position -> topicIds.put(topic, position.topicId()));
    }
    return position(Topic.TRUST)
        .or(() -> position(Topic.EVENTS))
        .map(position -> new LogIdentity(position.clusterId(), topicIds));
  }

  /**
   * {@return a copy of these positions with a different position for one topic}
   *
   * @param edge the right edge of the topic's tree at the position; empty if it is unknown
   */
  public Positions with(Topic topic, Position position, Optional<RightEdge> edge) {
    Optional<TopicPosition> there = Optional.of(new TopicPosition(position, edge));
    return switch (topic) {
      case EVENTS -> new Positions(applyVersion, start, lastTickMs, totals, there, trust, owner);
      case TRUST -> new Positions(applyVersion, start, lastTickMs, totals, events, there, owner);
      case AUDIT -> throw new IllegalArgumentException("the audit topic is never applied");
    };
  }

  public Positions with(FoldStart newStart) {
    return new Positions(applyVersion, newStart, lastTickMs, totals, events, trust, owner);
  }

  public Positions with(RowTotals.Totals newTotals, long newLastTickMs) {
    return new Positions(applyVersion, start, newLastTickMs, newTotals, events, trust, owner);
  }

  public Positions withOwner(Optional<IsdAs> newOwner) {
    return new Positions(applyVersion, start, lastTickMs, totals, events, trust, newOwner);
  }

  public StateDigest digest(Topic topic) {
    return switch (topic) {
      case EVENTS -> new StateDigest(totals.eventsSum(), totals.events(), lastTickMs, applyVersion);
      case TRUST -> new StateDigest(totals.trustSum(), totals.of(RowKind.TRUST), 0, applyVersion);
      case AUDIT -> throw new IllegalArgumentException("the audit topic has no state");
    };
  }

  public byte[] encode() {
    byte[] eventsPosition = encode(position(Topic.EVENTS));
    byte[] trustPosition = encode(position(Topic.TRUST));
    byte[] ownerRow =
        owner
            .map(
                ia -> ByteBuffer.allocate(1 + Long.BYTES).put((byte) 1).putLong(ia.value()).array())
            .orElse(new byte[1]);
    byte[] eventsEdge = encodeEdge(edge(Topic.EVENTS));
    byte[] trustEdge = encodeEdge(edge(Topic.TRUST));
    int kinds = totals.rows().size() * Long.BYTES;
    ByteBuffer out =
        ByteBuffer.allocate(
            FIXED
                + kinds
                + eventsPosition.length
                + trustPosition.length
                + ownerRow.length
                + eventsEdge.length
                + trustEdge.length);
    out.put((byte) LAYOUT).putInt(applyVersion.number()).put(applyVersion.settings().toBytes());
    switch (start) {
      case FoldStart.Undecided() -> out.put((byte) 0).putLong(0);
      case FoldStart.FromZero() -> out.put((byte) 1).putLong(0);
      case FoldStart.Cold(long instantMs) -> out.put((byte) 2).putLong(instantMs);
    }
    out.putLong(lastTickMs);
    out.put(totals.eventsSum().toBytes()).put(totals.trustSum().toBytes());
    totals.rows().forEach(out::putLong);
    out.put(eventsPosition).put(trustPosition).put(ownerRow);
    return out.put(eventsEdge).put(trustEdge).array();
  }

  private static byte[] encode(Optional<Position> position) {
    if (position.isEmpty()) {
      return new byte[1];
    }
    byte[] cluster = position.get().clusterId().getBytes(StandardCharsets.UTF_8);
    byte[] topic = position.get().topicId().getBytes(StandardCharsets.UTF_8);
    byte[] last = encode(position.get().last());
    return ByteBuffer.allocate(
            1 + Long.BYTES + 2 * Short.BYTES + cluster.length + topic.length + last.length)
        .put((byte) 1)
        .putLong(position.get().nextOffset())
        .putShort((short) cluster.length)
        .put(cluster)
        .putShort((short) topic.length)
        .put(topic)
        .put(last)
        .array();
  }

  private static byte[] encodeEdge(Optional<RightEdge> edge) {
    if (edge.isEmpty()) {
      return new byte[1];
    }
    ByteString encoded = edge.get().encode();
    return ByteBuffer.allocate(1 + encoded.size()).put((byte) 1).put(encoded.unsafeBytes()).array();
  }

  private static byte[] encode(LastRecord last) {
    if (!last.isPresent()) {
      return new byte[1];
    }
    return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES + Sha256.SIZE)
        .put((byte) 1)
        .putInt(last.leaderEpoch())
        .putLong(last.recordTimeMs())
        .put(last.hash().toBytes())
        .array();
  }

  /**
   * Decodes a positions row.
   *
   * @throws StoreException.Unavailable if the row does not have the layout of this build
   */
  public static Positions decode(byte[] row) {
    try {
      return decode(ByteBuffer.wrap(row));
    } catch (BufferUnderflowException e) {
      throw new StoreException.Unavailable("read its positions row", e, true);
    }
  }

  private static Positions decode(ByteBuffer in) {
    int layout = in.get();
    if (layout != LAYOUT) {
      throw new StoreException.Unavailable("positions row with unknown layout " + layout);
    }
    ApplyVersion version = new ApplyVersion(in.getInt(), bytes(in, Sha256.SIZE));
    int startKind = in.get();
    long startMs = in.getLong();
    FoldStart start =
        switch (startKind) {
          case 0 -> new FoldStart.Undecided();
          case 1 -> new FoldStart.FromZero();
          case 2 -> new FoldStart.Cold(startMs);
          default ->
              throw new StoreException.Unavailable(
                  "positions row with unknown start kind " + startKind);
        };
    long lastTickMs = in.getLong();
    ByteString eventsSum = bytes(in, DigestSum.SIZE);
    ByteString trustSum = bytes(in, DigestSum.SIZE);
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < RowKind.values().length; i++) {
      rows.add(in.getLong());
    }
    Optional<Position> events = position(in);
    Optional<Position> trust = position(in);
    Optional<IsdAs> owner = in.get() == 0 ? Optional.empty() : Optional.of(new IsdAs(in.getLong()));
    Optional<RightEdge> eventsEdge = edge(in);
    Optional<RightEdge> trustEdge = edge(in);
    return new Positions(
        version,
        start,
        lastTickMs,
        new RowTotals.Totals(eventsSum, trustSum, rows),
        events.map(position -> new TopicPosition(position, eventsEdge)),
        trust.map(position -> new TopicPosition(position, trustEdge)),
        owner);
  }

  private static Optional<Position> position(ByteBuffer in) {
    if (in.get() == 0) {
      return Optional.empty();
    }
    long nextOffset = in.getLong();
    String cluster = text(in);
    String topic = text(in);
    return Optional.of(new Position(cluster, topic, nextOffset, last(in)));
  }

  private static Optional<RightEdge> edge(ByteBuffer in) {
    if (in.get() == 0) {
      return Optional.empty();
    }
    long size = in.getLong();
    List<ByteString> roots = new ArrayList<>();
    for (int i = 0; i < Long.bitCount(size); i++) {
      roots.add(bytes(in, Sha256.SIZE));
    }
    return Optional.of(RightEdge.of(size, roots));
  }

  private static LastRecord last(ByteBuffer in) {
    return in.get() == 0
        ? LastRecord.NONE
        : new LastRecord(in.getInt(), in.getLong(), bytes(in, Sha256.SIZE));
  }

  private static String text(ByteBuffer in) {
    byte[] text = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static ByteString bytes(ByteBuffer in, int size) {
    byte[] bytes = new byte[size];
    in.get(bytes);
    return ByteString.owning(bytes);
  }
}
