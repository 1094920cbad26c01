package org.waymark.audit.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;

class RecordLeafFuzzTest {
  /**
   * Decoding an entry always returns a result, and an accepted leaf encodes to exactly the decoded
   * bytes.
   */
  @FuzzTest
  void entry(byte[] bytes) {
    ByteString entry = ByteString.of(bytes);
    RecordLeaf.decode(entry).asOptional().ifPresent(leaf -> assertEquals(entry, leaf.encode()));
  }

  /**
   * Decoding a right edge always returns a result, and an accepted right edge encodes to exactly
   * the decoded bytes.
   */
  @FuzzTest
  void rightEdge(byte[] bytes) {
    ByteString encoded = ByteString.of(bytes);
    RightEdge.decode(encoded).asOptional().ifPresent(edge -> assertEquals(encoded, edge.encode()));
  }
}
