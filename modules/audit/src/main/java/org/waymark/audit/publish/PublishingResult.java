package org.waymark.audit.publish;

/** The result of publishing a checkpoint. */
public sealed interface PublishingResult {
  /** The checkpoint and all of its tiles have been published. */
  record Published(long size) implements PublishingResult {}

  /**
   * The folder had no checkpoint, so the tree was begun there; the checkpoint is published now.
   *
   * @param from the first record whose tiles are published, except that those before the next
   *     multiple of 256 are missing
   */
  record Begun(long from, long size) implements PublishingResult {}

  /** Records that come next in the folder are lost to retention; nothing was changed. */
  record Lost(long from, long firstLeft) implements PublishingResult {}

  /** A checkpoint of at least this size is published already, and the two do not contradict. */
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
