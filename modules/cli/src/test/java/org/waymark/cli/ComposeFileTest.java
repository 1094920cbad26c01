package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.StartupFiles;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Tests {@code deploy/compose.yaml} as far as that is possible without containers: Kafka accepts
 * the settings of the brokers, Waymark accepts the configurations and commands of the replicas, and
 * both agree with each other and with the files of the repository.
 */
class ComposeFileTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path DEPLOY = ROOT.resolve("deploy");
  private static final Path FILE = DEPLOY.resolve("compose.yaml");
  private static final String CONFIG = "/etc/waymark/replica.toml";
  private static final int NUMBER = 3;

  private final Map<String, Map<String, Object>> brokers = new TreeMap<>();
  private final Map<String, Map<String, Object>> replicas = new TreeMap<>();
  private Map<String, Object> volumes;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in = Files.newInputStream(FILE)) {
      Map<String, Object> all = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      volumes = map(all.get("volumes"));
      map(all.get("services"))
          .forEach(
              (name, one) -> (name.startsWith("ps-") ? replicas : brokers).put(name, map(one)));
    }
    assertEquals(NUMBER, brokers.size());
    assertEquals(NUMBER, replicas.size());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  private static List<String> texts(Object node) {
    return ((List<?>) node).stream().map(String::valueOf).toList();
  }

  /** A mount: a volume or a path of the host, and the path in the container. */
  private record Mount(String source, Path target) {
    /** Reads {@code source:target[:ro]}, where the source may be a variable with a message. */
    static Mount of(String text) {
      MatchResult parts =
          Pattern.compile("(\\$\\{[^}]*}|[^:]+):([^:]+)(:ro)?")
              .matcher(text)
              .results()
              .findFirst()
              .orElseThrow();
      return new Mount(parts.group(1), Path.of(parts.group(2)));
    }
  }

  private static List<Mount> mounts(Map<String, Object> service) {
    return texts(service.get("volumes")).stream().map(Mount::of).toList();
  }

  private boolean isInVolume(Map<String, Object> service, Path path) {
    return mounts(service).stream()
        .anyMatch(one -> volumes.containsKey(one.source()) && path.startsWith(one.target()));
  }

  /** {@return the Kafka settings that the image derives from its environment variables} */
  private static Map<String, String> settings(Map<String, Object> broker) {
    return map(broker.get("environment")).entrySet().stream()
        .filter(variable -> variable.getKey().startsWith("KAFKA_"))
        .collect(
            Collectors.toMap(
                variable ->
                    variable.getKey().substring(6).toLowerCase(Locale.ROOT).replace('_', '.'),
                variable -> String.valueOf(variable.getValue())));
  }

  @Test
  void brokersFormOneClusterWithSettingsThatKafkaAccepts() {
    Set<String> voters = new TreeSet<>();
    Set<String> quorums = new TreeSet<>();
    brokers.forEach(
        (name, broker) -> {
          Map<String, String> settings = settings(broker);
          KafkaConfig kafka = new KafkaConfig(settings, false);
          voters.add(kafka.nodeId() + "@" + name + ":9093");
          quorums.add(settings.get("controller.quorum.voters"));
          assertAll(
              name,
              () -> assertEquals("apache/kafka:" + AppInfoParser.getVersion(), broker.get("image")),
              () -> assertEquals(Set.of(), unknown(settings.keySet())),
              () -> assertEquals(2, kafka.minInSyncReplicas()),
              () -> assertTrue(!kafka.autoCreateTopicsEnable()),
              () -> assertTrue(isInVolume(broker, Path.of(settings.get("log.dirs")))),
              () -> assertTrue(broker.containsKey("healthcheck")));
        });
    assertEquals(Set.of(String.join(",", voters)), quorums);
    assertEquals(
        1,
        brokers.values().stream()
            .map(broker -> map(broker.get("environment")).get("CLUSTER_ID"))
            .distinct()
            .count());
  }

  private static Set<String> unknown(Set<String> settings) {
    Set<String> unknown = new TreeSet<>(settings);
    unknown.removeAll(AbstractKafkaConfig.CONFIG_DEF.names());
    return unknown;
  }

  /** {@return the address at which a broker tells replicas to reach it} */
  private static String advertised(Map<String, Object> broker) {
    return Stream.of(settings(broker).get("advertised.listeners").split(","))
        .filter(listener -> listener.startsWith("REPLICAS://"))
        .map(listener -> listener.substring("REPLICAS://".length()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void replicasReachEveryBrokerAtItsPublishedAddress(@TempDir Path etc) throws Exception {
    IsdAs ia = IsdAs.parse("1-11");
    StartupFiles as = Network.of(NetworkTopology.twoIsds(), 1, new SystemClock()).filesOf(ia);
    for (int i = 1; i <= NUMBER; i++) {
      as.pathServer(
          "ps1-11-" + i, new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + i), 30041));
    }
    as.write(etc.resolve("as"));
    Set<String> bootstrap =
        brokers.values().stream().map(ComposeFileTest::advertised).collect(Collectors.toSet());
    Set<String> ids = new TreeSet<>();
    for (Map<String, Object> replica : replicas.values()) {
      Files.copy(
          DEPLOY.resolve(source(replica, Path.of(CONFIG))),
          etc.resolve(CONFIG.substring(CONFIG.lastIndexOf('/') + 1)),
          StandardCopyOption.REPLACE_EXISTING);
      ReplicaConfig config = ReplicaConfig.read(etc.resolve("replica.toml"));
      ids.add(config.id());
      assertAll(
          config.id(),
          () -> assertEquals(bootstrap, Set.of(config.kafka().bootstrapServers().split(","))),
          () -> assertTrue(isInVolume(replica, config.storeFolder())),
          () ->
              assertEquals(
                  etc.relativize(config.asFolder()),
                  Path.of(CONFIG).getParent().relativize(target(replica, "${AS_FOLDER"))),
          () -> assertEquals("host", replica.get("network_mode")));
    }
    assertEquals(NUMBER, ids.size());
    brokers
        .values()
        .forEach(
            broker ->
                assertEquals(List.of(advertised(broker) + ":9092"), texts(broker.get("ports"))));
  }

  private static String source(Map<String, Object> service, Path target) {
    return mounts(service).stream()
        .filter(one -> one.target().equals(target))
        .map(Mount::source)
        .findFirst()
        .orElseThrow();
  }

  private static Path target(Map<String, Object> service, String source) {
    return mounts(service).stream()
        .filter(one -> one.source().startsWith(source))
        .map(Mount::target)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void replicasRunCommandsOfWaymarkOnceAllBrokersAreHealthy() {
    replicas
        .values()
        .forEach(
            replica -> {
              List<String> check = texts(map(replica.get("healthcheck")).get("test"));
              assertEquals(List.of("CMD", "waymark"), check.subList(0, 2));
              assertCommand(check.subList(2, check.size()));
              assertCommand(texts(replica.get("command")));
              Map<String, Object> awaited = map(replica.get("depends_on"));
              assertEquals(brokers.keySet(), awaited.keySet());
              awaited
                  .values()
                  .forEach(one -> assertEquals("service_healthy", map(one).get("condition")));
            });
  }

  private static void assertCommand(List<String> words) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Waymark.commandLine(nowhere, nowhere).parseArgs(words.toArray(String[]::new));
    assertEquals(CONFIG, words.getLast());
  }

  @Test
  void everyFileOfTheRepositoryThatIsNamedExists() throws IOException {
    List<String> named = new ArrayList<>();
    for (Map<String, Object> replica : replicas.values()) {
      Map<String, Object> build = map(replica.get("build"));
      Path context = DEPLOY.resolve(build.get("context").toString()).normalize();
      Path containerfile = context.resolve(build.get("dockerfile").toString());
      named.add(ROOT.relativize(containerfile).toString());
      Files.readAllLines(containerfile).stream()
          .filter(line -> line.startsWith("COPY "))
          .map(line -> Arrays.asList(line.split(" +")))
          .forEach(words -> named.addAll(words.subList(1, words.size() - 1)));
      assertEquals(ROOT, context);
    }
    Stream.concat(brokers.values().stream(), replicas.values().stream())
        .flatMap(service -> mounts(service).stream())
        .filter(mount -> mount.source().startsWith("."))
        .forEach(mount -> named.add("deploy/" + mount.source()));
    assertEquals(
        List.of(),
        named.stream()
            // The build makes these after the tests; LauncherTest tests where they are.
            .filter(file -> !file.startsWith("modules/cli/target/"))
            .filter(file -> !Files.exists(ROOT.resolve(file)))
            .toList());
  }
}
