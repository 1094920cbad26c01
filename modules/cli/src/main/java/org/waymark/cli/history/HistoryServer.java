package org.waymark.cli.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.Causes;
import org.waymark.runtime.FileTrouble;

/** Queries a replica on any machine about the past, through its HTTP interface. */
final class HistoryServer {
  private static final int OK = 200;

  /** A little longer than the time in which a replica answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI server;
  private final Optional<Path> token;

  /**
   * @param server the address of the interface, such as {@code http://192.0.2.1:30452}
   * @param token a file whose first line is the token of a reader
   */
  HistoryServer(URI server, Optional<Path> token) {
    this.server = server;
    this.token = token;
  }

  /**
   * Queries the replica.
   *
   * @return its answer
   * @throws CommandException if the replica does not answer, or answers with a problem
   */
  JsonNode ask(ObjectNode query) {
    URI uri = uri(query);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> response =
          client.send(request(uri), HttpResponse.BodyHandlers.ofString());
      JsonNode document = new JsonMapper().readTree(response.body());
      if (response.statusCode() != OK) {
        throw new CommandException(
            "%s answered: %s (%s)"
                .formatted(
                    server,
                    document.path("detail").asText("status " + response.statusCode()),
                    document.path("code").asText("not an answer of Waymark")));
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new CommandException(
          uri + " did not answer with JSON: is this the HTTP interface of a replica?", e);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be reached (%s): is http.listen of the replica this address, and the replica"
                  .formatted(server, Causes.text(e))
              + " running?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for the replica's answer", e);
    }
  }

  private URI uri(ObjectNode query) {
    ObjectNode parameters = query.deepCopy();
    String resource = parameters.remove("query").textValue();
    if (resource.equals("segment")) {
      resource = "segments/" + encoded(parameters.remove("id").asText());
    }
    String pairs =
        parameters.properties().stream().map(HistoryServer::pair).collect(Collectors.joining("&"));
    try {
      return URI.create(
          server.toString().replaceAll("/+$", "") + "/api/v1/" + resource + "?" + pairs);
    } catch (IllegalArgumentException e) {
      throw new CommandException("--http " + server + " is not a URL such as http://HOST:PORT", e);
    }
  }

  private static String pair(Map.Entry<String, JsonNode> parameter) {
    return parameter.getKey() + "=" + encoded(parameter.getValue().asText());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest request(URI uri) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
      token().ifPresent(value -> request.header("Authorization", "Bearer " + value));
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new CommandException("--http " + server + " is not a URL such as http://HOST:PORT", e);
    }
  }

  private Optional<String> token() {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Files.readString(token.get()).lines().findFirst().map(String::strip);
    } catch (IOException e) {
      throw new CommandException(
          "the file %s with the token cannot be read: %s".formatted(token.get(), FileTrouble.of(e)),
          e);
    }
  }
}
