package org.waymark.edge.http;

import static org.waymark.edge.http.Parameter.flag;
import static org.waymark.edge.http.Parameter.inPath;
import static org.waymark.edge.http.Parameter.number;
import static org.waymark.edge.http.Parameter.required;
import static org.waymark.edge.http.Parameter.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.edge.metrics.ReplicaStatus;
import org.waymark.edge.metrics.ReplicaStatusDocument;
import org.waymark.history.query.HistoryQueries;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.server.replay.Readiness;
import org.waymark.store.row.StoreException;

/** The table of everything that the interface offers. */
final class Resources {
  private static final String API = "/api/v1/";
  private static final Parameter AS_OF =
      text(
          "asOf",
          "The moment: an offset, a UTC time such as 2026-11-28T00:00:00Z, or a time span back,"
              + " such as -15m. Default: now.");
  private static final Parameter LIMIT =
      number("limit", "The maximum number of results, at most 10000. Default: 1000.");
  private static final List<Parameter> FILTER =
      List.of(
          text("type", "Only segments of this type: up, down or core."),
          text("first", "Only segments that begin in this AS."),
          text("last", "Only segments that end in this AS."),
          number("isd", "Only segments that touch this ISD."),
          text("as", "Only segments that touch this AS."));
  private static final List<Parameter> ENDS =
      List.of(
          required("src", "The AS where the paths begin, such as 1-ff00:0:110."),
          required("dst", "The AS where the paths end."));

  private final ReplicaAnswers replica;

  private Resources(ReplicaAnswers replica) {
    this.replica = replica;
  }

  /** {@return all resources of a replica, with the OpenAPI document that describes them} */
  static List<Resource> of(ReplicaAnswers replica) {
    List<Resource> all = new ArrayList<>(new Resources(replica).all());
    List<Resource> described = new ArrayList<>();
    Resource document =
        new Resource(
            API + "openapi.json",
            "openapi",
            "This interface as an OpenAPI document.",
            Resource.Access.OPEN,
            Resource.JSON,
            List.of(),
            _ -> Answer.json(OpenApi.of(described)));
    all.add(document);
    described.addAll(all);
    return List.copyOf(all);
  }

  private List<Resource> all() {
    return List.of(
        new Resource(
            "/livez",
            "live",
            "200 while the process answers.",
            Resource.Access.OPEN,
            Resource.TEXT,
            List.of(),
            _ -> Answer.text("live\n")),
        new Resource(
            "/readyz",
            "ready",
            "200 if the replica's answers are reliable; otherwise 503, with the reason and what"
                + " ends it.",
            Resource.Access.OPEN,
            Resource.JSON,
            List.of(),
            _ -> readiness()),
        new Resource(
            "/metrics",
            "metrics",
            "The metrics, in the text format of Prometheus.",
            Resource.Access.OPEN,
            "text/plain; version=0.0.4; charset=utf-8",
            List.of(),
            _ -> Answer.text(replica.metrics())),
        json("status", "The status of this replica.", _ -> Answer.json(document())),
        json(
            "replicas",
            "The other replicas of the AS, by their last reports.",
            _ -> Answer.json(document().path("replicas"))),
        past("segments", "Segments.", FILTER, List.of(AS_OF, LIMIT)),
        past(
            "segments/{id}",
            "segment",
            "One segment.",
            List.of(inPath("id", "Its id, or the first characters of it.")),
            List.of(AS_OF)),
        past(
            "revocations",
            "Revocations.",
            List.of(
                text("as", "Only those of this AS."),
                flag("ended", "Whether to include those that have ended. Default: false.")),
            List.of(AS_OF, LIMIT)),
        past("blocks", "Blocks that operators have set.", List.of(), List.of(AS_OF, LIMIT)),
        past("trust", "TRCs and certificate chains.", List.of(), List.of(AS_OF)),
        past("paths", "The paths between two ASes.", ENDS, List.of(AS_OF, LIMIT)),
        past(
            "history",
            "What happened to a segment, an interface, an AS or a pair of ASes.",
            List.of(
                required("subject", "A segment's id, ISD-AS, ISD-AS#interface or ISD-AS>ISD-AS."),
                number("bars", "The number of spans into which availability is divided.")),
            List.of(AS_OF, LIMIT)),
        past(
            "diff",
            "What changed between two moments.",
            List.of(
                required("from", "The earlier moment, in the form of asOf."),
                text("to", "The later moment. Default: now."),
                flag("paths", "Whether to compare the paths between src and dst."),
                text("src", "The AS where the paths begin."),
                text("dst", "The AS where the paths end.")),
            Stream.concat(FILTER.stream(), Stream.of(LIMIT)).toList()),
        past("explain", "Why there is no path, or which there are.", ENDS, List.of(AS_OF, LIMIT)),
        past(
            "bisect",
            "When a condition changed.",
            List.of(
                required("condition", "The condition, such as: path SRC DST."),
                required("from", "The moment to begin at, in the form of asOf."),
                required("to", "The moment to end at."),
                flag("last", "Whether to find the last change instead of the first."),
                flag("all", "Whether to list all changes.")),
            List.of(LIMIT)));
  }

