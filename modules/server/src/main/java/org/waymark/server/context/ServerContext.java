package org.waymark.server.context;

import org.waymark.log.EventLog;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.OutcomeReporter;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WriterSchema;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.work.Workers;
import org.waymark.trust.Ed25519;

/**
 * The services that all parts of one path server share. Each part takes this object as a single
 * argument and keeps references to the services that it needs.
 *
 * <p>Objects that only some parts need, such as a handler or the appenders, are not included. Such
 * objects are passed as separate arguments, so that a constructor shows what its part depends on.
 * Everything in the context is safe for use by several threads.
 */
public final class ServerContext {
  private final ServerSettings settings;
  private final EventLog eventLog;
  private final ServingStore store;
  private final Readiness readiness;
  private final Outbound outbound;
  private final ServerMetrics metrics;
  private final ServerPorts ports;
  private final OutageBuffer outage;
  private final RequestIds requestIds;
  private final LogLines lines;
  private final WriterSchema schema;
  private final AuditTrail audit;
  private final OutcomeReporter reporter;

  /**
   * Creates a context from the given services, and creates the services that depend only on those.
   *
   * @param readiness the readiness of the serving store
   * @param outbound the sender of messages to other servers
   */
  public ServerContext(
      ServerSettings settings,
      EventLog eventLog,
      ServingStore store,
      Readiness readiness,
      Outbound outbound,
      ServerMetrics metrics,
      ServerPorts ports) {
    this.settings = settings;
    this.eventLog = eventLog;
    this.store = store;
    this.readiness = readiness;
    this.outbound = outbound;
    this.metrics = metrics;
    this.ports = ports;
    outage = new OutageBuffer(settings.limits().outage(), readiness, metrics);
    requestIds = new RequestIds(ports.random());
    lines = new LogLines(ports.clock());
    schema = new WriterSchema(store.eventSchema());
    audit =
        new AuditTrail(
            settings.replicaId(),
            eventLog,
            schema,
            settings.limits().appends().refusalEventsPerS(),
            metrics,
            ports.clock(),
            ports.timers());
    reporter = new OutcomeReporter(metrics, audit, lines);
  }

  /** {@return the settings of the server} */
  public ServerSettings settings() {
    return settings;
  }

  /** {@return the event log} */
  public EventLog eventLog() {
    return eventLog;
  }

  /** {@return the store that answers} */
  public ServingStore store() {
    return store;
  }

  /** {@return the readiness, which tells whether answers from the store can be relied upon} */
  public Readiness readiness() {
    return readiness;
  }

  /**
   * {@return the segments and revocations that are held in memory while the log cannot be reached}
   */
  public OutageBuffer outage() {
    return outage;
  }

  /** {@return the sender of messages to other servers} */
  public Outbound outbound() {
    return outbound;
  }

  /**
   * {@return the generator of request ids for messages that this server sends on its own behalf}
   */
  public RequestIds requestIds() {
    return requestIds;
  }

  /** {@return the counters} */
  public ServerMetrics metrics() {
    return metrics;
  }

  /** {@return the rate-limited logger for lines that senders can cause} */
  public LogLines lines() {
    return lines;
  }

  /** {@return the event schema in which this replica writes} */
  public WriterSchema schema() {
    return schema;
  }

  /** {@return the writer of {@code .audit}} */
  public AuditTrail audit() {
    return audit;
  }

  /** {@return the reporter for outcomes of segments and revocations} */
  public OutcomeReporter reporter() {
    return reporter;
  }

  /** {@return the clock} */
  public Clock clock() {
    return ports.clock();
  }

  /** {@return the timers, which stop when the replica stops} */
  public Timers timers() {
    return ports.timers();
  }

  /** {@return the threads that verify, append and retry} */
  public Workers workers() {
    return ports.workers();
  }

  /** {@return the verifier of signatures} */
  public Ed25519 ed25519() {
    return ports.ed25519();
  }

  /** {@return the handler to which unexpected failures are reported} */
  public FaultHandler faults() {
    return ports.faults();
  }
}
