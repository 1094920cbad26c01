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
 * @param offset the offset of the record; empty if there is no record, because the event is the
 *     expiry of a segment, or the segment was only held
 * @param atMs the time of the event, in Unix milliseconds
 * @param source the source of the record, if known
 * @param interfaceId the interface that the event was about, if any
 * @param untilMs the time at which the effect of the event ends, in Unix milliseconds, if it ends
 * @param text a description of the event, as the second part of a sentence
 */
public record Evidence(
    Topic topic,
    OptionalLong offset,
    long atMs,
    Optional<EventSource> source,
    Optional<AsInterface> interfaceId,
    OptionalLong untilMs,
    String text) {}
