package org.waymark.cli.block;

import java.util.concurrent.CompletionException;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.log.LogPlace;
import org.waymark.cli.world.OpenedLog;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.SystemClock;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/** Appends a block, or the end of one, to a log. */
final class BlockRecord {
  private static final int MAX_REASON_CHARACTERS = 200;

  private BlockRecord() {}

  /**
   * Appends the record and waits until the brokers have stored it.
   *
   * @param forMs how long the block lasts from now on, in milliseconds; 0 ends the current block
   * @param reason why the operator does this
   * @return the appended record, and the time until which the block lasts
   * @throws CommandException if the reason is not a line of text, or the log does not accept the
   *     record
   */
  static Result append(LogPlace place, BlockSubject subject, long forMs, String reason) {
    requireLine(reason);
    try (OpenedLog log = place.openForAppends(new SystemClock())) {
      long nowMs = log.clock().wallMs();
      long untilMs = forMs == 0 ? 0 : nowMs + forMs;
      // Replicas renew a block that lasts longer.
      long endMs = Math.min(untilMs, nowMs + EventBody.BlockEvent.LONGEST_MS);
      EventBody body = new EventBody.BlockEvent(subject, endMs, reason, untilMs, "");
      Entry entry =
          new Entry(
              RecordKeys.block(subject),
              body.kind(),
              EventCodec.encode(Event.own("operator " + System.getProperty("user.name"), body)));
      return new Result(log.eventLog().append(Topic.EVENTS, entry).join(), untilMs);
    } catch (LogException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (CompletionException e) {
      throw new CommandException(e.getCause().getMessage(), e);
    }
  }

  /**
   * @param record the appended record
   * @param untilMs the end of the block, in Unix milliseconds; 0 if the record ends a block
   */
  record Result(Appended record, long untilMs) {}

  private static void requireLine(String reason) {
    if (reason.isBlank()
        || reason.length() > MAX_REASON_CHARACTERS
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw new CommandException(
          "the reason must be one line of 1 to %d characters".formatted(MAX_REASON_CHARACTERS));
    }
  }

  /** {@return a text that tells the operator what a block of the subject hides} */
  static String hidden(BlockSubject subject) {
    return switch (subject) {
      case BlockSubject.OfAs as -> "all segments through AS " + as;
      case BlockSubject.OfInterface one -> "all segments through interface " + one;
      case BlockSubject.OfSegment segment -> "segment " + segment;
    };
  }
}
