package org.waymark.edge.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The HTTP server of a replica. Its only page is {@code GET /metrics}, the metrics in the
 * Prometheus text format.
 *
 * <p>Some gauges of PROTOCOL 9 have names that end in {@code _total}. The Prometheus client
 * reserves this suffix for counters and removes it; the page restores it, so that old dashboards
 * find these gauges.
 *
 * <p>Requests are answered on the server's own threads. The page is meant for the operator's
 * network: it needs no login and is read-only.
 */
public final class ReplicaHttpServer implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String SUFFIX = "_total";
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int WRONG_METHOD = 405;
  private static final int NO_BODY = -1;

  private final PrometheusMeterRegistry registry;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * Starts serving the page.
   *
   * @throws IOException if the address cannot be bound
   */
  public ReplicaHttpServer(InetSocketAddress listen, PrometheusMeterRegistry registry)
      throws IOException {
    this.registry = registry;
    loadTimeZones();
    this.server = HttpServer.create(listen, 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Makes the JDK load its time zones. Otherwise, it would load them from a file when the server
   * first writes the date of an answer. If the process had no free file descriptor at that moment,
   * every later answer would fail.
   */
  private static void loadTimeZones() {
    DateTimeFormatter.ofPattern("zzz", Locale.US).format(Instant.EPOCH.atZone(ZoneId.of("GMT")));
  }

  /** {@return the address of the page, with the actual port} */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(WRONG_METHOD, NO_BODY);
      } else {
        byte[] page = text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(OK, page.length);
        try (OutputStream body = exchange.getResponseBody()) {
          body.write(page);
        }
      }
    }
  }

  /** {@return the text of the page} */
  String text() {
    Set<String> cut =
        registry.getMeters().stream()
            .map(Meter::getId)
            .filter(id -> id.getType() == Meter.Type.GAUGE && id.getName().endsWith(SUFFIX))
            .map(id -> id.getName().substring(0, id.getName().length() - SUFFIX.length()))
            .collect(Collectors.toSet());
    return registry.scrape().lines().map(line -> whole(line, cut)).collect(Collectors.joining("\n"))
        + "\n";
  }

  /**
   * Restores the suffix of a line's metric, if it was removed.
   *
   * @return the line
   */
  private static String whole(String line, Set<String> cut) {
    int from = line.startsWith("# ") ? line.indexOf(' ', 2) + 1 : 0;
    int to = from;
    while (to < line.length() && line.charAt(to) != ' ' && line.charAt(to) != '{') {
      to++;
    }
    return cut.contains(line.substring(from, to))
        ? line.substring(0, to) + SUFFIX + line.substring(to)
        : line;
  }
}
