package org.waymark.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.waymark.edge.metrics.ReplicaStatus;

/** What the interface asks the replica. Its methods are called by many threads at once. */
public interface ReplicaAnswers {
  /**
   * {@return the present status}
   *
   * @throws org.waymark.store.row.StoreException if the store cannot be read
   */
  ReplicaStatus status();

  /**
   * {@return the answer to a question, in the form of {@link
   * org.waymark.history.query.HistoryQueries}}
   */
  ObjectNode answer(JsonNode query);

  /** {@return the metrics in Prometheus' text format} */
  String metrics();
}
