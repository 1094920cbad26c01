package org.waymark.edge.http;

/**
 * A parameter of a request.
 *
 * @param description what it means, as a sentence
 */
record Parameter(String name, Place place, Type type, boolean isRequired, String description) {
  /** Where a request has the parameter. */
  enum Place {
    PATH,
    QUERY
  }

  /** The type of the value. */
  enum Type {
    TEXT("string"),
    NUMBER("integer"),
    FLAG("boolean");

    private final String json;

    Type(String json) {
      this.json = json;
    }

    /** {@return the name of the type in a JSON schema} */
    String json() {
      return json;
    }
  }

  static Parameter inPath(String name, String description) {
    return new Parameter(name, Place.PATH, Type.TEXT, true, description);
  }

  static Parameter required(String name, String description) {
    return new Parameter(name, Place.QUERY, Type.TEXT, true, description);
  }

  static Parameter text(String name, String description) {
    return new Parameter(name, Place.QUERY, Type.TEXT, false, description);
  }

  static Parameter number(String name, String description) {
    return new Parameter(name, Place.QUERY, Type.NUMBER, false, description);
  }

  static Parameter flag(String name, String description) {
    return new Parameter(name, Place.QUERY, Type.FLAG, false, description);
  }
}
