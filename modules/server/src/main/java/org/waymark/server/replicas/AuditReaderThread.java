package org.waymark.server.replicas;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Killable;
import org.waymark.runtime.Waiting;

/** Runs an {@link AuditReader} on its own thread, {@code waymark-read-audit}. */
public final class AuditReaderThread implements Killable {
  private static final Logger log = LoggerFactory.getLogger(AuditReaderThread.class);
  private static final long RETRY_MS = 1_000;

  private final AuditReader reader;
  private final FaultHandler faults;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  private AuditReaderThread(AuditReader reader, FaultHandler faults) {
    this.reader = reader;
    this.faults = faults;
    this.thread = Thread.ofPlatform().daemon().name("waymark-read-audit").unstarted(this::run);
  }

  /** Starts reading. {@return the running thread, which owns the reader} */
  public static AuditReaderThread start(AuditReader reader, FaultHandler faults) {
    AuditReaderThread reading = new AuditReaderThread(reader, faults);
    reading.thread.start();
    return reading;
  }

  private void run() {
    try (reader) {
      while (stopped.getCount() > 0) {
        readOrWait();
      }
    } catch (InterruptedException e) {
      log.debug("The thread that reads .audit was interrupted");
    } catch (RuntimeException | Error failure) {
      faults.fault("Stopped reading the reports of other replicas in .audit", failure);
    }
  }

  private void readOrWait() throws InterruptedException {
    try {
      reader.read(EventLog.QUIET);
    } catch (LogException notNow) {
      // The log watch informs the operator.
      log.debug("Could not read .audit: {}", notNow.getMessage());
      stopped.await(RETRY_MS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    reader.wakeup();
    Waiting.untilEnded(thread);
  }

  @Override
  public void kill() {
    close();
  }
}
