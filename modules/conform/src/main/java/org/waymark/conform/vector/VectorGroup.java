package org.waymark.conform.vector;

/** A group of recorded cases, which is one folder of the layout. */
public interface VectorGroup {
  /** {@return the name of the folder} */
  String name();

  /**
   * Runs one case.
   *
   * @param findings the object to which every difference is added
   * @throws UnreadableException if the case does not have the documented layout
   */
  void run(VectorCase vector, Findings findings);

  /**
   * Checks a file without cases, to which other cases refer. Such a file is counted only if it is
   * invalid.
   *
   * @throws UnreadableException if the file does not have the documented layout
   */
  default void material(VectorCase file, Findings findings) {
    findings.differs("the file has no 'cases'");
  }
}
