package org.waymark.history.slice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

class SliceFuzzTest {
  /** Reading refuses a file with the number of a line, or returns records that give that file. */
  @FuzzTest
  void file(byte[] bytes) throws IOException {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    try (SliceReader reader = SliceReader.of("fuzz", new ByteArrayInputStream(bytes))) {
      SliceWriter writer = new SliceWriter(again, reader.head());
      Optional<SliceRecord> next = reader.next();
      while (next.isPresent()) {
        writer.write(next.get());
        next = reader.next();
      }
      writer.end();
    } catch (SliceException refused) {
      assertTrue(refused.line() >= 1, refused.getMessage());
      assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
      return;
    }
    assertArrayEquals(bytes, again.toByteArray());
  }

  /** A line that is accepted as a record, a head or an end has exactly one form. */
  @FuzzTest
  void line(byte[] bytes) {
    SliceLines.record(bytes).ifPresent(one -> assertArrayEquals(bytes, SliceLines.record(one)));
    SliceLines.head(bytes).ifPresent(one -> assertArrayEquals(bytes, SliceLines.head(one)));
    SliceLines.end(bytes).ifPresent(one -> assertArrayEquals(bytes, SliceLines.end(one)));
    SliceLines.version(bytes);
  }
}
