package org.waymark.server.work;

import org.waymark.server.message.Source;

/**
 * A unit of work caused by a message.
 *
 * @param source the sender of the message
 * @param bytes the memory that the work occupies while it is queued
 * @param task performs the work
 * @param displaced called instead of the task if the work is dropped from a full queue
 */
public record Work(Source source, long bytes, Runnable task, Runnable displaced) {}
