package org.waymark.edge.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;

/**
 * The HTTP interface of a replica. Each request has a virtual thread; no thread of the replica
 * answers requests or waits for them. At most {@value #MOST_ANSWERS} questions are answered at a
 * time; the launcher limits connections, headers and the time that a request may take.
 *
 * <p>It is the JDK's own server. Helidon SE 4.5 was tried: it keeps connections open that the
 * client asks to close, does not enforce its read timeout, and adds 35 libraries.
 */
public final class HttpInterface implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpInterface.class);
  private static final int MOST_ANSWERS = 8;
  private static final int PATIENCE_MS = 10_000;
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int NO_BODY = -1;
  private static final String PROBLEM = "application/problem+json";

  private final RequestReader reader;
  private final ReaderTokens tokens;
  private final boolean onlyHere;
  private final Semaphore answers = new Semaphore(MOST_ANSWERS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * Starts to answer.
   *
   * @param tokens the tokens of readers; without any, only this machine gets answers
   * @throws IOException if the address cannot be bound
   */
  public HttpInterface(InetSocketAddress listen, ReaderTokens tokens, ReplicaAnswers replica)
      throws IOException {
    this.tokens = tokens;
    onlyHere = listen.getAddress().isLoopbackAddress();
    List<Resource> resources = Resources.of(replica);
    reader = new RequestReader(resources);
    server = HttpServer.create(listen, 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    askItself();
  }

  /**
   * Requests what probes request, so that all classes and time zones for it are loaded. What could
   * not be loaded when a probe needed it first, because no file could be opened, would be missing
   * forever.
   */
  private void askItself() throws IOException {
    InetAddress bound = address().getAddress();
    InetAddress address = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    for (String path : List.of("/livez", "/readyz")) {
      try (Socket socket = new Socket(address, address().getPort())) {
        socket.setSoTimeout(PATIENCE_MS);
        socket
            .getOutputStream()
            .write(
                "GET %s HTTP/1.1\r\nHost: waymark\r\nConnection: close\r\n\r\n"
                    .formatted(path)
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readAllBytes();
      }
    }
  }

  /** {@return the address of the interface, with the actual port} */
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
      try {
        answerOrThrow(exchange);
      } catch (Problem problem) {
        send(problem, exchange);
      } catch (RuntimeException failure) {
        log.error("Could not answer {}", exchange.getRequestURI(), failure);
        send(new Problem(Problem.Kind.UNEXPECTED, Causes.text(failure)), exchange);
      }
    }
  }

  private void answerOrThrow(HttpExchange exchange) throws IOException {
    RequestReader.Asked asked =
        reader.read(
            exchange.getRequestURI().getRawPath(),
            Optional.ofNullable(exchange.getRequestURI().getRawQuery()));
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      throw new Problem(
          Problem.Kind.WRONG_METHOD, "this interface only reads: use GET instead of " + method);
    }
    if (asked.resource().access() == Resource.Access.READER) {
      authorize(exchange);
    }
    Answer answer = answer(asked);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    if (!answer.version().isEmpty()) {
      String tag = "W/\"" + answer.version() + "\"";
      exchange.getResponseHeaders().set("ETag", tag);
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(NOT_MODIFIED, NO_BODY);
        return;
      }
    }
    send(OK, asked.resource().type(), answer.content(), exchange);
  }

  private Answer answer(RequestReader.Asked asked) {
    if (asked.resource().access() == Resource.Access.OPEN) {
      return asked.resource().answering().answer(asked.parameters());
    }
    if (!answers.tryAcquire()) {
      throw new Problem(
          Problem.Kind.BUSY, MOST_ANSWERS + " questions are being answered: ask again later");
    }
    try {
      return asked.resource().answering().answer(asked.parameters());
    } finally {
      answers.release();
    }
  }

  private void authorize(HttpExchange exchange) {
    if (tokens.isEmpty()) {
      if (!onlyHere) {
        throw new Problem(
            Problem.Kind.NO_TOKENS_CONFIGURED,
            "set http.tokens in the configuration, or let http.listen be a loopback address");
      }
      return;
    }
    if (!tokens.accept(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      throw new Problem(
          Problem.Kind.NO_TOKEN,
          "send the header Authorization: Bearer TOKEN with a token of the file http.tokens");
    }
  }

  private static void send(Problem problem, HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    send(problem.kind().status(), PROBLEM, Answer.json(problem.document()).content(), exchange);
  }

  private static void send(int status, String type, byte[] content, HttpExchange exchange)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(status, NO_BODY);
    } else {
      exchange.sendResponseHeaders(status, content.length);
      exchange.getResponseBody().write(content);
    }
  }
}
