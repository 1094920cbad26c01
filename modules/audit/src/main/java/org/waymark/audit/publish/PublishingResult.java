package org.waymark.audit.publish;

/** The result of publishing a checkpoint. */
public sealed interface PublishingResult {
  /** The checkpoint and all of its tiles have been published. */
  record Published(long size) implements PublishingResult {}

  /**
   * A checkpoint of at least this size has already been published, and the two do not contradict
   * each other.
   */
  record Known(long size) implements PublishingResult {}

  /**
   * The tree begins before the oldest remaining record, and there is no right edge for that record.
   */
  record NoBegin(long firstLeft) implements PublishingResult {}

  /**
   * The checkpoint contradicts the published files, or the records in the log. Nothing was changed.
   *
   * @param why the contradiction, as a sentence
   */
  record Contradicted(String why) implements PublishingResult {}
}
