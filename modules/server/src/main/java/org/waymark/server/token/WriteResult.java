package org.waymark.server.token;

import java.util.Optional;
import org.waymark.log.Token;

/**
 * The outcome of a write, and the state in which the outcome can be read.
 *
 * @param outcome the outcome, or the outcomes of several segments in the order in which they were
 *     passed
 * @param token the earliest known state that contains everything that was recorded and everything
 *     on which the other outcomes are based. What is held belongs to no state, and can be read on
 *     this replica only. Empty while the log has not reported the id of its topic
 */
public record WriteResult<T>(T outcome, Optional<Token> token) {}
