package org.waymark.faults.poison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.simulation.PoisonedGroup;
import org.waymark.faults.simulation.SmallNetwork;
import org.waymark.log.Entry;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.message.SegmentRecord;

/** A run with simulated replicas and a log in memory. */
final class MemoryPoisonRun implements AutoCloseable {
  private static final int LEAST_RECORDS = 5;
  private static final int MOST_RECORDS = 40;
  private static final int MOST_PAUSE_MS = 300;

  private final PoisonedGroup group;
  private final PoisonRecords records;
  private final Random random;
  private final List<SegmentRecord> honest = new ArrayList<>();

  MemoryPoisonRun(SmallNetwork network, long seed) {
    random = new Random(seed);
    IsdAs local = random.nextBoolean() ? SmallNetwork.LEAF : SmallNetwork.CORE;
    group = new PoisonedGroup(network, local, seed, 2 + random.nextInt(2));
    records = new PoisonRecords(network, local, random);
  }

  Map<String, Long> perform() throws BrokenPromiseException {
    group.start();
    registerHonest();
    for (int left = LEAST_RECORDS + random.nextInt(MOST_RECORDS); left > 0; left--) {
      PoisonRecords.Poison poison = records.make(group.nowMs());
      group.append(
          poison.kind(), poison.topic(), new Entry(ByteString.EMPTY, "poison", poison.value()));
      group.runForMs(random.nextInt(MOST_PAUSE_MS));
      if (random.nextInt(10) == 0) {
        group.crash();
      }
      if (random.nextInt(10) == 0) {
        registerHonest();
      }
    }
    group.recover();
    registerHonest();
    return group.check(honest);
  }

  private void registerHonest() {
    honest.addAll(group.registerLasting());
  }

  @Override
  public void close() {
    group.close();
  }
}
