package org.waymark.history.explain;

import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;

/**
 * An event on which a reason is based.
 *
 * @param topic the topic of the record
 * @param offset the offset of the record; empty if there is no record, because a segment expired or
 *     was held
 * @param atMs when the event happened, Unix milliseconds
 * @param source where the record came from, if known
 * @param interfaceId the interface that the event was about, if it was about one
 * @param untilMs when the effect of the event ends, Unix milliseconds, if it does
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
