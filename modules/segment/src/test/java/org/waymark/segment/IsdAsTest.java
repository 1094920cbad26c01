package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsdAsTest {
  @ParameterizedTest
  @CsvSource({
    "1-11, 000100000000000b",
    "0-0, 0000000000000000",
    "1-0, 0001000000000000",
    "65535-4294967295, ffff0000ffffffff",
    "1-1:0:0, 0001000100000000",
    "1-ff00:0:110, 0001ff0000000110",
    "65535-ffff:ffff:ffff, ffffffffffffffff"
  })
  void textAndNumberBelongTogether(String text, String hex) {
    IsdAs ia = new IsdAs(Long.parseUnsignedLong(hex, 16));
    assertEquals(ia, IsdAs.parse(text));
    assertEquals(text, ia.toString());
  }

  @ParameterizedTest
  @CsvSource({"01-0011, 1-11", "1-0:0:b, 1-11", "1-FF00:0:110, 1-ff00:0:110"})
  void otherSpellingsAreUnderstood(String text, String canonical) {
    assertEquals(canonical, IsdAs.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "1",
        "1-",
        "-1",
        "1-2-3",
        "1--2",
        "+1-2",
        "1-+2",
        " 1-2",
        "1-2 ",
        "1_2",
        "65536-1",
        "99999-1",
        "1-4294967296",
        "1-99999999999",
        "1-0:0",
        "1-0:0:0:0",
        "1-::",
        "1-10000:0:0",
        "1-0:0:g",
        "1-0:-1:0",
        "1-1.5",
        "a-1",
        "1-a",
        "\u0661-1",
        "1-\u0661",
        "1-\uff11",
        "0x1-1"
      })
  void otherTextsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> IsdAs.parse(text));
  }

  @Test
  void everyNumberSurvivesItsText() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      IsdAs ia = new IsdAs(random.nextLong() >>> random.nextInt(64));
      assertEquals(ia, IsdAs.parse(ia.toString()));
      assertEquals(ia, IsdAs.of(ia.isd(), ia.as()));
    }
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> IsdAs.of(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> IsdAs.of(65_536, 0));
    assertThrows(IllegalArgumentException.class, () -> IsdAs.of(1, -1));
    assertThrows(IllegalArgumentException.class, () -> IsdAs.of(1, 1L << 48));
  }

  @Test
  void asZeroIsTheWildcardOfItsIsd() {
    assertTrue(IsdAs.of(1, 0).isWildcard());
    assertTrue(IsdAs.NONE.isWildcard());
    assertFalse(IsdAs.of(1, 11).isWildcard());
    assertEquals(IsdAs.of(40_000, 0), IsdAs.parse("40000-ff00:0:110").wildcard());
  }

  @Test
  void orderIsThatOfTheBigEndianBytes() {
    assertTrue(IsdAs.of(0x7fff, 1).compareTo(IsdAs.of(0x8000, 0)) < 0);
    assertTrue(IsdAs.of(1, 2).compareTo(IsdAs.of(1, 1L << 47)) < 0);
    assertEquals(0, IsdAs.of(1, 2).compareTo(IsdAs.parse("1-2")));
  }
}
