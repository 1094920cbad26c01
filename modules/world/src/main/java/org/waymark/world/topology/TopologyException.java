package org.waymark.world.topology;

/**
 * Thrown if the description of a world is rejected. The message is one line that gives the place,
 * the problem, and what to write instead.
 */
public final class TopologyException extends Exception {
  private static final long serialVersionUID = 1;

  private final String file;
  private final int line;
  private final String problem;
  private final String expected;

  /**
   * @param file the name of the file, as given by the user
   * @param line the line, counted from 1
   * @param problem the problem in that line
   * @param expected the content that is expected instead
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
