package org.waymark.world.topology;

/** Why the description of a world is refused: one line that says where, what, and what to write. */
public final class TopologyException extends Exception {
  private static final long serialVersionUID = 1;

  private final String file;
  private final int line;
  private final String problem;
  private final String expected;

  /**
   * @param file as it was named, for messages
   * @param line counted from 1
   * @param problem what is wrong there
   * @param expected what could stand there instead
   */
  public TopologyException(String file, int line, String problem, String expected) {
    super(file + " line " + line + ": " + problem + ", expected " + expected);
    this.file = file;
    this.line = line;
    this.problem = problem;
    this.expected = expected;
  }

  String file() {
    return file;
  }

  /** {@return the line, counted from 1} */
  int line() {
    return line;
  }

  String problem() {
    return problem;
  }

  String expected() {
    return expected;
  }
}
