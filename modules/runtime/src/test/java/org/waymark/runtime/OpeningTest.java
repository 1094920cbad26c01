package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OpeningTest {
  private final List<String> closed = new ArrayList<>();
  private final OpenedParts parts = new OpenedParts((what, cause) -> {});

  private void open(Executable last) throws Throwable {
    try (Opening opening = new Opening(parts::close)) {
      parts.add(() -> closed.add("first"));
      last.execute();
      parts.add(() -> closed.add("second"));
      opening.succeeded();
    }
  }

  @Test
  void partsStayOpenWhenAllCouldBeOpened() throws Throwable {
    open(() -> {});
    assertEquals(List.of(), closed);
    parts.close();
    assertEquals(List.of("second", "first"), closed);
  }

  @Test
  void whateverIsThrownTheOpenedPartsAreClosed() {
    for (Throwable thrown :
        List.of(new IOException(), new IllegalStateException(), new NoClassDefFoundError())) {
      closed.clear();
      Throwable seen =
          assertThrows(
              thrown.getClass(),
              () ->
                  open(
                      () -> {
                        throw thrown;
                      }));
      assertEquals(thrown, seen);
      assertEquals(List.of("first"), closed);
    }
  }
}
