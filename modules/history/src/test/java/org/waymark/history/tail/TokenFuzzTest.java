package org.waymark.history.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.waymark.log.Token;

class TokenFuzzTest {
  /** Parsing always returns a result, and an accepted token survives being printed. */
  @FuzzTest
  void token(byte[] bytes) {
    Token.parse(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(token -> assertEquals(Optional.of(token), Token.parse(token.toString())));
  }
}
