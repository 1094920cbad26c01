package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedPartsTest {
  @Test
  void closesInReverseOrderAlsoBehindAPartThatFails() {
    List<String> closed = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    OpenedParts parts = new OpenedParts((what, cause) -> faults.add(cause.getMessage()));
    parts.add(() -> closed.add("first"));
    parts.add(
        () -> {
          throw new IllegalStateException("second");
        });
    parts.add(() -> closed.add("third"));
    parts.close();
    parts.close();
    assertEquals(List.of("third", "first"), closed);
    assertEquals(List.of("second"), faults);
  }

  @Test
  void errorOfAPartLeavesNoOtherOpen() {
    List<String> closed = new ArrayList<>();
    List<Throwable> faults = new ArrayList<>();
    OpenedParts parts = new OpenedParts((what, cause) -> faults.add(cause));
    parts.add(() -> closed.add("first"));
    NoClassDefFoundError error = new NoClassDefFoundError("org/rocksdb/Gone");
    parts.add(
        () -> {
          throw error;
        });
    parts.close();
    assertEquals(List.of("first"), closed);
    assertEquals(List.of(error), faults);
  }

  @Test
  void killsWhatCanBeKilledAndClosesTheOthers() {
    List<String> ended = new ArrayList<>();
    OpenedParts parts =
        new OpenedParts(
            (what, cause) -> {
              throw new AssertionError(what, cause);
            });
    parts.add(() -> ended.add("first closed"));
    parts.add(
        new Killable() {
          @Override
          public void kill() {
            ended.add("second killed");
          }

          @Override
          public void close() {
            ended.add("second closed");
          }
        });
    parts.kill();
    parts.kill();
    parts.close();
    assertEquals(List.of("second killed", "first closed"), ended);
  }
}
