package org.waymark.audit.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

class CheckpointFuzzTest {
  /**
   * Parsing a checkpoint always returns a result. An accepted checkpoint has exactly the parsed
   * text, and its right edge, if it has one, fits its size and root.
   */
  @FuzzTest
  void parsing(byte[] bytes) {
    StrictText.ofUtf8(ByteString.of(bytes))
        .ifPresent(
            text ->
                Checkpoint.parse(text)
                    .asOptional()
                    .ifPresent(checkpoint -> requireWhole(text, checkpoint)));
  }

  private static void requireWhole(String text, Checkpoint checkpoint) {
    assertEquals(text, checkpoint.text());
    checkpoint
        .rightEdge()
        .ifPresent(
            edge -> {
              assertEquals(checkpoint.size(), edge.size());
              assertEquals(checkpoint.root(), edge.root(new TreeHasher()));
            });
  }
}
