package org.waymark.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** Describes the interface as an OpenAPI 3.1 document. */
final class OpenApi {
  private static final String PROBLEM = "application/problem+json";

  private OpenApi() {}

  static ObjectNode of(List<Resource> resources) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Waymark")
        .put("version", "1")
        .put("description", "Reads the state and the past of a SCION path server.");
    ObjectNode paths = root.putObject("paths");
    for (Resource resource : resources) {
      paths.putObject(resource.path()).set("get", operation(resource));
    }
    ObjectNode components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    components.putObject("schemas").set("Problem", problemSchema());
    return root;
  }

  private static ObjectNode operation(Resource resource) {
    ObjectNode operation = JsonNodeFactory.instance.objectNode();
    operation.put("operationId", resource.name());
    operation.put("summary", resource.summary());
    ArrayNode parameters = operation.putArray("parameters");
    for (Parameter parameter : resource.parameters()) {
      parameters
          .addObject()
          .put("name", parameter.name())
          .put("in", parameter.place().name().toLowerCase(Locale.ROOT))
          .put("required", parameter.isRequired())
          .put("description", parameter.description())
          .putObject("schema")
          .put("type", parameter.type().json());
    }
    if (resource.access() == Resource.Access.READER) {
      operation.putArray("security").addObject().putArray("token");
    }
    ObjectNode responses = operation.putObject("responses");
    String type = resource.type().replaceFirst(";.*", "");
    ObjectNode content = responses.putObject("200").put("description", resource.summary());
    content
        .putObject("content")
        .putObject(type)
        .putObject("schema")
        .setAll(type.equals(Resource.JSON) ? any() : any().put("type", "string"));
    responses
        .putObject("default")
        .put("description", "The request could not be answered.")
        .putObject("content")
        .putObject(PROBLEM)
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
    return operation;
  }

  private static ObjectNode any() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode problemSchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (String name : List.of("type", "title", "code", "detail")) {
      properties.putObject(name).put("type", "string");
    }
    properties.putObject("status").put("type", "integer");
    ArrayNode required = schema.putArray("required");
    properties.fieldNames().forEachRemaining(required::add);
    return schema;
  }
}
