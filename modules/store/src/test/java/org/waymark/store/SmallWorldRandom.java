package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.waymark.log.LogRecord;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;

/**
 * Makes random records of the small world, one after another. A clock advances, mostly in small
 * steps. Record times follow it or go back, and a quarter of them fall on a boundary of an earlier
 * record (an end, or the edge of a window), or one millisecond before or after it.
 */
final class SmallWorldRandom {
  private static final long[] STEPS_MS = {
    0, 0, 1, 400, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 60_000, 1_200_000, 3_660_000
  };
  private static final long UNTIL_MS = SmallWorld.BASE_MS + 20 * 86_400_000L;
  private static final long DAY_MS = 86_400_000;

  private static final List<List<SmallWorld.Crossing>> PATHS =
      List.of(SmallWorld.DIRECT, SmallWorld.BESIDE, SmallWorld.AROUND);

  private record Interface(IsdAs ia, long id) {}

  private static final List<Interface> INTERFACES =
      List.of(
          new Interface(SmallWorld.CORE, 1),
          new Interface(SmallWorld.CORE, 3),
          new Interface(SmallWorld.LEAF, 2),
          new Interface(SmallWorld.LEAF, 2),
          new Interface(SmallWorld.LEAF, 4),
          new Interface(SmallWorld.TRANSIT, 5),
          new Interface(SmallWorld.TRANSIT, 6));

  private final SmallWorldEvents events;
  private final Random random;
  private final List<LogRecord> records = new ArrayList<>();
  private final List<Long> boundariesMs = new ArrayList<>();
  private long nowMs = SmallWorld.BASE_MS + 15_000;

  SmallWorldRandom(SmallWorldEvents events, Random random) {
    this.events = events;
    this.random = random;
  }

  /** Makes a log of {@code count} records, from offset 0. */
  static List<LogRecord> records(SmallWorldEvents events, long seed, int count) {
    SmallWorldRandom maker = new SmallWorldRandom(events, new Random(seed));
    while (maker.records.size() < count) {
      maker.next();
    }
    return List.copyOf(maker.records);
  }

  /** Adds one more record and returns it. */
  LogRecord next() {
    nowMs += STEPS_MS[random.nextInt(STEPS_MS.length)];
    if (random.nextInt(60) == 0) {
      nowMs += DAY_MS;
    }
    long timeMs = recordTimeMs();
    LogRecord made = SmallWorldEvents.record(records.size(), timeMs, value(timeMs));
    records.add(made);
    return made;
  }

  /** Makes a value for a record with the given time, which is not added to the log. */
  byte[] valueAt(long timeMs) {
    nowMs = timeMs;
    byte[] value = value(timeMs);
    records.add(SmallWorldEvents.record(records.size(), timeMs, value));
    return value;
  }

  private long recordTimeMs() {
    if (!boundariesMs.isEmpty() && random.nextInt(4) == 0) {
      List<Long> near =
          boundariesMs.subList(Math.max(0, boundariesMs.size() - 20), boundariesMs.size());
      long boundary = near.get(random.nextInt(near.size()));
      if (Math.abs(boundary - nowMs) < 3_600_000) {
        return boundary + random.nextInt(3) - 1;
      }
    }
    return switch (random.nextInt(20)) {
      case 0, 1 -> nowMs - 1 - random.nextInt(3_000);
      case 2 -> nowMs - random.nextInt(40_000);
      case 3 -> nowMs + random.nextInt(15_000);
      case 4 -> random.nextInt(4) == 0 ? nowMs - 3_600_000 : nowMs;
      default -> nowMs;
    };
  }

  private byte[] value(long timeMs) {
    int kind = random.nextInt(100);
    if (kind < 40) {
      return segment(timeMs);
    }
    if (kind < 66) {
      return revocation(timeMs);
    }
    if (kind < 75) {
      return events.tick(tickMs());
    }
    if (kind < 80) {
      return block(timeMs);
    }
    return kind < 83 ? poison() : repeated(timeMs);
  }

