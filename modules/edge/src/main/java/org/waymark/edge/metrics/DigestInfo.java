package org.waymark.edge.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/**
 * The metric {@code waymark_digest_info}, which has the value 1 for each applied topic, with the
 * digest and the corresponding offset as labels. The metric is computed at each scrape, one line
 * per topic, so that earlier digests do not accumulate on the page.
 */
public final class DigestInfo implements MultiCollector {
  private final ReplicaConfig config;
  private final ServingStore store;

  public DigestInfo(ReplicaConfig config, ServingStore store) {
    this.config = config;
    this.store = store;
  }

  @Override
  public MetricSnapshots collect() {
    InfoSnapshot.Builder info =
        InfoSnapshot.builder()
            .name("waymark_digest")
            .help("digest of the state, equal on replicas at the same offset and apply version");
    try (ReadView view = store.view()) {
      for (Topic topic : ReplicaLag.TOPICS) {
        info.dataPoint(
            InfoSnapshot.InfoDataPointSnapshot.builder()
                .labels(
                    Labels.of(
                        "server_id",
                        config.id(),
                        "isd_as",
                        config.ia().toString(),
                        "topic",
                        topic.suffix(),
                        "offset",
                        Long.toString(view.position(topic).map(Position::nextOffset).orElse(0L)),
                        "digest",
                        view.digest(topic).sum().hex(),
                        "apply_version",
                        view.digest(topic).applyVersion().toString()))
                .build());
      }
    } catch (StoreException closed) {
      return MetricSnapshots.of();
    }
    return MetricSnapshots.of(info.build());
  }
}
