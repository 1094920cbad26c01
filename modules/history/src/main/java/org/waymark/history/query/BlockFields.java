package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.waymark.store.row.Row;

/** The JSON fields of a block. */
public final class BlockFields {
  private BlockFields() {}

  /**
   * Adds the fields of a block: {@code subject}; {@code until}, the end that the operator asked
   * for; {@code end}, at which the block ends unless a replica renews it; {@code operator}; {@code
   * renewedBy}, if the record is a renewal; {@code reason}.
   */
  public static void put(Row.Block block, ObjectNode node) {
    node.put("subject", block.subject().toString());
    node.put("until", SegmentFields.time(block.untilMs()));
    node.put("end", SegmentFields.time(block.endMs()));
    node.put("operator", block.operator());
    block.renewedBy().ifPresent(one -> node.put("renewedBy", one));
    node.put("reason", block.reason());
  }
}
