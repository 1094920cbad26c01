package org.waymark.history.slice;

import java.io.IOException;
import org.waymark.runtime.FileTrouble;

/** A file is not a whole slice. The message says what is wrong in which line, and what to do. */
public final class SliceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The kinds of faults that make a file unusable. */
  public enum Kind {
    /** The file cannot be read. */
    UNREADABLE("make it readable, or name another file"),
    /** The first line is not the head of a slice. */
    NO_SLICE("name a file that waymark log export has written"),
    /** A later version of Waymark has written the file. */
    UNKNOWN_VERSION("read it with that version, or a later one"),
    /** A line is not a record or an end in the form in which they are written. */
    BROKEN_LINE("export the slice again"),
    /** A line is longer than any that is written. */
    LONG_LINE("export the slice again"),
    /** A record does not follow the one before it. */
    WRONG_ORDER("export the slice again"),
    /** The file ends before its last line. */
    MISSING_END("it was cut: copy it again, or export the slice again"),
    /** There are fewer or more records than the head and the end say. */
    WRONG_COUNT("export the slice again"),
    /** The hash at the end is not that of the lines before. */
    WRONG_HASH("it was changed after the export: copy it again, or export the slice again"),
    /** Something follows the end. */
    AFTER_END("remove what follows, or export the slice again"),
    /** The file holds more records than can be kept in memory. */
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
   * @param line counted from 1
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

  /** {@return the number of the line that is wrong, from 1} */
  public long line() {
    return line;
  }
}
