package org.waymark.edge.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request that could not be answered, as a problem document (RFC 9457). Clients may rely on the
 * code; the detail is for people.
 */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * What kind of problem it is. The codes are stable, and stand in deploy/ERRORS.md, like what to
   * do.
   */
  enum Kind {
    /** No resource has this path. */
    NO_SUCH_RESOURCE("WM-4001", 404, "There is no such resource"),
    /** The resource exists, but not for this method. */
    WRONG_METHOD("WM-4002", 405, "The resource does not allow this method"),
    /** A parameter is unknown, missing, repeated or malformed. */
    WRONG_PARAMETER("WM-4003", 400, "A parameter is wrong"),
    /** The request needs a token that it does not have. */
    NO_TOKEN("WM-4004", 401, "A bearer token is required"),
    /** The answers are not given to other machines, because no tokens are configured. */
    NO_TOKENS_CONFIGURED("WM-4005", 403, "Answers are for this machine only"),
    /** The store does not know the requested moment, or no longer. */
    UNKNOWN_PAST("WM-4006", 404, "This moment is not known"),
    /** The time for the answer ran out. */
    TIME_OVER("WM-5001", 503, "The answer would take too long"),
    /** Too many requests are being answered. */
    BUSY("WM-5002", 503, "Too many questions"),
    /** The store cannot be read. */
    UNAVAILABLE("WM-5003", 503, "The store cannot be read"),
    /** A defect of the program. */
    UNEXPECTED("WM-5004", 500, "Unexpected failure"),
    /** The answers of the replica are not reliable, or packets do not reach it. */
    NOT_READY("WM-5005", 503, "The replica is not ready");

    private final String code;
    private final int status;
    private final String title;

    Kind(String code, int status, String title) {
      this.code = code;
      this.status = status;
      this.title = title;
    }

    String code() {
      return code;
    }

    int status() {
      return status;
    }
  }

  private final transient ObjectNode document;
  private final Kind kind;

  /**
   * @param detail what is wrong, and what to do
   */
  Problem(Kind kind, String detail) {
    this(kind, detail, null);
  }

  Problem(Kind kind, String detail, Throwable cause) {
    super(detail, cause);
    this.kind = kind;
    document =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "urn:waymark:problem:" + kind.code)
            .put("title", kind.title)
            .put("status", kind.status)
            .put("code", kind.code)
            .put("detail", detail);
  }

  /** {@return this problem, with another member in its document} */
  Problem with(String member, String value) {
    document.put(member, value);
    return this;
  }

  Kind kind() {
    return kind;
  }

  /** {@return the problem document} */
  ObjectNode document() {
    return document;
  }
}
