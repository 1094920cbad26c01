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
}
