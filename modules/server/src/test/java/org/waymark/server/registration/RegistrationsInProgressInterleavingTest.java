package org.waymark.server.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Source;
import org.waymark.wire.packet.HostAddress;

/** Sources that reserve and release memory at the same time. */
@Isolated("the model checker changes classes")
class RegistrationsInProgressInterleavingTest {
  @Test
  void memoryIsNeitherGivenTwiceNorLost() {
    new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(150)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(0)
        .check(Reserving.class);
  }

  /** Memory for four registrations, but only one of each source. */
  @Param(name = "source", gen = IntGen.class, conf = "1:2")
  public static class Reserving {
    private static final long SIZE = 100;

    private final RegistrationsInProgress memory = new RegistrationsInProgress(4 * SIZE);
    private final AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger()};

    private static Source source(int number) {
      return new Source(IsdAs.of(1, 11), new HostAddress.Ipv4(number));
    }

    @Operation
    public void register(@Param(name = "source") int number) {
      if (memory.enter(source(number), SIZE)) {
        assertEquals(1, inside[number - 1].incrementAndGet());
        inside[number - 1].decrementAndGet();
        memory.leave(source(number), SIZE);
      }
    }

    @Validate
    public void everythingIsReleased() {
      for (int number = 1; number <= 4; number++) {
        assertTrue(memory.enter(source(number), SIZE));
      }
      for (int number = 1; number <= 4; number++) {
        memory.leave(source(number), SIZE);
      }
    }
  }
}
