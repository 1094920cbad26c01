package org.waymark.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.VerifierKey;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.TreeTtls;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.DecoderLimits;

class ReplicaConfigTest {
  private static final String MINIMAL =
      """
      id = "ps1-14-1"
      topology = "as"
      store = "store"
      [kafka]
      bootstrap = "localhost:9092"
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeStartupFiles() throws Exception {
    Network.of(NetworkTopology.twoIsds(), 1, new VirtualClock(1_520_000_000_000L))
        .filesOf(IsdAs.parse("1-14"))
        .pathServer("ps1-14-1", new InetSocketAddress(InetAddress.getByName("127.0.0.71"), 30_078))
        .write(folder.resolve("as"));
  }

  private ReplicaConfig read(String toml) throws Exception {
    Path file = folder.resolve("waymark.toml");
    Files.writeString(file, toml);
    return ReplicaConfig.read(file);
  }

  private void refuses(String toml, String... told) {
    StartupException refused = assertThrows(StartupException.class, () -> read(toml));
    for (String part : told) {
      assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
  }

  @Test
  void minimalFileTakesTheRestFromTheTopologyAndDefaults() throws Exception {
    ReplicaConfig config = read(MINIMAL);
    assertEquals(IsdAs.parse("1-14"), config.ia());
    assertEquals(30_078, config.listen().getPort());
    assertEquals("waymark.1-14", config.kafka().names().prefix());
    assertEquals(Optional.empty(), config.dispatcher());
    assertEquals(Optional.empty(), config.http());
    assertEquals(5, config.maxSegments());
    assertEquals(folder.resolve("store").toAbsolutePath(), config.storeFolder());
  }

  @Test
  void replicaNeedsAName() {
    refuses(MINIMAL.replace("ps1-14-1", " "), "id ' '", "a name");
  }

  @Test
  void everyKeyIsRead() throws Exception {
    ReplicaConfig config =
        read(
            """
            id = "x"
            topology = "as"
            store = "store"
            listen = "[::1]:4000"
            dispatcher = "/run/shm/dispatcher/default.sock"
            [http]
            listen = "127.0.0.1:30452"
            [kafka]
            bootstrap = "localhost:9092"
            prefix = "other"
            [kafka.client]
            "security.protocol" = "SSL"
            [apply]
            ahead-s = 300
            tree-ttl-s = 600
            message-bytes = 60000
            segments-per-message = 200
            as-entries = 100
            peers-per-entry = 32
            trust-text-bytes = 100000
            [apply.tree-ttl-s-of]
            "1-11" = 1200
            [answers]
            max-segments = 7
            [registrations]
            refresh-min = 0.25
            [limits]
            segments-per-pair = 11
            [propagation]
            resend-s = 300
            messages-per-core-as-per-s = 10
            messages-per-s = 50
            """);
    assertEquals(4_000, config.listen().getPort());
    assertEquals(
        Optional.of(new SocketPath(Path.of("/run/shm/dispatcher/default.sock"))),
        config.dispatcher());
    assertEquals(
        Optional.of(new HttpConfig(SocketAddresses.of("127.0.0.1", 30_452), List.of())),
        config.http());
    assertEquals("other", config.kafka().names().prefix());
    assertEquals(Map.of("security.protocol", "SSL"), config.kafka().client());
    assertEquals(300_000, config.aheadMs());
    assertEquals(7, config.maxSegments());
    assertEquals(0.25, config.refreshMin());
    assertEquals(11, config.limits().registrations().perPair());
    assertEquals(new PropagationSettings(300, 10, 50), config.limits().propagation());
    DecoderLimits decoder = config.limits().decoder();
    assertEquals(60_000, decoder.messageBytes());
    assertEquals(200, decoder.segmentsPerMessage());
    assertEquals(100, decoder.asEntries());
    assertEquals(32, decoder.peersPerEntry());
    assertEquals(100_000, decoder.lz4TextBytes());
    assertEquals(decoder, config.applySettings().limits());
    assertEquals(1_200, config.treeTtls().of(IsdAs.parse("1-11")));
    assertEquals(600, config.treeTtls().of(IsdAs.parse("1-12")));
  }

  @Test
  void exampleHasEveryKeyWithItsDefault() throws Exception {
    String example = Files.readString(Path.of("..", "..", "deploy", "waymark.toml"));
    Path jaas = Files.writeString(folder.resolve("jaas"), "module required;\n");
    String everyKey =
        example
            .replaceAll("(?m)^# ((?:[a-z-]+|\"[^\"]+\") = )", "$1")
            .replace("/etc/waymark/1-11", folder.resolve("as").toString())
            .replace("/etc/waymark/kafka-jaas.conf", jaas.toString())
            .replace("/etc/waymark/http-tokens", jaas.toString())
            .replace("ps1-11-1", "ps1-14-1");
    ReplicaConfig config = read(everyKey);
    assertEquals(ServerLimits.DEFAULT, config.limits());
    assertEquals("module required;", config.kafka().client().get("sasl.jaas.config"));
    assertTrue(config.http().isPresent(), "the key is in the example");
    assertTrue(config.dispatcher().isPresent(), "the key is in the example");
    assertEquals(5, config.maxSegments());
    assertEquals(0.10, config.refreshMin());
    assertEquals(600_000, config.aheadMs());
    assertEquals(TreeTtls.DEFAULT.defaultS(), config.treeTtls().defaultS());
    for (Set<String> keys :
        List.of(LimitsReader.KEYS, LimitsReader.PROPAGATION_KEYS, LimitsReader.APPLY_KEYS)) {
      for (String key : keys) {
        assertTrue(everyKey.contains("\n" + key + " = "), key);
      }
    }
  }

  @Test
  void misspeltKeyIsRefusedWithTheKnownOnes() {
    refuses(MINIMAL.replace("store =", "stroe ="), "stroe", "store");
    refuses(MINIMAL + "bootsrap = \"x\"\n", "kafka.bootsrap");
    refuses(MINIMAL + "[answers]\nmax-segment = 1\n", "answers.max-segment", "max-segments");
  }

  @Test
  void missingAndWrongValuesAreRefusedWithFileKeyAndExpectation() {
    refuses(MINIMAL.replace("id = \"ps1-14-1\"\n", ""), "waymark.toml", "id", "missing");
    refuses(MINIMAL.replace("\"ps1-14-1\"", "7"), "id", "expected a string");
    refuses(MINIMAL + "[answers]\nmax-segments = 0\n", "answers.max-segments", "1..1000");
    refuses(
        MINIMAL + "[registrations]\nrefresh-min = 0.3\n", "registrations.refresh-min", "0..0.25");
    refuses(MINIMAL + "[apply]\nas-entries = 256\n", "apply.as-entries", "1..255");
    refuses(MINIMAL + "[apply]\nmessage-bytes = 65537\n", "apply.message-bytes", "1..65536");
    refuses(MINIMAL + "[apply]\nahead-s = 1801\n", "apply.ahead-s", "0..1800");
    refuses(MINIMAL + "[apply.tree-ttl-s-of]\nfoo = 600\n", "apply.tree-ttl-s-of.foo", "ISD-AS");
    refuses("listen = \"here\"\n" + MINIMAL, "listen", "IP:PORT");
    refuses(
        "dispatcher = \"" + "d/".repeat(50) + "s\"\n" + MINIMAL, "dispatcher", "at most 100 bytes");
    refuses(MINIMAL + "[http]\nlisten = 9\n", "http.listen", "expected a string");
    refuses(MINIMAL + "[http]\nlisten = \"9\"\n", "http.listen", "IP:PORT");
    refuses(MINIMAL + "[http]\nport = 9\n", "http.port", "the known keys are listen");
  }

  @Test
  void idWithoutAddressNeedsOne() {
    refuses(MINIMAL.replace("ps1-14-1", "ps1-14-9"), "listen", "ps1-14-9");
  }

  /** Editors on Windows write such files. */
  @Test
  void fileWithByteOrderMarkAndWindowsLineEndsIsRead() throws Exception {
    assertEquals("ps1-14-1", read("\uFEFF" + MINIMAL.replace("\n", "\r\n")).id());
  }

  @Test
  void fileThatIsNoTomlIsRefusedWithItsLine() {
    refuses(MINIMAL + "= 3\n", "waymark.toml", "line 6");
  }

  @Test
  void wrongTopologyIsRefusedWithItsFile() throws Exception {
    Path topology = folder.resolve("as").resolve("topology.json");
    Files.writeString(topology, Files.readString(topology).replace("1-14\"", "1-x\""));
    refuses(MINIMAL, topology.toString(), "ISD_AS", "1-11");
  }

  @Test
  void missingTopologyFolderIsRefused() {
    refuses(MINIMAL.replace("\"as\"", "\"nowhere\""), "topology.json", "no such file");
  }

  @Test
  void checkpointsOfTrustedKeysCountBesidesThoseOfTheOwnKey() throws Exception {
    VerifierKey former = NoteSigner.ofSeed("log", ByteString.of(new byte[32])).verifierKey();
    NoteSigner own =
        NoteSigner.ofSeed("log", ByteString.owning(HexFormat.of().parseHex("07".repeat(32))));
    AuditConfig audit =
        read(MINIMAL + "\n[audit]\ntrusted-keys = [\"" + former.text() + "\"]\n").audit();
    assertEquals(List.of(former), audit.keys(Optional.empty()));
    assertEquals(List.of(own.verifierKey(), former), audit.keys(Optional.of(own)));
    assertEquals(List.of(), AuditConfig.NONE.keys(Optional.empty()));
    refuses(MINIMAL + "\n[audit]\ntrusted-keys = [\"x\"]\n", "audit.trusted-keys[0] is invalid");
  }
}
