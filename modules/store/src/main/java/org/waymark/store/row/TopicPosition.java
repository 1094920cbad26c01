package org.waymark.store.row;

import java.util.Optional;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.Position;

/**
 * The position up to which a topic has been folded.
 *
 * @param edge the right edge of the topic's Merkle tree at the position; empty if it is unknown,
 *     because the fold began after the first record and without a checkpoint
 */
public record TopicPosition(Position position, Optional<RightEdge> edge) {}
