package org.waymark.history.slice;

import java.io.IOException;
import org.waymark.runtime.FileTrouble;

/**
 * Thrown if a file is not a complete slice. The message says what is wrong, in which line, and what
 * to do.
 */
public final class SliceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The kinds of faults that make a file unusable. */
  public enum Kind {
    /** The file cannot be read. */
    UNREADABLE("make it readable, or name another file"),
    /** The first line is not the head of a slice. */
    NO_SLICE("name a file that was written by waymark log export"),
    /** The file was written by a later version of Waymark. */
    UNKNOWN_VERSION("read the file with that version or a later one"),
    /** A line does not have the required form of a record or of the end of a slice. */
    BROKEN_LINE("export the slice again"),
    /** A line exceeds the maximum length. */
    LONG_LINE("export the slice again"),
    /** A record does not follow the preceding record. */
    WRONG_ORDER("export the slice again"),
    /** The file ends before its last line. */
    MISSING_END("the file is truncated: copy it again, or export the slice again"),
    /** The number of records differs from the number in the head or in the end. */
    WRONG_COUNT("export the slice again"),
    /** The hash at the end differs from the hash of the preceding lines. */
    WRONG_HASH("the file was changed after the export: copy it again, or export the slice again"),
    /** There is data after the end of the slice. */
    AFTER_END("remove the data after the end, or export the slice again"),
    /** The file contains more records than may be kept in memory. */
    TOO_LARGE("export fewer records, with --only");

    private final String advice;

    Kind(String advice) {
      this.advice = advice;
    }
  }

  private final Kind kind;
  private final long line;

  /**
   * @param file the name of the file
   * @param line the line number, counted from 1
   */
  public SliceException(Kind kind, String file, long line, String why) {
    super("%s, line %d: %s; %s".formatted(file, line, why, kind.advice));
    this.kind = kind;
    this.line = line;
  }

  /** A failure to read the file. */
  SliceException(String file, long line, IOException cause) {
    this(Kind.UNREADABLE, file, line, FileTrouble.of(cause));
    initCause(cause);
  }

  public Kind kind() {
    return kind;
  }

  /** {@return the number of the invalid line, counted from 1} */
  public long line() {
    return line;
  }
}
