package org.waymark.server.work;

import org.waymark.server.message.Source;

/**
 * Work that a message caused.
 *
 * @param source who sent the message
 * @param bytes of memory that it takes while it waits
 * @param task does it
 * @param displaced called in the place of the task when there is no room for the work any more
 */
public record Work(Source source, long bytes, Runnable task, Runnable displaced) {}
