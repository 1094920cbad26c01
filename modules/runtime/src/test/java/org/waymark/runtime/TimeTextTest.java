package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1543400000, 2018-11-28T10:13:20Z",
    "4294967295, 2106-02-07T06:28:15Z",
    "-1, -1 s since 1970",
    "9223372036854775807, 9223372036854775807 s since 1970"
  })
  void everyNumberOfSecondsHasAText(long unixS, String expected) {
    assertEquals(expected, TimeText.instant(unixS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-28799898 | 28,799 s behind",
        "28799898  | 28,799 s ahead of",
        "1500      | 1.5 s ahead of",
        "-2400     | 2.4 s behind"
      })
  void differenceOfClocksIsSaidInSecondsAndItsDirection(long ms, String expected) {
    assertEquals(expected, TimeText.skew(ms));
  }
}
