package org.waymark.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.server.replay.Readiness;

@Timeout(120)
class HttpInterfaceTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN = "0123456789abcdef";

  private final StubAnswers replica = new StubAnswers();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpInterface http;

  private static HttpInterface start(
      InetAddress address, ReaderTokens tokens, ReplicaAnswers replica) throws IOException {
    return new HttpInterface(new InetSocketAddress(address, 0), tokens, replica);
  }

  @BeforeEach
  void start() throws Exception {
    http = start(InetAddress.getLoopbackAddress(), ReaderTokens.NONE, replica);
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
  }

  private static URI uri(HttpInterface server, String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private HttpResponse<String> get(HttpInterface server, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(server, path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(http, path, headers);
  }

  private static JsonNode problem(HttpResponse<String> response, int status, Problem.Kind kind)
      throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
    JsonNode document = JSON.readTree(response.body());
    assertEquals(kind.code(), document.path("code").textValue(), response.body());
    assertEquals(status, document.path("status").intValue());
    assertTrue(document.path("detail").textValue().length() > 5, response.body());
    return document;
  }

  @Test
  void everyResourceAnswersAndTheDocumentHasJustThem() throws Exception {
    JsonNode document = JSON.readTree(get("/api/v1/openapi.json").body());
    assertEquals("3.1.0", document.path("openapi").textValue());
    Set<String> described = new TreeSet<>();
    document.path("paths").fieldNames().forEachRemaining(described::add);
    Set<String> offered = new TreeSet<>();
    Set<String> names = new HashSet<>();
    for (Resource resource : Resources.of(replica)) {
      offered.add(resource.path());
      assertTrue(names.add(resource.name()), resource.name());
      StringBuilder path = new StringBuilder(resource.path().replaceAll("\\{[a-z]+}", "1234"));
      char next = '?';
      JsonNode parameters =
          document.path("paths").path(resource.path()).path("get").path("parameters");
      assertEquals(resource.parameters().size(), parameters.size(), resource.name());
      for (JsonNode parameter : parameters) {
        if (parameter.path("in").textValue().equals("query")) {
          String value =
              switch (parameter.path("schema").path("type").textValue()) {
                case "integer" -> "7";
                case "boolean" -> "true";
                default -> "x";
              };
          path.append(next).append(parameter.path("name").textValue()).append('=').append(value);
          next = '&';
        }
      }
      HttpResponse<String> response = get(path.toString());
      assertEquals(200, response.statusCode(), path + ": " + response.body());
      assertEquals(
          resource.type(),
          response.headers().firstValue("Content-Type").orElseThrow(),
          resource.name());
    }
    assertEquals(offered, described);
  }

  @Test
  void parametersReachTheReplicaInTheirTypes() throws Exception {
    JsonNode asked =
        JSON.readTree(get("/api/v1/segments?type=up&isd=1&limit=3&first=1-ff00%3A0%3A110").body())
            .path("asked");
    assertEquals(
        "{\"type\":\"up\",\"isd\":1,\"limit\":3,\"first\":\"1-ff00:0:110\",\"query\":\"segments\"}",
        asked.toString());
    assertEquals(
        "{\"id\":\"ab/c\",\"query\":\"segment\"}",
        JSON.readTree(get("/api/v1/segments/ab%2Fc").body()).path("asked").toString());
  }

  static Stream<Arguments> wrongRequests() {
    return Stream.of(
        Arguments.of("/", 404, Problem.Kind.NO_SUCH_RESOURCE, "/api/v1/segments"),
        Arguments.of("/api/v1/segments/", 404, Problem.Kind.NO_SUCH_RESOURCE, "{id}"),
        Arguments.of("/api/v1/segments/a/b", 404, Problem.Kind.NO_SUCH_RESOURCE, "/livez"),
        Arguments.of("/api/v1/segments?tipe=up", 400, Problem.Kind.WRONG_PARAMETER, "mean type?"),
        Arguments.of("/api/v1/segments?limit=x", 400, Problem.Kind.WRONG_PARAMETER, "'x'"),
        Arguments.of(
            "/api/v1/segments?limit=1&limit=2", 400, Problem.Kind.WRONG_PARAMETER, "twice"),
        Arguments.of("/api/v1/segments/1?id=2", 400, Problem.Kind.WRONG_PARAMETER, "id"),
        Arguments.of("/api/v1/revocations?ended=1", 400, Problem.Kind.WRONG_PARAMETER, "true or"),
        Arguments.of("/api/v1/paths?src=1-11", 400, Problem.Kind.WRONG_PARAMETER, "dst is missing"),
        Arguments.of("/livez?x=1", 400, Problem.Kind.WRONG_PARAMETER, "no parameter x"));
  }

  @ParameterizedTest
  @MethodSource("wrongRequests")
  void wrongRequestIsAProblem(String path, int status, Problem.Kind kind, String told)
      throws Exception {
    JsonNode document = problem(get(path), status, kind);
    assertTrue(document.path("detail").textValue().contains(told), document.toString());
  }

  @Test
  void onlyReadingIsPossible() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri(http, "/api/v1/blocks"))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      problem(response, 405, Problem.Kind.WRONG_METHOD);
      assertEquals("GET, HEAD", response.headers().firstValue("Allow").orElseThrow());
    }
  }

  @Test
  void replicaThatIsNotReadySaysWhyAndWhatEndsIt() throws Exception {
    assertEquals("{\"ready\":true,\"state\":\"ready\"}\n", get("/readyz").body());
    replica.state = Readiness.State.STALE;
    replica.notReady = java.util.Optional.of("the log cannot be reached");
    JsonNode document = problem(get("/readyz"), 503, Problem.Kind.NOT_READY);
    assertEquals("the log cannot be reached", document.path("detail").textValue());
    assertEquals("stale", document.path("state").textValue());
    assertTrue(document.path("endsWhen").textValue().contains("can be reached again"));
    assertEquals(200, get("/livez").statusCode());
  }

  @Test
  void failedQuestionIsAProblem() throws Exception {
    replica.answering = _ -> JsonNodeFactory.instance.objectNode().put("error", "limit is 0");
    problem(get("/api/v1/blocks"), 400, Problem.Kind.WRONG_PARAMETER);
    replica.answering =
        _ -> JsonNodeFactory.instance.objectNode().put("error", "too old").put("mayBeInLog", true);
    problem(get("/api/v1/blocks"), 404, Problem.Kind.UNKNOWN_PAST);
    replica.answering =
        _ -> JsonNodeFactory.instance.objectNode().put("error", "too slow").put("timeOver", true);
    problem(get("/api/v1/blocks"), 503, Problem.Kind.TIME_OVER);
    replica.answering =
        _ -> {
          throw new IllegalStateException("a defect");
        };
    problem(get("/api/v1/blocks"), 500, Problem.Kind.UNEXPECTED);
    replica.answering =
        _ ->
            JsonNodeFactory.instance
                .objectNode()
                .put("error", "disk is full")
                .put("unavailable", true);
    problem(get("/api/v1/blocks"), 503, Problem.Kind.UNAVAILABLE);
  }

  @Test
  void equalAnswerIsNotSentAgain() throws Exception {
    replica.answering = _ -> JsonNodeFactory.instance.objectNode().put("at", 1).put("found", 2);
    HttpResponse<String> first = get("/api/v1/blocks");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    replica.answering = _ -> JsonNodeFactory.instance.objectNode().put("at", 9).put("found", 2);
    HttpResponse<String> same = get("/api/v1/blocks", "If-None-Match", tag);
    assertEquals(304, same.statusCode());
    assertEquals("", same.body());
    replica.answering = _ -> JsonNodeFactory.instance.objectNode().put("at", 9).put("found", 3);
    assertEquals(200, get("/api/v1/blocks", "If-None-Match", tag).statusCode());
  }

  @Test
  void readersNeedATokenAndProbesDoNot() throws Exception {
    try (HttpInterface guarded =
        start(
            InetAddress.getLoopbackAddress(), ReaderTokens.of(List.of("# ops", TOKEN)), replica)) {
      for (Resource resource : Resources.of(replica)) {
        String path = resource.path().replaceAll("\\{[a-z]+}", "1");
        if (resource.parameters().stream()
            .anyMatch(p -> p.isRequired() && !p.name().equals("id"))) {
          continue;
        }
        int without = get(guarded, path).statusCode();
        assertEquals(resource.access() == Resource.Access.OPEN ? 200 : 401, without, path);
        assertEquals(
            200, get(guarded, path, "Authorization", "Bearer " + TOKEN).statusCode(), path);
      }
      HttpResponse<String> wrong =
          get(guarded, "/api/v1/blocks", "Authorization", "Bearer " + TOKEN + "x");
      problem(wrong, 401, Problem.Kind.NO_TOKEN);
      assertEquals("Bearer", wrong.headers().firstValue("WWW-Authenticate").orElseThrow());
      assertEquals(
          401, get(guarded, "/api/v1/blocks", "Authorization", "Basic " + TOKEN).statusCode());
    }
  }

  @Test
  void withoutTokensOtherMachinesGetOnlyProbes() throws Exception {
    try (HttpInterface open = start(InetAddress.getByName("0.0.0.0"), ReaderTokens.NONE, replica)) {
      problem(get(open, "/api/v1/blocks"), 403, Problem.Kind.NO_TOKENS_CONFIGURED);
      assertEquals(200, get(open, "/metrics").statusCode());
    }
  }

  @Test
  void tokenThatIsTooShortIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ReaderTokens.of(List.of("short")));
    assertThrows(IllegalArgumentException.class, () -> ReaderTokens.of(List.of("# none")));
  }

  @Test
  void tooManyQuestionsAtATimeAreRefusedAndProbesAreNot() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(8);
    replica.answering =
        query -> {
          begun.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return query;
        };
    List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      slow.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri(http, "/api/v1/blocks")).build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    begun.await();
    problem(get("/api/v1/blocks"), 503, Problem.Kind.BUSY);
    assertEquals(200, get("/livez").statusCode());
    go.countDown();
    for (CompletableFuture<HttpResponse<String>> one : slow) {
      assertEquals(200, one.join().statusCode());
    }
    assertEquals(200, get("/api/v1/blocks").statusCode());
  }

  /** {@return the first line of the answer; empty if the server closes the connection} */
  private String answerTo(String request) throws IOException {
    StringBuilder line = new StringBuilder();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      for (int next; (next = socket.getInputStream().read()) > '\r'; ) {
        line.append((char) next);
      }
    } catch (SocketException reset) {
      // A server that does not read everything resets the connection, and its answer may be lost.
    }
    return line.toString();
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws Exception {
    String large = "GET /livez HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(500_000) + "\r\n\r\n";
    assertFalse(answerTo(large).contains(" 200 "));
    String path = "GET /" + "y".repeat(500_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertFalse(answerTo(path).contains(" 200 "));
    assertTrue(answerTo("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").contains(" 200 "));
  }

  @Test
  void bytesThatAreNoRequestDoNoHarm() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(1, 300)];
      random.nextBytes(bytes);
      byte[] request =
          random.nextBoolean()
              ? bytes
              : ("GET /api/v1/segments?"
                      + new String(bytes, StandardCharsets.ISO_8859_1)
                      + " HTTP/1.1\r\nHost: x\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.address().getPort())) {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertFalse(answer.startsWith("HTTP/1.1 5"), answer);
      } catch (IOException closed) {
        // The server may close the connection before it has read everything.
      }
    }
    assertEquals(200, get("/livez").statusCode());
  }
}
