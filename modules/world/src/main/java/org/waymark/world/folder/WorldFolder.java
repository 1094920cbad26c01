package org.waymark.world.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.IsdAs;
import org.waymark.world.WorldPlan;
import org.waymark.world.beacon.BeaconLimits;
import org.waymark.world.site.Site;
import org.waymark.world.topology.TopologyException;

/**
 * A folder with all the files needed to start a world:
 *
 * <pre>
 *   world.yml                      the network and the settings
 *   ISD1/AS11/topology.json        and so on for every AS; AS ff00:0:110 is ASff00_0_110
 *            /as.yml               with the master key: readable by its owner only, like keys
 *            /certs                all TRCs and chains, or only those of the AS
 *            /keys/as-sig.seed     the signing seed of the AS: 32 bytes in base64
 *            /keys/core-sig.seed, online-root.seed, offline-root.seed    of a core AS
 *            /ps1-11-1.toml        the configuration of each replica of the path server
 * </pre>
 *
 * <p>With {@link HeldCertificates#ALL}, every AS has the chains of all other ASes, as if it had
 * been running for a long time. A world of n ASes then has n * n chain files, which occupy 4 GB for
 * a thousand ASes ({@link Sites} needs no files).
 *
 * @param folder the absolute path of the folder
 * @param sites the ASes by ISD-AS, ascending; sites with equal certificate folders share one object
 */