  private byte[] segment(long timeMs) {
    long timestampMs =
        switch (random.nextInt(8)) {
          case 0 -> timeMs + SmallWorldEvents.AHEAD_MS + random.nextInt(3) * 1_000L - 1_000;
          case 1 -> timeMs - random.nextInt(300_000);
          default -> timeMs - random.nextInt(45_000);
        };
    int expTime = new int[] {0, 0, 1, 1, 1, 2, 255}[random.nextInt(7)];
    long timestampS = timestampMs / 1_000;
    long latestMs = Math.max(timestampMs + 1, timeMs);
    long madeAtMs = Math.min(timestampMs, timeMs) + random.nextLong(latestMs - timestampMs + 1);
    boundariesMs.add((timestampS + expTime * 675L / 2 + 1) * 1_000);
    boundariesMs.add(timestampS * 1_000 - SmallWorldEvents.AHEAD_MS);
    SegmentType type = random.nextInt(4) == 0 ? SegmentType.UP : SegmentType.DOWN;
    return events.segment(
        type, PATHS.get(random.nextInt(PATHS.size())), timestampS, expTime, madeAtMs);
  }

  private byte[] revocation(long timeMs) {
    Interface about = INTERFACES.get(random.nextInt(INTERFACES.size()));
    long epoch = SmallWorld.epoch(timeMs) + new int[] {0, 0, 0, 0, 1, -1, -2, 2}[random.nextInt(8)];
    Revocation honest = events.world().revocation(about.ia, about.id, epoch);
    boundariesMs.add((epoch + 1) * 10_000 + 2_000);
    boundariesMs.add((epoch + 1) * 10_000 + 12_000);
    boundariesMs.add(epoch * 10_000 - 10_000);
    long windowMs = honest.treeTtlS() * 1_000;
    long windowStartMs = epoch * 10_000 / windowMs * windowMs;
    boundariesMs.add(windowStartMs - 5_000);
    boundariesMs.add(windowStartMs + 5_000);
    boundariesMs.add(windowStartMs + windowMs + 5_000);
    return events.revocation(
        switch (random.nextInt(6)) {
          case 0 -> SmallWorldEvents.withPrevRoot(honest, SmallWorld.arbitrary("p" + epoch));
          case 1 -> SmallWorldEvents.withNextRoot(honest, SmallWorld.arbitrary("n" + epoch));
          default -> honest;
        });
  }

  private long tickMs() {
    return switch (random.nextInt(12)) {
      case 0 -> nowMs;
      case 1 -> nowMs - 3_600_000;
      case 2 -> nowMs + DAY_MS;
      case 3 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      case 4 -> nowMs - 2 * DAY_MS;
      default -> nowMs - 3_660_000;
    };
  }

  private byte[] block(long timeMs) {
    long endMs =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1 -> Long.MAX_VALUE;
          case 2 -> timeMs + DAY_MS + random.nextInt(3) - 1;
          default -> timeMs + random.nextInt(600_000);
        };
    boundariesMs.add(Math.min(endMs, timeMs + DAY_MS));
    Interface about = INTERFACES.get(random.nextInt(INTERFACES.size()));
    return switch (random.nextInt(4)) {
      case 0 -> events.blockInterface(about.ia, about.id, endMs, "test");
      case 1 -> events.blockAs(about.ia, endMs, "test " + endMs);
      // There are two of these ends, so that a renewal may be that of another block.
      case 2 -> events.blockAsUntil(about.ia, endMs, UNTIL_MS + random.nextInt(2));
      default -> events.renewalAs(about.ia, endMs, UNTIL_MS + random.nextInt(2));
    };
  }

  private byte[] poison() {
    List<byte[]> values = events.poison();
    return values.get(random.nextInt(values.size()));
  }

  private byte[] repeated(long timeMs) {
    if (records.isEmpty()) {
      return segment(timeMs);
    }
    int back = 1 + random.nextInt(Math.min(records.size(), 15));
    return records.get(records.size() - back).value();
  }
}
