package org.waymark.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class ReplayProgressTest {
  private final VirtualClock clock = new VirtualClock(0);
  private final StringWriter written = new StringWriter();

  private ReplayProgress progress(boolean onTerminal) {
    return new ReplayProgress(new PrintWriter(written), onTerminal, clock, 1_000, 3_000);
  }

  private void pass(Duration time) {
    clock.advanceMs(time.toMillis());
  }

  @Test
  void terminalShowsABarThatIsDrawnInPlace() {
    ReplayProgress progress = progress(true);
    pass(Duration.ofSeconds(1));
    progress.reached(2_000);
    progress.reached(2_001);
    pass(Duration.ofSeconds(1));
    progress.ended(3_000);
    assertEquals(
        "\r[###############               ]  50 %  offset 2,000 of 3,000  1,000 records/s"
            + "\r[##############################] 100 %  offset 3,000 of 3,000  1,000 records/s"
            + System.lineSeparator(),
        written.toString());
  }

  @Test
  void shorterLineCoversTheOneBefore() {
    ReplayProgress progress = progress(true);
    pass(Duration.ofMillis(100));
    progress.reached(2_000);
    pass(Duration.ofSeconds(1_000));
    progress.ended(2_000);
    String[] drawn = written.toString().split("\r");
    assertEquals(
        "[###############               ]  50 %  offset 2,000 of 3,000  10,000 records/s",
        drawn[1]);
    assertEquals(
        "[###############               ]  50 %  offset 2,000 of 3,000  1 records/s     "
            + System.lineSeparator(),
        drawn[2]);
  }

  @Test
  void fileReceivesALineAtIntervals() {
    ReplayProgress progress = progress(false);
    for (int i = 1; i <= 25; i++) {
      pass(Duration.ofSeconds(1));
      progress.reached(1_000 + i * 10L);
    }
    progress.ended(3_000);
    assertEquals(
        List.of(
            "replaying: 5 %  offset 1,100 of 3,000  10 records/s",
            "replaying: 10 %  offset 1,200 of 3,000  10 records/s"),
        written.toString().lines().toList());
  }

  @Test
  void emptyRangeIsDoneAtOnce() {
    new ReplayProgress(new PrintWriter(written), true, clock, 7, 7).ended(7);
    assertEquals(
        "\r[##############################] 100 %  offset 7 of 7  0 records/s"
            + System.lineSeparator(),
        written.toString());
  }
}
