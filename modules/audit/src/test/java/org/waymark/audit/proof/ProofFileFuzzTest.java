package org.waymark.audit.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

class ProofFileFuzzTest {
  private static final ByteString HASH = TreeHasher.EMPTY_ROOT;

  /**
   * Parsing and using a proof of inclusion always return a result, and an accepted file encodes to
   * exactly the parsed bytes.
   */
  @FuzzTest
  void inclusion(byte[] bytes) {
    ByteString encoded = ByteString.of(bytes);
    InclusionFile.parse(encoded)
        .asOptional()
        .ifPresent(
            file -> {
              assertEquals(encoded, file.encode());
              file.proof().proves(HASH, HASH);
            });
  }

  /**
   * Parsing and using a proof of consistency always return a result, and an accepted file encodes
   * to exactly the parsed bytes.
   */
  @FuzzTest
  void consistency(byte[] bytes) {
    ByteString encoded = ByteString.of(bytes);
    ConsistencyFile.parse(encoded)
        .asOptional()
        .ifPresent(
            file -> {
              assertEquals(encoded, file.encode());
              file.proof().proves(HASH, HASH);
            });
  }
}
