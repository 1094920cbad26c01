package org.waymark.faults.command;

import picocli.CommandLine.TypeConversionException;

/**
 * A range of run numbers.
 *
 * @param first the first number, at least 0
 * @param end the number after the last one
 */
record RunRange(long first, long end) {
  /** {@return the range of the first {@code count} runs} */
  static RunRange first(long count) {
    return new RunRange(0, count);
  }

  /**
   * Parses {@code FIRST-LAST}, or the number of a single run.
   *
   * @throws TypeConversionException if the text is neither
   */
  static RunRange parse(String text) {
    String[] ends = text.split("-", 2);
    try {
      RunRange range =
          new RunRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]) + 1);
      if (range.first() < range.end()) {
        return range;
      }
    } catch (NumberFormatException notANumber) {
      throw new TypeConversionException(
          "expected run numbers such as 7 or 0-9, got '" + text + "'");
    }
    throw new TypeConversionException(
        "the last run must not be before the first, got '" + text + "'");
  }
}
