package org.waymark.history.slice;

import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/** A record in a slice. */
public record SliceRecord(Topic topic, LogRecord record) {}
