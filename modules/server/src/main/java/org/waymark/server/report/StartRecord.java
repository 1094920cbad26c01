package org.waymark.server.report;

import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Appended;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.runtime.TimeText;
import org.waymark.store.row.ApplyVersion;

/**
 * The record of a replica's start in {@code .audit}. The record is appended when its record time is
 * first requested. The record time shows how far the log's clock and this host's clock differ. Safe
 * for use by several threads.
 */
public final class StartRecord implements LongSupplier {
  private static final Logger log = LoggerFactory.getLogger(StartRecord.class);
  private static final long MAX_SKEW_MS = 1_000;

  private final AuditTrail audit;
  private final ApplyVersion applyVersion;
  private final String address;
  private final EventLog eventLog;
  private OptionalLong recordTimeMs = OptionalLong.empty();

  /**
   * @param address the address on which the replica listens
   */
  public StartRecord(
      AuditTrail audit, ApplyVersion applyVersion, String address, EventLog eventLog) {
    this.audit = audit;
    this.applyVersion = applyVersion;
    this.address = address;
    this.eventLog = eventLog;
  }

  /**
   * Appends the record on the first call.
   *
   * @return the record time of the start, in Unix milliseconds
   * @throws LogException if the record cannot be appended
   */
  @Override
  public synchronized long getAsLong() {
    if (recordTimeMs.isEmpty()) {
      recordTimeMs = OptionalLong.of(append());
    }
    return recordTimeMs.getAsLong();
  }

  private long append() {
    Appended start;
    try {
      start = audit.started(applyVersion.toString(), address).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LogException told ? told : e;
    }
    if (Math.abs(eventLog.clockSkewMs()) > MAX_SKEW_MS) {
      log.warn(
          "The log's clock is {} this host's clock: synchronize both clocks with NTP",
          TimeText.skew(eventLog.clockSkewMs()));
    }
    return start.recordTimeMs();
  }
}
