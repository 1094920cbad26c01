package org.waymark.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.fixtures.Network;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

class StartupWatchTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final InetSocketAddress MOVED = SocketAddresses.of("127.0.0.77", 31_000);

  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Network network =
      Network.of(org.waymark.fixtures.NetworkTopology.twoIsds(), 3, clock);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  /** The content of the folder at the last poll. */
  private final SortedMap<Path, CertificateFolder> folderHolds = new TreeMap<>();

  private AtomicReference<Topology> topology;
  private Topology first;
  private StartupWatch watch;
  private long versions;

  @BeforeEach
  void watchFiles() throws Exception {
    network.filesOf(LOCAL).write(folder);
    first = Topology.read(file("topology.json"));
    topology = new AtomicReference<>(first);
    watch = watch();
    logger().setLevel(Level.INFO);
    logger().addAppender(lines);
    lines.start();
    look();
  }

  private List<Trc> trcs() {
    return folderHolds.values().stream().flatMap(found -> found.trcs().stream()).toList();
  }

  private List<CertificateChain> chains() {
    return folderHolds.values().stream().flatMap(found -> found.chains().stream()).toList();
  }

  private StartupWatch watch() throws StartupException {
    return new StartupWatch(
        new ReplicaConfig(
            "ps1-14-1",
            first,
            folder,
            folder.resolve("store"),
            new InetSocketAddress(0),
            Optional.empty(),
            Optional.empty(),
            KafkaLocation.of("none", TopicNames.of(LOCAL)),
            0,
            network.topology().treeTtls(),
            5,
            0,
            HistoryDepth.DEFAULT,
            AuditConfig.NONE,
            ServerLimits.DEFAULT),
        topology,
        timers,
        new ServerMetrics(registry),
        files -> {
          folderHolds.clear();
          folderHolds.putAll(files);
        });
  }

  @AfterEach
  void noFaults() {
    logger().detachAppender(lines);
    logger().setLevel(null);
    assertEquals(List.of(), faults.faults());
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(StartupWatch.class);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void look() {
    timers.runForMs(StartupWatch.POLL_MS);
  }

  /** Writes a file so that its change is detected regardless of the speed of the machine. */
  private void write(Path file, String text) throws Exception {
    Files.writeString(file, text);
    versions++;
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000 * versions));
  }

  private void replace(String name, String right, String wrong) throws Exception {
    String text = Files.readString(file(name));
    assertTrue(text.contains(right), text);
    write(file(name), text.replace(right, wrong));
  }

  private List<String> warnings() {
    return lines.list.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void refused(String name, String... told) {
    assertEquals(1, warnings().size(), warnings().toString());
    for (String part : told) {
      assertTrue(warnings().getFirst().contains(part), warnings().getFirst());
    }
    assertTrue(warnings().getFirst().contains(name), warnings().getFirst());
    assertEquals(1, registry.counter("waymark.startup.files.refused", "file", name).count());
  }

  @Test
  void borderRouterThatMovedIsTakenOver() throws Exception {
    write(file("topology.json"), network.filesOf(LOCAL).borderRouter(3, MOVED).topologyJson());
    assertEquals(first, topology.get());
    look();
    assertEquals(Optional.of(MOVED), topology.get().router(3));
    assertEquals(List.of(), warnings());
  }

  @Test
  void wrongTopologyIsToldOnceAndTheOldOneStays() throws Exception {
    replace("topology.json", "\"LinkType\" : \"PARENT\"", "\"LinkType\" : \"AUNT\"");
    look();
    look();
    assertEquals(first, topology.get());
    refused("topology.json", "Interfaces.", "LinkType 'AUNT'", "PARENT");
    write(file("topology.json"), network.filesOf(LOCAL).borderRouter(3, MOVED).topologyJson());
    look();
    assertEquals(Optional.of(MOVED), topology.get().router(3));
  }

  @Test
  void otherAsOrCoreIsRefused() throws Exception {
    replace("topology.json", "\"ISD_AS\" : \"1-14\"", "\"ISD_AS\" : \"1-15\"");
    look();
    assertEquals(first, topology.get());
    refused("topology.json", "1-15", "restart the replica");
  }

  @Test
  void otherCoreIsRefused() throws Exception {
    replace("topology.json", "\"Core\" : false", "\"Core\" : true");
    look();
    assertEquals(first, topology.get());
    refused("topology.json", "Core true", "restart the replica");
  }

  @Test
  void deletedTopologyIsToldAndTheOldOneStays() throws Exception {
    Files.delete(file("topology.json"));
    look();
    look();
    assertEquals(first, topology.get());
    refused("topology.json", "there is no such file");
  }

  @Test
  void otherLifetimeOfTreesIsRefusedUntilTheRestart() throws Exception {
    replace("as.yml", "PropagateTime: 5", "PropagateTime: 6");
    look();
    assertEquals(List.of(), warnings());
    replace("as.yml", "RevocationTreeTTL: 21600", "RevocationTreeTTL: 43200");
    look();
    look();
    refused("as.yml", "43200", "21600", "restart the replica");
  }

  @Test
  void brokenAsFileIsRefused() throws Exception {
    replace("as.yml", "RegisterPath: true", "RegisterPath: perhaps");
    look();
    refused("as.yml", "RegisterPath is \"perhaps\"", "true or false");
  }

  @Test
  void folderIsComparedAtEachLookAsItIsThen() throws Exception {
    assertEquals(network.trust().trcs(), trcs());
    assertEquals(11, chains().size());
    network
        .filesOf(LOCAL)
        .certificates()
        .with(network.trust().trc(1, 2))
        .with(network.trust().chain(LOCAL, 2))
        .write(file("certs"));
    for (int i = 0; i < 2; i++) {
      folderHolds.clear();
      look();
      assertTrue(trcs().contains(network.trust().trc(1, 2)));
      assertTrue(chains().contains(network.trust().chain(LOCAL, 2)));
    }
    Files.delete(file("certs").resolve("ISD1-V2.trc"));
    look();
    assertEquals(network.trust().trcs(), trcs());
  }

  @Test
  void fileThatWasAwayIsReadAgainThoughItLooksAsBefore() throws Exception {
    Path there = file("certs").resolve("ISD1-V1.trc");
    Files.move(there, file("away.trc"));
    look();
    assertFalse(trcs().contains(network.trust().trc(1)));
    Files.move(file("away.trc"), there);
    look();
    assertTrue(trcs().contains(network.trust().trc(1)));
  }

  @Test
  void whatAFileHeldBeforeItBrokeIsNoLongerCompared() throws Exception {
    write(file("certs").resolve("ISD1-V1.trc"), "{\"ISD\": 1}");
    look();
    assertFalse(trcs().contains(network.trust().trc(1)));
    refused("ISD1-V1.trc", "certs");
  }

  @Test
  void brokenTrcIsToldOnceAndDoesNotStopTheOthers() throws Exception {
    write(file("certs").resolve("ISD1-V2.trc"), "{\"ISD\": 1}");
    write(file("certs").resolve("README"), "none of our business");
    write(file("certs").resolve("ISD1-V3.trc"), utf8(network.trust().trc(1, 3).json().toBytes()));
    look();
    look();
    assertTrue(trcs().contains(network.trust().trc(1, 3)));
    refused("ISD1-V2.trc", "certs");
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void folderThatIsGoneIsToldOnce() throws Exception {
    Files.move(file("certs"), file("away"));
    look();
    look();
    assertEquals(1, warnings().size(), warnings().toString());
    assertTrue(warnings().getFirst().contains("the certificate folder cannot be read"));
  }

  @Test
  void closedWatchReadsNothing() throws Exception {
    watch.close();
    write(file("topology.json"), network.filesOf(LOCAL).borderRouter(3, MOVED).topologyJson());
    look();
    assertEquals(first, topology.get());
  }

  @Test
  void wrongAsFileAtTheStartIsRefused() throws Exception {
    replace("as.yml", "RegisterPath: true", "RegisterPath: perhaps");
    assertThrows(StartupException.class, this::watch);
  }
}
