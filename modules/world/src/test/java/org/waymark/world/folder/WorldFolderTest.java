package org.waymark.world.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.TreeTtls;
import org.waymark.world.WorldPlan;
import org.waymark.world.site.Site;
import org.waymark.world.topology.ShippedTopology;

class WorldFolderTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs CHILD = IsdAs.parse("1-12");
  private static final VirtualClock CLOCK = new VirtualClock(1_520_000_000_000L);
  private static final WorldSettings SETTINGS = new WorldSettings(7, 2, 3, 4, 3_600, 32);

  @TempDir private Path parent;

  private Path create(NetworkTopology topology, WorldSettings settings) throws Exception {
    Path folder = parent.resolve("world");
    WorldFolder.create(folder, topology, settings, CLOCK);
    return folder;
  }

  private Path createTiny() throws Exception {
    return create(NetworkTopology.tiny(), SETTINGS);
  }

  @Test
  void sitesOfTheFolderAreThoseInMemory() throws Exception {
    sitesOfTheFolderAreThoseInMemory("two-isds", ShippedTopology.TWO_ISDS.network());
    // The order of the ASes differs from that of their file names.
    NetworkTopology ordered =
        NetworkTopology.describe()
            .core("2-9")
            .core("2-10")
            .core("10-1")
            .core("2-ff:0:1")
            .coreLink("2-9", "2-10")
            .coreLink("2-10", "10-1")
            .coreLink("10-1", "2-ff:0:1")
            .build();
    sitesOfTheFolderAreThoseInMemory("ordered", ordered);
  }

  private void sitesOfTheFolderAreThoseInMemory(String name, NetworkTopology topology)
      throws Exception {
    Path folder = parent.resolve(name);
    WorldFolder.create(folder, topology, SETTINGS, CLOCK);
    WorldFolder world = WorldFolder.open(folder);
    SortedMap<IsdAs, Site> inMemory = Sites.of(topology, SETTINGS, CLOCK);
    assertEquals(topology.ases(), world.topology().ases());
    assertEquals(SETTINGS, world.settings());
    assertEquals(inMemory.keySet(), world.sites().keySet());
    inMemory.forEach(
        (ia, site) -> {
          Site read = world.sites().get(ia);
          assertEquals(site.topology(), read.topology());
          assertEquals(site.settings(), read.settings());
          assertEquals(site.certificates(), read.certificates());
          assertEquals(site.signing().publicKey(), read.signing().publicKey());
        });
    assertSame(
        world.sites().firstEntry().getValue().certificates(),
        world.sites().lastEntry().getValue().certificates());
  }

  @Test
  void everyReplicaFileIsReadWithTheAddressAndTimesOfTheWorld() throws Exception {
    NetworkTopology topology =
        NetworkTopology.describe()
            .treeTtlS(7_200)
            .core("1-ff00:0:110")
            .as("1-12")
            .childLink("1-ff00:0:110#1", "1-12#1")
            .build();
    WorldFolder world = WorldFolder.open(create(topology, SETTINGS));
    for (Site site : world.sites().values()) {
      List<Path> files = world.replicaFiles(site.ia());
      assertEquals(2, files.size());
      for (Path file : files) {
        ReplicaConfig config = ReplicaConfig.read(file);
        assertEquals(site.topology(), config.topology());
        assertEquals(site.topology().pathServers().get(config.id()).address(), config.listen());
        assertEquals(new TreeTtls(7_200, Map.of(site.ia(), 7_200L)), config.treeTtls());
        assertEquals(
            "waymark." + site.ia().toString().replace(':', '_'), config.kafka().names().prefix());
        assertEquals(world.asFolder(site.ia()), config.asFolder().normalize());
        assertTrue(config.storeFolder().startsWith(world.asFolder(site.ia())));
        assertEquals(60, config.limits().propagation().resendS());
      }
    }
    assertEquals(
        world.folder().resolve("ISD1/ASff00_0_110/ps1-ff00_0_110-2.toml"),
        world.replicaFiles(IsdAs.parse("1-ff00:0:110")).getLast());
  }

  @Test
  void replicasBehindADispatcherAreConfiguredForIt() throws Exception {
    WorldSettings settings = SETTINGS.withDispatcherIn(Set.of(CHILD));
    WorldFolder world = WorldFolder.open(create(NetworkTopology.tiny(), settings));
    assertEquals(settings, world.settings());
    for (Path file : world.replicaFiles(CHILD)) {
      ReplicaConfig config = ReplicaConfig.read(file);
      Topology.Server listed = config.topology().pathServers().get(config.id());
      assertEquals(
          Optional.of(new SocketPath(world.asFolder(CHILD).resolve("dispatcher.sock"))),
          config.dispatcher());
      assertEquals(listed.address(), config.listen());
    }
    assertEquals(
        Optional.empty(), ReplicaConfig.read(world.replicaFiles(CORE).getFirst()).dispatcher());
  }

  @Test
  void dispatcherInAnAsThatIsNotThereIsRefused() throws Exception {
    WorldSettings settings = SETTINGS.withDispatcherIn(Set.of(CHILD));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            create(
                NetworkTopology.tiny(),
                settings.withDispatcherIn(Set.of(CHILD, IsdAs.parse("9-9")))));
    assertEquals(List.of(), names(parent));
    Path folder = create(NetworkTopology.tiny(), settings);
    Path world = folder.resolve("world.yml");
    refusesWith(
        folder,
        world,
        text -> text.replace("[\"1-12\"]", "[\"1-19\"]"),
        world + " line 9: world.behindDispatcher[0] is not an AS of this network");
    refusesWith(
        folder,
        world,
        text -> text.replace("[\"1-12\"]", "[some]"),
        world + " line 9: world.behindDispatcher[0] is invalid: 'some' is not an ISD-AS");
    refusesWith(folder, world, text -> text.replace("[\"1-12\"]", "1-12"), world + " line 9");
    Files.writeString(
        world, Files.readString(world).replace("  behindDispatcher: [\"1-12\"]\n", ""));
    assertEquals(SETTINGS, WorldFolder.open(folder).settings(), "a world of before");
  }

  @Test
  void storesOfReplicasAreNotShared() throws Exception {
    WorldFolder world = WorldFolder.open(createTiny());
    TreeSet<Path> stores = new TreeSet<>();
    for (IsdAs ia : world.sites().keySet()) {
      for (Path file : world.replicaFiles(ia)) {
        stores.add(ReplicaConfig.read(file).storeFolder());
      }
    }
    assertEquals(6, stores.size());
  }

  @Test
  void folderHasEveryFileAndSecretsAreForTheirOwnerOnly() throws Exception {
    Path folder = createTiny();
    assertEquals(
        List.of(
            "as.yml",
            "certs/ISD1-AS11-V1.crt",
            "certs/ISD1-AS12-V1.crt",
            "certs/ISD1-AS13-V1.crt",
            "certs/ISD1-V1.trc",
            "keys/as-sig.seed",
            "keys/core-sig.seed",
            "keys/offline-root.seed",
            "keys/online-root.seed",
            "ps1-11-1.toml",
            "ps1-11-2.toml",
            "topology.json"),
        files(folder.resolve("ISD1/AS11")));
    assertEquals(List.of("as-sig.seed"), files(folder.resolve("ISD1/AS12/keys")));
    for (String file : files(folder)) {
      if (file.endsWith(".seed") || file.endsWith("as.yml")) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))),
            file);
      }
    }
    assertEquals(List.of("world"), names(parent));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void sameSettingsAndTimeMakeTheSameFiles() throws Exception {
    Path one = createTiny();
    Path other = parent.resolve("other");
    WorldFolder.create(other, NetworkTopology.tiny(), SETTINGS, CLOCK);
    assertEquals(contents(one), contents(other));
    Path another = parent.resolve("another");
    WorldFolder.create(
        another, NetworkTopology.tiny(), new WorldSettings(8, 2, 3, 4, 3_600, 32), CLOCK);
    assertFalse(contents(one).equals(contents(another)));
  }

  private static String contents(Path folder) throws IOException {
    StringBuilder contents = new StringBuilder();
    for (String file : files(folder)) {
      contents.append(file).append('\n').append(Files.readString(folder.resolve(file)));
    }
    return contents.toString();
  }

  @Test
  void emptyFolderIsFilledAndOneThatIsNotEmptyIsLeftAlone() throws Exception {
    Path folder = parent.resolve("world");
    Files.createDirectory(folder);
    createTiny();
    String before = contents(folder);
    StartupException refused = assertThrows(StartupException.class, this::createTiny);
    assertTrue(
        refused.getMessage().contains("is not empty; name an empty folder"), refused.getMessage());
    assertEquals(before, contents(folder));
    assertEquals(List.of("world"), names(parent));
  }

  @Test
  void fileInThePlaceOfTheFolderIsRefusedAndKept() throws Exception {
    Files.writeString(parent.resolve("world"), "mine");
    StartupException refused = assertThrows(StartupException.class, this::createTiny);
    assertTrue(refused.getMessage().contains("is not a folder"), refused.getMessage());
    assertEquals("mine", Files.readString(parent.resolve("world")));
  }

  /** The folders of these ASes would have names too long for the file system. */
  @Test
  void nothingIsLeftOfAWorldThatCannotBeWritten() throws Exception {
    Path deep = parent;
    while (deep.toString().length() < 4_048) {
      deep = deep.resolve("x".repeat(Math.min(200, 4_050 - deep.toString().length() - 1)));
    }
    Files.createDirectories(deep);
    Path folder = deep.resolve("w");
    StartupException refused =
        assertThrows(
            StartupException.class,
            () -> WorldFolder.create(folder, NetworkTopology.tiny(), SETTINGS, CLOCK));
    assertTrue(refused.getMessage().contains("cannot write the world"));
    assertEquals(List.of(), names(deep));
  }

  @Test
  void networkThatCouldNotBeOpenedAgainIsNotMade() throws Exception {
    NetworkTopology topology = NetworkTopology.describe().core("1-11").as("1-12").build();
    StartupException refused =
        assertThrows(StartupException.class, () -> create(topology, SETTINGS));
    assertTrue(refused.getMessage().contains("ASes.1-12 has no route up"), refused.getMessage());
    assertEquals(List.of(), names(parent));
  }

  @Test
  void segmentsThatWouldOutliveTheHashTreesAreRefused() {
    NetworkTopology topology = NetworkTopology.tiny().withTreeTtlS(3_590);
    assertThrows(IllegalArgumentException.class, () -> create(topology, SETTINGS));
    assertThrows(IllegalArgumentException.class, () -> Sites.of(topology, SETTINGS, CLOCK));
    assertFalse(Files.exists(parent.resolve("world")));
  }

  @Test
  void addressesBeginWhereTheSettingsSay() throws Exception {
    Path folder = createTiny();
    WorldFolder opened = WorldFolder.open(folder);
    WorldPlan.PlannedAs second = opened.plan().ases().get(IsdAs.parse("1-12"));
    assertEquals("/127.32.2.5:30041", second.host().toString());
    assertEquals("/127.32.2.12:30041", second.replicas().get(1).listen().toString());
    Path world = folder.resolve("world.yml");
    Files.writeString(world, Files.readString(world).replace("  loopback: 32\n", ""));
    assertEquals(16, WorldFolder.open(folder).settings().loopback(), "of a world made before");
  }

  @Test
  void damagedWorldIsRefusedWithTheFile() throws Exception {
    Path folder = createTiny();
    Path world = folder.resolve("world.yml");
    Path topology = folder.resolve("ISD1/AS12/topology.json");
    Path seed = folder.resolve("ISD1/AS12/keys/as-sig.seed");
    refusesWith(folder, topology, text -> text.replace("1280", "1281"), topology + ": has AS 1-12");
    refusesWith(folder, topology, text -> text.replace("PARENT", "CHILD"), topology + ": has AS");
    refusesWith(folder, seed, text -> text.substring(4), seed + ": expected the 32 bytes");
    String other = Files.readString(folder.resolve("ISD1/AS13/keys/as-sig.seed"));
    refusesWith(folder, seed, text -> other, seed + ": is not the seed of the key");
    Path certs = folder.resolve("ISD1/AS12/certs");
    refusesWith(
        folder,
        folder.resolve("ISD1/AS12/as.yml"),
        text -> text.replaceAll("CertChainVersion: .*\n", "") + "CertChainVersion: 7\n",
        certs + ": lacks version 7 of the chain of 1-12, which as.yml names");
    refusesWith(
        folder,
        world,
        text -> text.replace("replicasPerAs: 2", "replicasPerAs: 4"),
        world + " line 4: world.replicasPerAs is 4, expected a number in 1..3");
    refusesWith(
        folder,
        world,
        text -> text.replace("loopback: 32", "loopback: 256"),
        world + " line 8: world.loopback is 256, expected a number in 1..255");
    refusesWith(folder, world, text -> text.replace("seed: 7", "seed: x"), world + " line 3");
    refusesWith(folder, world, text -> text.replace("seed: 7", "sed: 7"), world + " line 3");
    refusesWith(
        folder,
        world,
        text -> text.replace("world:", "wrld:"),
        world + " line 2: world is missing");
    refusesWith(
        folder,
        world,
        text -> text.replace("treeTtlS: 21600", "treeTtlS: 600"),
        world + " line 2: world is invalid: segments of 3600 s would outlive");
    refusesWith(folder, world, text -> text.replace("#17", "#18"), topology + ": has AS 1-12");
    Files.delete(seed);
    assertThrows(StartupException.class, () -> WorldFolder.open(folder));
    assertThrows(StartupException.class, () -> WorldFolder.open(parent));
  }

  private static void refusesWith(Path folder, Path file, UnaryOperator<String> change, String told)
      throws Exception {
    String text = Files.readString(file);
    Files.writeString(file, change.apply(text));
    StartupException refused = assertThrows(StartupException.class, () -> WorldFolder.open(folder));
    assertTrue(refused.getMessage().startsWith(told), refused.getMessage());
    Files.writeString(file, text);
  }
}
