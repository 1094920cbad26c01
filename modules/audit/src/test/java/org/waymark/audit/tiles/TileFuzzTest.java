package org.waymark.audit.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;

class TileFuzzTest {
  /**
   * Decoding a bundle always returns a result, and an accepted bundle encodes to exactly the
   * decoded bytes.
   */
  @FuzzTest
  void bundle(byte[] bytes) {
    ByteString encoded = ByteString.of(bytes);
    EntryBundle.decode(encoded)
        .asOptional()
        .ifPresent(bundle -> assertEquals(encoded, bundle.encode()));
  }

  /** Parsing a path always returns a result, and an accepted tile has exactly the parsed path. */
  @FuzzTest
  void path(byte[] bytes) {
    StrictText.ofUtf8(ByteString.of(bytes))
        .ifPresent(
            path ->
                Tile.parse(path).asOptional().ifPresent(tile -> assertEquals(path, tile.path())));
  }
}
