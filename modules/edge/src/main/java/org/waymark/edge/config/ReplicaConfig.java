package org.waymark.edge.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.TreeTtls;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.Event;

/**
 * The configuration of a replica: the operator's TOML file combined with the start-up files of its
 * AS. {@code deploy/waymark.toml} shows every key.
 *
 * @param id the id of the replica, which must be unique among the replicas of the AS
 * @param topology the topology of the AS, as read at the start
 * @param asFolder the folder with {@code topology.json}, {@code as.yml} and {@code certs}
 * @param storeFolder the replica's own folder for its store, which is created if it does not exist
 * @param listen the UDP address of the server; behind a dispatcher, the address to register
 * @param dispatcher the socket of the dispatcher, if packets arrive through a dispatcher
 * @param http the settings of the HTTP interface; empty if there is none
 * @param kafka the location of the log
 * @param aheadMs the maximum time by which the timestamp of a segment may be ahead of its record
 *     time, in milliseconds
 * @param treeTtls the only lifetime of revocation trees allowed for each AS
 * @param maxSegments the maximum number of results per store query
 * @param refreshMin the minimum time by which a version must outlast the stored version to be
 *     recorded, as a fraction of its own lifetime
 * @param history the history that the replica keeps
 * @param audit the settings for proving that the log was not altered
 */
