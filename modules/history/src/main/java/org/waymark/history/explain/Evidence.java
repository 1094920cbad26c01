package org.waymark.history.explain;

import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;

/**
 * An event that a reason rests on.
 *
 * @param topic the topic of its record
 * @param offset the offset of its record; empty for the end of a segment, which is no record, and
 *     for a segment that is held
 * @param atMs when it happened, Unix milliseconds
 * @param source where its record came from, if known
 * @param interfaceId the interface that it was about, if it was about one
 * @param untilMs how long it has its effect, Unix milliseconds, if that is limited
 * @param text what happened, as the second part of a sentence
 */
public record Evidence(
    Topic topic,
    OptionalLong offset,
    long atMs,
    Optional<EventSource> source,
    Optional<AsInterface> interfaceId,
    OptionalLong untilMs,
    String text) {}
