package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  private static final String TOPIC = "kYp7hJ0mQ3yWbTj2vXn4Zg";

  @Test
  void textIsReadAsItWasWritten() {
    Token token = new Token(TOPIC, 4_711);
    assertEquals(TOPIC + ":4711", token.toString());
    assertEquals(Optional.of(token), Token.parse(token.toString()));
  }

  @Test
  void tokenOfAPositionIsItsNextOffset() {
    assertEquals(new Token(TOPIC, 7), Token.of(new Position("cluster", TOPIC, 7, LastRecord.NONE)));
  }

  /** A time must not pass for a token of another log. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4711",
        "2026-11-28T14:32",
        TOPIC,
        TOPIC + ":",
        TOPIC + ":-1",
        TOPIC + "x:1",
        TOPIC + ":1 ",
        TOPIC + ":1234567890123456789"
      })
  void otherTextIsNoToken(String text) {
    assertEquals(Optional.empty(), Token.parse(text));
  }
}
