package org.waymark.audit.publish;

/** The result of publishing a checkpoint. */
public sealed interface PublishingResult {
  /** The checkpoint and all of its tiles have been published. */
  record Published(long size) implements PublishingResult {}

  /**
   * The folder had no checkpoint, so a tree was started there, and the checkpoint has been
   * published.
   *
   * @param from the first record of the published tiles; tiles before the next multiple of 256 are
   *     missing
   */
  record Begun(long from, long size) implements PublishingResult {}

  /** Retention has deleted the records that the folder needs next. Nothing was changed. */
  record Lost(long from, long firstLeft) implements PublishingResult {}

  /**
   * A checkpoint of at least this size has already been published, and the two do not contradict
   * each other.
   */
  record Known(long size) implements PublishingResult {}

  /**
   * The tree begins before the oldest remaining record, and the right edge at that record is
   * unknown.
   */
  record NoBegin(long firstLeft) implements PublishingResult {}

  /**
   * The checkpoint contradicts the published files, or the records in the log. Nothing was changed.
   *
   * @param why the contradiction, as a sentence
   */
  record Contradicted(String why) implements PublishingResult {}
}