public record ReplicaConfig(
    String id,
    Topology topology,
    Path asFolder,
    Path storeFolder,
    InetSocketAddress listen,
    Optional<SocketPath> dispatcher,
    Optional<HttpConfig> http,
    KafkaLocation kafka,
    long aheadMs,
    TreeTtls treeTtls,
    int maxSegments,
    double refreshMin,
    HistoryDepth history,
    AuditConfig audit,
    ServerLimits limits) {

  /** The keys of each section. Keys outside sections are listed under the empty name. */
  static final Map<String, Set<String>> KEYS =
      Map.of(
          "",
          Set.of(
              "id",
              "topology",
              "store",
              "listen",
              "dispatcher",
              "kafka",
              "http",
              "apply",
              "answers",
              "registrations",
              "history",
              "audit",
              "limits",
              "propagation"),
          "kafka",
          Set.of("bootstrap", "prefix", "client", "client-files"),
          "http",
          Set.of("listen", "tokens"),
          "apply",
          applyKeys(),
          "answers",
          Set.of("max-segments"),
          "registrations",
          Set.of("refresh-min"),
          "history",
          Set.of("from"),
          "audit",
          Set.of("key", "trusted-keys", "directory", "witnesses"),
          "limits",
          LimitsReader.KEYS,
          "propagation",
          LimitsReader.PROPAGATION_KEYS);

  /** The tables whose keys are chosen by the operator. */
  static final Set<String> FREE_TABLES =
      Set.of("kafka.client", "kafka.client-files", "apply.tree-ttl-s-of");

  private static final int MS_PER_S = 1_000;

  private static Set<String> applyKeys() {
    Set<String> keys = new HashSet<>(Set.of("ahead-s", "tree-ttl-s", "tree-ttl-s-of"));
    keys.addAll(LimitsReader.APPLY_KEYS);
    return Set.copyOf(keys);
  }

  /**
   * Reads the configuration from a file and from the topology folder that it names. Relative paths
   * are resolved against the folder of the file.
   *
   * @return the configuration
   * @throws StartupException if a file cannot be read, or a key is missing, unknown or of the wrong
   *     type
   */
  public static ReplicaConfig read(Path file) throws StartupException {
    return read(file, Overrides.NONE);
  }

  /**
   * Reads the configuration like {@link #read(Path)}.
   *
   * @param overrides values that replace those in the file
   */
  public static ReplicaConfig read(Path file, Overrides overrides) throws StartupException {
    return read(file, SettingsFile.toml(file, overrides));
  }

  /** {@return all keys whose names are fixed, with the tables that contain them} */
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    KEYS.forEach(
        (section, names) ->
            names.forEach(name -> keys.add(section.isEmpty() ? name : section + "." + name)));
    keys.removeAll(KEYS.keySet());
    keys.removeAll(FREE_TABLES);
    return keys;
  }

  static ReplicaConfig read(Path file, SettingsFile settings) throws StartupException {
    for (Map.Entry<String, Set<String>> section : KEYS.entrySet()) {
      settings.onlyKnown(section.getKey(), section.getValue());
    }
    Path base = file.toAbsolutePath().getParent();
    Path folder = base.resolve(settings.text("topology"));
    Topology topology = Topology.read(topologyFile(folder));
    AsSettings as = AsSettings.read(asFile(folder));
    String id =
        settings.parsed(
            "id", "a name that is unique among the replicas of the AS", ReplicaConfig::name);
    return new ReplicaConfig(
        id,
        topology,
        folder,
        base.resolve(settings.text("store")),
        listen(settings, topology, id),
        dispatcher(settings, base),
        HttpConfig.read(settings, base),
        kafka(settings, topology.ia(), base),
        settings.number(
                "apply.ahead-s",
                0,
                (int) (ApplySettings.MAX_AHEAD_MS / MS_PER_S),
                (int) (ApplySettings.DEFAULT.aheadMs() / MS_PER_S))
            * (long) MS_PER_S,
        treeTtls(settings, topology.ia(), as),
        settings.number(
            "answers.max-segments",
            1,
            AnswerSettings.MAX_MAX_SEGMENTS,
            AnswerSettings.DEFAULT.maxSegments()),
        settings.fraction(
            "registrations.refresh-min",
            DampingSettings.MAX_REFRESH_MIN,
            DampingSettings.DEFAULT.refreshMin()),
        settings.optionalText("history.from").isPresent()
            ? settings.parsed(
                "history.from",
                "a time span (24h, 7d), a UTC time (2026-11-28T00:00:00Z) or start",
                HistoryDepth::parse)
            : HistoryDepth.DEFAULT,
        AuditConfig.read(settings, base),
        LimitsReader.read(settings));
  }

  private static String name(String id) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    return id;
  }

  /** {@return the AS that the replica serves} */
  public IsdAs ia() {
    return topology.ia();
  }

  /** {@return the folder with the TRCs and certificate chains} */
  public Path certificates() {
    return asFolder.resolve("certs");
  }

  static Path topologyFile(Path asFolder) {
    return asFolder.resolve("topology.json");
  }

  static Path asFile(Path asFolder) {
    return asFolder.resolve("as.yml");
  }

  /** {@return the settings for apply} */
  public ApplySettings applySettings() {
    return new ApplySettings(aheadMs, treeTtls, limits.decoder(), Event.NEWEST_SCHEMA);
  }

  /** {@return a copy whose log is in another Kafka cluster} */
  public ReplicaConfig withBootstrapServers(String others) {
    return new ReplicaConfig(
        id,
        topology,
        asFolder,
        storeFolder,
        listen,
        dispatcher,
        http,
        new KafkaLocation(others, kafka.names(), kafka.timeoutMs(), kafka.client()),
        aheadMs,
        treeTtls,
        maxSegments,
        refreshMin,
        history,
        audit,
        limits);
  }

  private static Optional<SocketPath> dispatcher(SettingsFile settings, Path base)
      throws StartupException {
    if (settings.optionalText("dispatcher").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        settings.parsed(
            "dispatcher",
            "the path of a Unix socket, at most "
                + SocketPath.MAX_BYTES
                + " bytes including its folders",
            text -> new SocketPath(base.resolve(text))));
  }

  private static InetSocketAddress listen(SettingsFile settings, Topology topology, String id)
      throws StartupException {
    if (settings.optionalText("listen").isPresent()) {
      return settings.parsed("listen", "IP:PORT", SocketAddresses::parse);
    }
    return topology
        .pathServer(id)
        .map(Topology.Server::socket)
        .orElseThrow(
            () ->
                settings.missing(
                    "listen", "IP:PORT, because the topology lists no path server '" + id + "'"));
  }

  private static KafkaLocation kafka(SettingsFile settings, IsdAs ia, Path base)
      throws StartupException {
    TopicNames names =
        settings.optionalText("kafka.prefix").isPresent()
            ? settings.parsed("kafka.prefix", "a valid prefix for topic names", TopicNames::new)
            : TopicNames.of(ia);
    KafkaLocation defaults = KafkaLocation.of(settings.text("kafka.bootstrap"), names);
    Map<String, String> client = new HashMap<>(settings.texts("kafka.client"));
    for (Map.Entry<String, String> one : settings.texts("kafka.client-files").entrySet()) {
      client.put(
          one.getKey(),
          SecretFile.read(
                  settings,
                  "kafka.client-files." + one.getKey(),
                  base.resolve(one.getValue()),
                  "the value of the property")
              .strip());
    }
    return new KafkaLocation(defaults.bootstrapServers(), names, defaults.timeoutMs(), client);
  }

  private static TreeTtls treeTtls(SettingsFile settings, IsdAs local, AsSettings as)
      throws StartupException {
    int defaultS = treeTtlS(settings, "apply.tree-ttl-s", (int) TreeTtls.DEFAULT.defaultS());
    Map<IsdAs, Long> byIa = new HashMap<>();
    byIa.put(local, (long) as.revocationTreeTtlS());
    for (String ia : settings.names("apply.tree-ttl-s-of")) {
      String key = "apply.tree-ttl-s-of." + ia;
      byIa.put(
          settings.parsedName(key, ia, "an ISD-AS", IsdAs::parse),
          (long) treeTtlS(settings, key, defaultS));
    }
    return new TreeTtls(defaultS, byIa);
  }

  private static int treeTtlS(SettingsFile settings, String key, int otherwise)
      throws StartupException {
    int ttlS = settings.number(key, (int) Revocation.EPOCH_S, Integer.MAX_VALUE, otherwise);
    if (ttlS % Revocation.EPOCH_S != 0) {
      throw settings.wrong(key, Integer.toString(ttlS), "a multiple of " + Revocation.EPOCH_S);
    }
    return ttlS;
  }
}
