package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.waymark.segment.IsdAs;
import org.waymark.segment.TreeTtls;
import org.waymark.server.ServerSettings;

/**
 * What one replica is started with: the operator's TOML file joined with the start-up files of its
 * AS.
 *
 * @param id unique among the replicas of the AS
 * @param certificates folder with the TRCs and certificate chains
 * @param storeFolder the replica's own; made when it is not there
 * @param listen UDP address of the server
 * @param bootstrapServers of Kafka, {@code host:port} separated by commas
 * @param topicPrefix before {@code .events}, {@code .trust} and {@code .audit}
 */
public record ReplicaConfig(
    String id,
    IsdAs ia,
    boolean core,
    Path certificates,
    Path storeFolder,
    InetSocketAddress listen,
    String bootstrapServers,
    String topicPrefix,
    int maxSegments,
    double refreshMin,
    TreeTtls treeTtls,
    ServerSettings.Limits limits) {

  public static final int DEFAULT_MAX_SEGMENTS = 5;
  public static final double DEFAULT_REFRESH_MIN = 0.10;

  private static final double MAX_REFRESH_MIN = 0.25;

  /**
   * {@return what the file and the topology folder it names say; relative folders start at the
   * file's}
   *
   * @throws StartupException when a file cannot be read, a key is missing, unknown or of the wrong
   *     kind
   */
  public static ReplicaConfig read(Path file) throws StartupException {
    SettingsFile settings = SettingsFile.toml(file);
    settings.onlyKnown(
        "", Set.of("id", "topology", "store", "listen", "kafka", "limits", "tree-ttl"));
    settings.onlyKnown("kafka", Set.of("bootstrap", "prefix"));
    Path base = file.toAbsolutePath().getParent();
    Path folder = base.resolve(settings.text("topology"));
    Topology topology = Topology.read(folder.resolve("topology.json"));
    AsSettings as = AsSettings.read(folder.resolve("as.yml"));
    String id = settings.text("id");
    return new ReplicaConfig(
        id,
        topology.ia(),
        topology.core(),
        folder.resolve("certs"),
        base.resolve(settings.text("store")),
        listen(settings, topology, id),
        settings.text("kafka.bootstrap"),
        settings.optionalText("kafka.prefix").orElseGet(() -> defaultPrefix(topology.ia())),
        settings.number("limits.max-segments", 1, 1_000, DEFAULT_MAX_SEGMENTS),
        settings.fraction("limits.refresh-min", MAX_REFRESH_MIN, DEFAULT_REFRESH_MIN),
        treeTtls(settings, topology.ia(), as),
        limits(settings));
  }

  /** {@return this with another Kafka} */
  public ReplicaConfig withBootstrapServers(String others) {
    return new ReplicaConfig(
        id,
        ia,
        core,
        certificates,
        storeFolder,
        listen,
        others,
        topicPrefix,
        maxSegments,
        refreshMin,
        treeTtls,
        limits);
  }

  /** {@return the prefix of the topics of an AS when none is configured} */
  public static String defaultPrefix(IsdAs ia) {
    return "waymark." + ia.toString().replace(':', '_');
  }

  private static InetSocketAddress listen(SettingsFile settings, Topology topology, String id)
      throws StartupException {
    if (settings.optionalText("listen").isPresent()) {
      return settings.parsed("listen", "IP:PORT", SocketAddresses::parse);
    }
    return topology
        .pathServer(id)
        .orElseThrow(
            () ->
                settings.missing(
                    "listen", "IP:PORT, since the topology names no path server '" + id + "'"));
  }

  private static TreeTtls treeTtls(SettingsFile settings, IsdAs local, AsSettings as)
      throws StartupException {
    int defaultS = (int) TreeTtls.DEFAULT.defaultS();
    Map<IsdAs, Long> byIa = new HashMap<>();
    byIa.put(local, (long) as.revocationTreeTtlS());
    for (Map.Entry<String, JsonNode> entry : settings.object("tree-ttl").properties()) {
      String key = "tree-ttl." + entry.getKey();
      int ttlS = settings.number(key, entry.getValue(), 10, Integer.MAX_VALUE);
      if (entry.getKey().equals("default")) {
        defaultS = ttlS;
      } else {
        byIa.put(
            settings.key(key, entry.getKey(), "an ISD-AS or default", IsdAs::parse), (long) ttlS);
      }
    }
    return new TreeTtls(defaultS, byIa);
  }

  private static ServerSettings.Limits limits(SettingsFile settings) throws StartupException {
    settings.onlyKnown(
        "limits",
        Set.of(
            "max-segments",
            "refresh-min",
            "segments-per-pair",
            "segments-per-last-as",
            "appends-per-second",
            "appends-per-registrant-as",
            "appends-per-source",
            "revocation-identities",
            "revoked-interfaces",
            "unproven-revocations",
            "queued-records",
            "refusal-events-per-second"));
    ServerSettings.Limits d = ServerSettings.Limits.DEFAULT;
    return new ServerSettings.Limits(
        limit(settings, "segments-per-pair", d.segmentsPerPair()),
        limit(settings, "segments-per-last-as", d.segmentsPerLastAs()),
        limit(settings, "appends-per-second", d.appendsPerS()),
        limit(settings, "appends-per-registrant-as", d.appendsPerRegistrantAsPerS()),
        limit(settings, "appends-per-source", d.appendsPerSourceS()),
        limit(settings, "revocation-identities", d.revocationIdentities()),
        limit(settings, "revoked-interfaces", d.revokedInterfaces()),
        limit(settings, "unproven-revocations", d.unprovenRevocations()),
        limit(settings, "queued-records", d.queuedRecords()),
        limit(settings, "refusal-events-per-second", d.refusalEventsPerS()));
  }

  private static int limit(SettingsFile settings, String key, int otherwise)
      throws StartupException {
    return settings.number("limits." + key, 0, Integer.MAX_VALUE, otherwise);
  }
}