  private static Resource json(String name, String summary, Resource.Answering answering) {
    return new Resource(
        API + name, name, summary, Resource.Access.READER, Resource.JSON, List.of(), answering);
  }

  private Resource past(
      String name, String summary, List<Parameter> parameters, List<Parameter> others) {
    return past(name, name, summary, parameters, others);
  }

  private Resource past(
      String path, String name, String summary, List<Parameter> some, List<Parameter> others) {
    return new Resource(
        API + path,
        name,
        summary,
        Resource.Access.READER,
        Resource.JSON,
        Stream.concat(some.stream(), others.stream()).toList(),
        parameters -> pastAnswer(parameters.put("query", name)));
  }

  private ObjectNode document() {
    return ReplicaStatusDocument.of(status());
  }

  private ReplicaStatus status() {
    try {
      return replica.status();
    } catch (StoreException e) {
      throw new Problem(Problem.Kind.UNAVAILABLE, e.getMessage(), e);
    }
  }

  private Answer readiness() {
    ReplicaStatus status = status();
    boolean isReady = status.state() == Readiness.State.READY && status.notReady().isEmpty();
    if (!isReady) {
      throw new Problem(
              Problem.Kind.NOT_READY,
              status.notReady().or(status::logTrouble).orElse("it is " + status.state().text()))
          .with("state", status.state().text())
          .with("endsWhen", endsWhen(status.state()));
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    status.logTrouble().ifPresent(what -> document.put("logTrouble", what));
    return Answer.json(document.put("ready", true).put("state", status.state().text()));
  }

  private static String endsWhen(Readiness.State state) {
    return switch (state) {
      case STARTING, CATCHING_UP -> "the store has applied the log up to its end";
      case STALE -> "the log can be reached again, and has been applied up to its end";
      case DIVERGED -> "the store has been rebuilt from the log";
      case READY -> "packets reach the replica";
    };
  }

  private Answer pastAnswer(ObjectNode query) {
    ObjectNode answer = replica.answer(query);
    if (answer.has(HistoryQueries.ERROR)) {
      throw new Problem(kind(answer), answer.path(HistoryQueries.ERROR).asText());
    }
    Answer whole = Answer.json(answer);
    // The time of an answer about "now" differs each time, even if nothing else does.
    answer.remove(Arrays.asList("at", "token", "offset"));
    return whole.withVersion(
        Sha256.hash(ByteString.owning(answer.toString().getBytes(StandardCharsets.UTF_8))).hex());
  }

  private static Problem.Kind kind(ObjectNode answer) {
    if (answer.has(HistoryQueries.MAY_BE_IN_LOG)) {
      return Problem.Kind.UNKNOWN_PAST;
    }
    if (answer.has(HistoryQueries.UNAVAILABLE)) {
      return Problem.Kind.UNAVAILABLE;
    }
    return answer.has(HistoryQueries.TIME_OVER)
        ? Problem.Kind.TIME_OVER
        : Problem.Kind.WRONG_PARAMETER;
  }
}