public record WorldFolder(
    Path folder, NetworkTopology topology, WorldSettings settings, SortedMap<IsdAs, Site> sites) {
  public WorldFolder {
    sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
  }

  /**
   * Writes a world to a folder atomically: the folder appears either completely or not at all.
   *
   * @param folder the folder, which is created with its parents; may exist if it is empty
   * @param clock the clock, read once for the validity of TRCs and chains
   * @throws StartupException if the folder is not empty or cannot be written, or the network cannot
   *     be expressed as a description
   * @throws IllegalArgumentException if {@link Sites#of} rejects the network or the settings
   */
  public static void create(
      Path folder, NetworkTopology topology, WorldSettings settings, Clock clock)
      throws StartupException {
    create(folder, topology, settings, HeldCertificates.ALL, clock);
  }

  /**
   * Writes a world whose ASes have the given certificates. Otherwise, this method does the same as
   * {@link #create(Path, NetworkTopology, WorldSettings, Clock)}.
   */
  public static void create(
      Path folder,
      NetworkTopology topology,
      WorldSettings settings,
      HeldCertificates held,
      Clock clock)
      throws StartupException {
    new WorldWriter(new Sites(topology, settings, clock), held).write(folder);
  }

  /**
   * Reads the world in a folder.
   *
   * @return the world
   * @throws StartupException if a file is missing or invalid, or the files of an AS do not match
   *     the network that {@code world.yml} describes
   */
  public static WorldFolder open(Path folder) throws StartupException {
    WorldYaml world = readWorld(folder.resolve(WorldFiles.WORLD_FILE));
    SortedMap<IsdAs, Site> sites = new TreeMap<>();
    Map<CertificateFolder, CertificateFolder> shared = new HashMap<>();
    for (NetworkTopology.As as : world.topology().ases().values()) {
      Path asFolder = asFolder(folder, as.ia());
      Site site = Site.read(asFolder);
      requireSame(asFolder, as, site.topology());
      CertificateFolder certificates =
          shared.computeIfAbsent(site.certificates(), folderOfFirst -> folderOfFirst);
      sites.put(as.ia(), new Site(site.topology(), site.settings(), certificates, site.signing()));
    }
    return new WorldFolder(folder.toAbsolutePath(), world.topology(), world.settings(), sites);
  }

  /** {@return whether the folder contains a description of a world, valid or not} */
  public static boolean isWorld(Path folder) {
    return Files.exists(folder.resolve(WorldFiles.WORLD_FILE));
  }

  private static WorldYaml readWorld(Path file) throws StartupException {
    try {
      return WorldYaml.read(file);
    } catch (TopologyException e) {
      throw new StartupException(e.getMessage(), e);
    } catch (IOException e) {
      throw new StartupException(
          file + ": " + FileTrouble.of(e) + "; name the folder of a world", e);
    }
  }

  /**
   * Checks that the topology of an AS contains the links described in {@code world.yml}. Only links
   * are compared, because addresses may be edited by hand.
   */
  private static void requireSame(Path asFolder, NetworkTopology.As as, Topology read)
      throws StartupException {
    String expected = linked(as);
    String found = linked(read);
    if (!found.equals(expected)) {
      throw new StartupException(
          asFolder.resolve(WorldFiles.TOPOLOGY_FILE)
              + ": has "
              + found
              + ", but "
              + WorldFiles.WORLD_FILE
              + " has "
              + expected
              + "; recreate the world");
    }
  }

  private static String linked(NetworkTopology.As as) {
    return as.interfaces().values().stream()
        .map(link -> described(link.id(), link.linkType().name(), link.neighbour(), link.mtu()))
        .collect(Collectors.joining(", ", described(as.ia(), as.core(), as.mtu()), ""));
  }

  private static String linked(Topology as) {
    return as.interfaces().entrySet().stream()
        .map(
            entry ->
                described(
                    entry.getKey(),
                    entry.getValue().linkType().name(),
                    entry.getValue().neighbour(),
                    entry.getValue().mtu()))
        .collect(Collectors.joining(", ", described(as.ia(), as.core(), as.mtu()), ""));
  }

  private static String described(IsdAs ia, boolean core, int mtu) {
    return (core ? "core AS " : "AS ") + ia + " of MTU " + mtu + " with ";
  }

  private static String described(long id, String linkType, IsdAs neighbour, int mtu) {
    return "#%d to %s %s of MTU %d".formatted(id, linkType, neighbour, mtu);
  }

  /** {@return the folder of an AS} */
  public Path asFolder(IsdAs ia) {
    return asFolder(folder, ia);
  }

  /** {@return the folder of an AS in the folder of a world} */
  public static Path asFolder(Path folder, IsdAs ia) {
    return WorldFiles.asFolder(folder, ia);
  }

  /**
   * {@return the socket of the dispatcher in an AS of a world} The socket exists while a dispatcher
   * is running; the servers behind the dispatcher share its address.
   */
  public static Path dispatcherSocket(Path folder, IsdAs ia) {
    return asFolder(folder, ia).resolve(ReplicaToml.DISPATCHER_SOCKET);
  }

  /**
   * Builds the plan of the world, with the replicas and hosts that run on this machine.
   *
   * @return the plan
   * @throws StartupException if the configuration of a replica is missing or invalid
   */
  public WorldPlan plan() throws StartupException {
    LoopbackPlan addresses = new LoopbackPlan(topology, settings);
    SortedMap<IsdAs, WorldPlan.PlannedAs> ases = new TreeMap<>();
    for (Map.Entry<IsdAs, Site> site : sites.entrySet()) {
      IsdAs ia = site.getKey();
      List<ReplicaConfig> replicas = new ArrayList<>();
      for (Path file : replicaFiles(ia)) {
        replicas.add(ReplicaConfig.read(file));
      }
      ases.put(ia, new WorldPlan.PlannedAs(site.getValue(), replicas, addresses.host(ia)));
    }
    return new WorldPlan(ases, BeaconLimits.DEFAULT, settings.variant().habits());
  }

  /** {@return the configuration files of the replicas of an AS, for {@code ReplicaConfig.read}} */
  public List<Path> replicaFiles(IsdAs ia) {
    return IntStream.rangeClosed(1, settings.replicasPerAs())
        .mapToObj(k -> ReplicaToml.fileName(LoopbackPlan.replicaId(ia, k)))
        .map(asFolder(ia)::resolve)
        .toList();
  }
}
