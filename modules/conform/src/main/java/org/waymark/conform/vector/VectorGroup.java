package org.waymark.conform.vector;

/** A group of recorded cases: one folder of the layout. */
public interface VectorGroup {
  /** {@return the name of the folder} */
  String name();

  /**
   * Runs one case.
   *
   * @param findings takes every difference
   * @throws UnreadableException when the case is not what the layout says
   */
  void run(VectorCase vector, Findings findings);

  /**
   * Checks a file without cases that other cases refer to. It is counted only when it is wrong.
   *
   * @throws UnreadableException when the file is not what the layout says
   */
  default void material(VectorCase file, Findings findings) {
    findings.differs("the file has no 'cases'");
  }
}
