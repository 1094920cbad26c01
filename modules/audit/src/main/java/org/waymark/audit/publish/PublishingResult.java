package org.waymark.audit.publish;

/** What came of publishing a checkpoint. */
public sealed interface PublishingResult {
  /** The checkpoint and all of its tiles are published now. */
  record Published(long size) implements PublishingResult {}

  /** A checkpoint of at least this size is published already, and the two do not contradict. */
  record Known(long size) implements PublishingResult {}

  /** The tree begins before the first record that is left, and there is no right edge for it. */
  record NoBegin(long firstLeft) implements PublishingResult {}

  /**
   * The checkpoint contradicts what was published, or the records in the log; nothing was changed.
   *
   * @param why a sentence
   */
  record Contradicted(String why) implements PublishingResult {}
}
