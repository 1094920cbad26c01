package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.AsEntryFields;

/**
 * The records from which sequences in the small world are made: versions of two paths that share an
 * interface of LEAF, revocations of that interface in two windows, and two ticks. Every version
 * contains the roots of window 0.
 */
final class SmallWorldAlphabet {
  static final int SIZE = 10;

  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  private record Symbol(String name, long recordTimeMs, byte[] value) {}

  private final SmallWorldEvents events;
  private final long startS;
  private final List<Symbol> symbols = new ArrayList<>();

  /**
   * @param startS when this world starts, in Unix seconds: the beginning of an hour
   */
  SmallWorldAlphabet(SmallWorldEvents events, long startS) {
    this.events = events;
    this.startS = startS;
    long startMs = startS * 1_000;
    long epoch = SmallWorld.epoch(startMs);
    Revocation inWindow = events.world().revocation(SmallWorld.LEAF, 2, epoch + 1);
    Revocation windowLater = events.world().revocation(SmallWorld.LEAF, 2, epoch + 2);
    ByteString other = SmallWorld.arbitrary("other");
    symbol("short version", 3_000, direct(-60, 1, 1_400));
    symbol("longer version", 21_999, direct(19, 1, 1_400));
    symbol("as long, recorded when the revocation has ended", 22_000, direct(19, 1, 1_500));
    symbol("from the future", 21_000, direct(621, 255, 1_400));
    symbol(
        "beside, soon over",
        9_500,
        events.segment(SegmentType.DOWN, SmallWorld.BESIDE, startS + 9, 0, startMs));
    symbol("revocation", 12_000, events.revocation(inWindow));
    symbol(
        "the same with another neighbour",
        11_000,
        events.revocation(SmallWorldEvents.withNextRoot(inWindow, other)));
    symbol("revocation one window later", 22_500, events.revocation(windowLater));
    symbol("tick between the ends", HOUR_MS + 300_000, events.tick(startMs + DAY_MS));
    symbol("tick before the revocations end", 3 * DAY_MS, events.tick(startMs + DAY_MS + 600_000));
  }

  private void symbol(String name, long ms, byte[] value) {
    symbols.add(new Symbol(name, startS * 1_000 + ms, value));
  }

  private byte[] direct(long timestampS, int expTime, int mtu) {
    List<AsEntryFields> entries = new ArrayList<>();
    for (SmallWorld.Crossing crossing : SmallWorld.DIRECT) {
      ByteString root = events.world().publishedRoot(crossing.ia(), startS * 1_000);
      entries.add(SmallWorldEvents.entry(crossing, expTime, root, mtu));
    }
    return events.segment(SegmentType.DOWN, startS + timestampS, entries);
  }

  String name(int symbol) {
    return symbols.get(symbol).name;
  }

  LogRecord record(long offset, int symbol) {
    Symbol s = symbols.get(symbol);
    return SmallWorldEvents.record(offset, s.recordTimeMs, s.value);
  }
}
