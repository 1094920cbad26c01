package org.waymark.history;

import org.waymark.runtime.TimeText;
import org.waymark.store.row.Row;

/** Describes who set a block, and who renewed it. */
public final class BlockText {
  private static final long MS_PER_S = 1_000;

  private BlockText() {}

  /**
   * {@return who set the block and until when, such as {@code by operator ann until
   * 2026-12-24T00:00:00Z, renewed by r2}} The time is left out if the block needs no renewal.
   */
  public static String of(Row.Block block) {
    String until =
        block.untilMs() > block.endMs()
            ? " until " + TimeText.instant(Math.floorDiv(block.untilMs(), MS_PER_S))
            : "";
    String renewed = block.renewedBy().map(one -> ", renewed by " + one).orElse("");
    return "by " + block.operator() + until + renewed;
  }
}
