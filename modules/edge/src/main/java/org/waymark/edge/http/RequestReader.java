package org.waymark.edge.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.waymark.edge.config.NearestKey;

/** Finds the resource of a request, and reads its parameters. Immutable. */
final class RequestReader {
  private final List<Resource> resources;

  /**
   * @param parameters the values by the names of parameters
   */
  record Asked(Resource resource, ObjectNode parameters) {}

  RequestReader(List<Resource> resources) {
    this.resources = resources;
  }

  /**
   * Reads a request.
   *
   * @param rawPath the path, with its percent-encoding
   * @param rawQuery the part after the question mark, with its percent-encoding
   * @throws Problem if there is no such resource, or a parameter is wrong
   */
  Asked read(String rawPath, Optional<String> rawQuery) {
    for (Resource resource : resources) {
      Optional<Map<String, String>> inPath = match(resource.path(), rawPath);
      if (inPath.isPresent()) {
        return new Asked(resource, parameters(resource, inPath.get(), rawQuery.orElse("")));
      }
    }
    throw new Problem(
        Problem.Kind.NO_SUCH_RESOURCE,
        "the resources are "
            + resources.stream().map(Resource::path).collect(Collectors.joining(", ")));
  }

  private static Optional<Map<String, String>> match(String path, String rawPath) {
    String[] wanted = path.split("/", -1);
    String[] given = rawPath.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
        parameters.put(wanted[i].substring(1, wanted[i].length() - 1), decoded(given[i]));
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private static ObjectNode parameters(
      Resource resource, Map<String, String> inPath, String rawQuery) {
    Map<String, Parameter> known =
        resource.parameters().stream()
            .collect(
                Collectors.toMap(Parameter::name, Function.identity(), (a, _) -> a, TreeMap::new));
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    inPath.forEach(read::put);
    for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
      int end = pair.indexOf('=');
      String name = decoded(end < 0 ? pair : pair.substring(0, end));
      Parameter parameter = known.get(name);
      if (parameter == null || parameter.place() == Parameter.Place.PATH) {
        throw wrong(
            "there is no parameter "
                + name
                + NearestKey.of(name, known.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("")
                + (known.isEmpty()
                    ? ""
                    : "; the parameters are " + String.join(", ", new TreeSet<>(known.keySet()))));
      }
      if (read.has(name)) {
        throw wrong("the parameter " + name + " is given twice");
      }
      put(read, parameter, end < 0 ? "" : decoded(pair.substring(end + 1)));
    }
    for (Parameter parameter : resource.parameters()) {
      if (parameter.isRequired() && !read.has(parameter.name())) {
        throw wrong(
            "the parameter " + parameter.name() + " is missing: " + parameter.description());
      }
    }
    return read;
  }

  private static void put(ObjectNode read, Parameter parameter, String value) {
    switch (parameter.type()) {
      case TEXT -> read.put(parameter.name(), value);
      case NUMBER -> {
        try {
          read.put(parameter.name(), Integer.parseInt(value));
        } catch (NumberFormatException e) {
          throw wrong(parameter.name() + " is '" + value + "', expected a number");
        }
      }
      case FLAG -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw wrong(parameter.name() + " is '" + value + "', expected true or false");
        }
        read.put(parameter.name(), value.equals("true"));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("'" + text + "' is not percent-encoded");
    }
  }

  private static Problem wrong(String what) {
    return new Problem(Problem.Kind.WRONG_PARAMETER, what);
  }
}
