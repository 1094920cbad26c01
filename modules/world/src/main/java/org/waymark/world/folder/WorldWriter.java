package org.waymark.world.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.waymark.edge.config.StartupException;
import org.waymark.fixtures.AsKeys;
import org.waymark.fixtures.SigningKey;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.IsdAs;
import org.waymark.world.site.Site;
import org.waymark.world.topology.TopologyException;

/**
 * Writes the folder of a world to a temporary folder next to it, and moves that folder into place
 * once it is complete.
 */
final class WorldWriter {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Sites sites;
  private final HeldCertificates held;

  WorldWriter(Sites sites, HeldCertificates held) {
    this.sites = sites;
    this.held = held;
  }

  void write(Path folder) throws StartupException {
    try {
      Path place = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath();
      requireEmpty(place);
      Files.createDirectories(place.getParent());
      Path beside = Files.createTempDirectory(place.getParent(), ".world-");
      try {
        writeInto(beside);
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        FileTree.delete(beside);
      }
    } catch (TopologyException e) {
      throw new StartupException("the network is invalid: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StartupException(folder + ": cannot write the world: " + FileTrouble.of(e), e);
    }
  }

  private static void requireEmpty(Path place) throws StartupException, IOException {
    if (!Files.exists(place)) {
      return;
    }
    if (!Files.isDirectory(place)) {
      throw new StartupException(place + " is not a folder; name an empty folder or a new one");
    }
    try (Stream<Path> content = Files.list(place)) {
      if (content.findAny().isPresent()) {
        throw new StartupException(place + " is not empty; name an empty folder or a new one");
      }
    }
  }

  private void writeInto(Path folder) throws IOException, TopologyException {
    Path world = folder.resolve(WorldFiles.WORLD_FILE);
    Files.writeString(world, new WorldYaml(sites.topology(), sites.settings()).text());
    // Refuse to create a world that could not be opened again.
    WorldYaml.read(world);
    for (IsdAs ia : sites.topology().ases().keySet()) {
      writeAs(ia, WorldFiles.asFolder(folder, ia));
    }
  }

  private void writeAs(IsdAs ia, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(WorldFiles.TOPOLOGY_FILE), sites.files(ia).topologyJson());
    writeSecret(folder.resolve(WorldFiles.AS_FILE), sites.files(ia).asYml());
    sites.certificates(ia, held).write(folder.resolve(WorldFiles.CERTIFICATES));
    writeKeys(ia, folder);
    for (String id : sites.plan().pathServers(ia).keySet()) {
      Files.writeString(folder.resolve(ReplicaToml.fileName(id)), ReplicaToml.text(sites, ia, id));
    }
  }

  private void writeKeys(IsdAs ia, Path folder) throws IOException {
    Path signingFile = folder.resolve(Site.SIGNING_SEED_FILE);
    Path keysFolder = signingFile.getParent();
    Files.createDirectories(keysFolder);
    AsKeys keys = sites.keys(ia);
    writeSeed(signingFile, keys.signing(Sites.CHAIN_VERSION));
    if (sites.topology().isCore(ia)) {
      writeSeed(keysFolder.resolve("core-sig.seed"), keys.coreSigning());
      writeSeed(keysFolder.resolve("online-root.seed"), keys.online());
      writeSeed(keysFolder.resolve("offline-root.seed"), keys.offline());
    }
  }

  private static void writeSeed(Path file, SigningKey key) throws IOException {
    writeSecret(file, Base64.getEncoder().encodeToString(key.seed().unsafeBytes()) + "\n");
  }

  /** Creates the file with its final permissions, so that it is never readable by others. */
  private static void writeSecret(Path file, String text) throws IOException {
    Files.writeString(Files.createFile(file, OWNER_ONLY), text);
  }
}
