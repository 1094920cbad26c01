package org.waymark.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Something that can be read with GET. The table of all resources is the only description of the
 * interface: requests are matched with it, and the OpenAPI document is made from it.
 *
 * @param path the path; a segment in braces is a parameter
 * @param name the unique name of the operation
 * @param summary what a client gets, as a sentence
 * @param access who may read it
 * @param type the media type of the answer
 * @param answering makes the answer
 */
record Resource(
    String path,
    String name,
    String summary,
    Access access,
    String type,
    List<Parameter> parameters,
    Answering answering) {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  /** Who may read a resource. */
  enum Access {
    /** Everyone who reaches the address: probes and monitoring. */
    OPEN,
    /** This machine, and whoever has a token. */
    READER
  }

  /** Makes answers; called by many threads at once. */
  @FunctionalInterface
  interface Answering {
    /**
     * Answers a request.
     *
     * @param parameters the parameters that the request has, converted to their types
     * @throws Problem if there is no answer
     */
    Answer answer(ObjectNode parameters);
  }

  Resource {
    parameters = List.copyOf(parameters);
  }
}
