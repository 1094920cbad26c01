package org.waymark.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.waymark.segment.IsdAs;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/**
 * The AS that owns a log. The first record of this kind in {@code .trust}, a topic that is never
 * subject to retention, names the owner. Without this record, a replica configured with the topics
 * of another AS would join that AS's log, append its own segments to it, and take the lease.
 */
public final class LogOwner {
  private static final EventCodec EVENTS = new EventCodec(DecoderLimits.DEFAULT);

  private LogOwner() {}

  /**
   * Reads which AS owns the log.
   *
   * @return the AS; empty if no record names one
   * @throws LogException if the log cannot be read
   */
  public static Optional<IsdAs> of(EventLog log) {
    List<IsdAs> owners = new ArrayList<>();
    log.readToEnd(
        Topic.TRUST,
        log.identity().at(Topic.TRUST, log.start(Topic.TRUST)),
        records -> records.forEach(record -> named(record).ifPresent(owners::add)));
    return owners.stream().findFirst();
  }

  /** {@return the owner of the log named by a record; empty if the record names none} */
  public static Optional<IsdAs> named(LogRecord record) {
    return EVENTS
        .decode(record.value())
        .asOptional()
        .flatMap(
            event ->
                event.body() instanceof EventBody.LogOwner(IsdAs ia)
                    ? Optional.of(ia)
                    : Optional.empty());
  }

  /**
   * Records an AS as the owner of the log, unless the log already names this AS.
   *
   * @param writer the name of the process that records the owner
   * @return whether this call recorded the owner
   * @throws LogException.OtherOwner if the log belongs to another AS
   * @throws LogException if the log cannot be read or written
   */
  public static boolean claim(EventLog log, IsdAs local, String writer) {
    if (isRecorded(log, local)) {
      return false;
    }
    EventBody body = new EventBody.LogOwner(local);
    byte[] value = EventCodec.encode(Event.own(writer, body));
    try {
      log.append(Topic.TRUST, new Entry(RecordKeys.logOwner(local), body.kind(), value)).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof LogException told ? told : failed;
    }
    return true;
  }

  /**
   * {@return whether the log names this AS as its owner; false if the log names none}
   *
   * @throws LogException.OtherOwner if the log names another AS
   * @throws LogException if the log cannot be read
   */
  public static boolean isRecorded(EventLog log, IsdAs local) {
    Optional<IsdAs> owner = of(log);
    if (owner.isPresent() && !owner.get().equals(local)) {
      throw new LogException.OtherOwner(
          owner.get().toString(), local.toString(), log.identity().clusterId());
    }
    return owner.isPresent();
  }
}
