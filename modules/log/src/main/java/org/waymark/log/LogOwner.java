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
 * The AS that a log is of, as the first record of that kind in {@code .trust} says. That topic is
 * never subject to retention. Without the record a replica that was given the topics of another AS
 * would join their log, append its segments there and take the lease.
 */
public final class LogOwner {
  private static final EventCodec EVENTS = new EventCodec(DecoderLimits.DEFAULT);

  private LogOwner() {}

  /**
   * {@return the AS that the log is of; empty when no record says so}
   *
   * @throws LogException when the log cannot be read
   */
  public static Optional<IsdAs> of(EventLog log) {
    List<IsdAs> owners = new ArrayList<>();
    log.readToEnd(
        Topic.TRUST,
        log.identity().at(Topic.TRUST, log.start(Topic.TRUST)),
        records -> records.forEach(record -> named(record).ifPresent(owners::add)));
    return owners.stream().findFirst();
  }

  /** {@return the AS that a record names as the owner of the log} */
  static Optional<IsdAs> named(LogRecord record) {
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
   * Records that the log is of an AS, unless it says so already.
   *
   * @param writer who records it
   * @return whether it was recorded now
   * @throws LogException.OtherOwner when the log is of another AS
   * @throws LogException when the log cannot be read or written
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
   * {@return whether the log says that it is of this AS; false when it does not say of which}
   *
   * @throws LogException.OtherOwner when it is of another AS
   * @throws LogException when the log cannot be read
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
