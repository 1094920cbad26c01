package org.waymark.edge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Timers;
import org.waymark.server.report.ServerMetrics;

/**
 * Rereads the start-up files of an AS when they change while the replica is running (PROTOCOL 3):
 *
 * <ul>
 *   <li>{@code topology.json}: changes to border routers and servers take effect. A change to
 *       {@code ISD_AS} or {@code Core} is rejected, because it requires a restart.
 *   <li>{@code as.yml}: the only value that a path server uses is the lifetime of revocation trees,
 *       which is part of the apply version. A change is rejected, because it requires a restart.
 *   <li>{@code certs}: TRCs and chains that the log lacks are offered to it, including those
 *       present at the start. Every poll compares the folder with the log.
 * </ul>
 *
 * <p>An invalid file is logged once and counted, and its previous content stays in effect. Files
 * are polled every {@value #POLL_MS} ms on the timer thread; changes are detected by modification
 * time, size and file key.
 */
public final class StartupWatch implements AutoCloseable {
  static final long POLL_MS = 3_000;

  private static final Logger log = LoggerFactory.getLogger(StartupWatch.class);

  /**
   * Compares the certificate folder with the log. This is an interface because the only
   * implementation, in {@code edge.trust}, depends on this package.
   */
  public interface TrustTaker {
    /**
     * Called at every poll.
     *
     * @param files the readable files, with the TRC or chain in each
     */
    void compare(SortedMap<Path, CertificateFolder> files);
  }

  private final ReplicaConfig config;
  private final ServerMetrics metrics;
  private final TrustTaker trust;
  private final AsSettings as;
  private final Cancellable polling;

  /** The attributes of each file at the time it was last read. */
  private final Map<Path, Optional<Stamp>> stamps = new HashMap<>();

  /** The content of each file in the certificate folder at the time it was last read. */
  private final SortedMap<Path, CertificateFolder> certificates = new TreeMap<>();

  private String folderTrouble = "";

  private final AtomicReference<Topology> topology;

  private record Stamp(FileTime modified, long size, Optional<Object> fileKey) {
    static Optional<Stamp> of(Path file) {
      try {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.of(
            new Stamp(seen.lastModifiedTime(), seen.size(), Optional.ofNullable(seen.fileKey())));
      } catch (IOException e) {
        // The error is ignored here, because reading the file will report it.
        return Optional.empty();
      }
    }
  }

  /** Reads a changed file. */
  private interface Reading {
    void read() throws StartupException;
  }

  /**
   * Starts watching.
   *
   * @param topology the topology in use, which is replaced when the file changes
   * @throws StartupException if {@code as.yml} cannot be read
   */
  public StartupWatch(
      ReplicaConfig config,
      AtomicReference<Topology> topology,
      Timers timers,
      ServerMetrics metrics,
      TrustTaker trust)
      throws StartupException {
    this.config = config;
    this.topology = topology;
    this.metrics = metrics;
    this.trust = trust;
    this.as = AsSettings.read(ReplicaConfig.asFile(config.asFolder()));
    this.polling = timers.every(POLL_MS, this::poll);
  }

  @Override
  public void close() {
    polling.cancel();
  }

  private void poll() {
    Path topologyFile = ReplicaConfig.topologyFile(config.asFolder());
    whenChanged(topologyFile, () -> take(topologyFile, Topology.read(topologyFile)));
    Path asFile = ReplicaConfig.asFile(config.asFolder());
    whenChanged(asFile, () -> hold(asFile, AsSettings.read(asFile)));
    pollCertificates();
  }

  private void whenChanged(Path file, Reading reading) {
    Optional<Stamp> now = Stamp.of(file);
    if (now.equals(stamps.put(file, now))) {
      return;
    }
    try {
      reading.read();
    } catch (StartupException e) {
      metrics.startupFileRefused(file.getFileName().toString());
      log.warn("Ignoring a changed file and using its previous content: {}", e.getMessage());
    }
  }

  private void take(Path file, Topology next) throws StartupException {
    Topology now = topology.get();
    if (next.equals(now)) {
      return;
    }
    if (!next.ia().equals(now.ia()) || next.core() != now.core()) {
      throw new StartupException(
          ("%s: ISD_AS is now %s and Core %s, but this replica serves %s with Core %s: restart"
                  + " the replica")
              .formatted(file, next.ia(), next.core(), now.ia(), now.core()));
    }
    if (!Objects.equals(next.pathServer(config.id()), now.pathServer(config.id()))) {
      log.warn("Found a new address for this server in {}: restart the replica to use it", file);
    }
    topology.set(next);
    log.info("Reloaded {}, which lists {} interfaces", file, next.interfaces().size());
  }

  private void hold(Path file, AsSettings next) throws StartupException {
    if (next.revocationTreeTtlS() != as.revocationTreeTtlS()) {
      throw new StartupException(
          ("%s: revocation trees now have a lifetime of %d s, but this replica was started with %d"
                  + " s: restart the replica")
              .formatted(file, next.revocationTreeTtlS(), as.revocationTreeTtlS()));
    }
  }

  private void pollCertificates() {
    List<Path> files;
    try {
      files = CertificateFolder.files(config.certificates());
      folderTrouble = "";
    } catch (StartupException e) {
      if (!e.getMessage().equals(folderTrouble)) {
        folderTrouble = e.getMessage();
        log.warn(
            "Ignoring the certificate folder and using its previous content: {}", folderTrouble);
      }
      return;
    }
    for (Path file : files) {
      whenChanged(
          file,
          () -> {
            certificates.remove(file);
            certificates.put(file, CertificateFolder.readFile(file));
          });
    }
    forgetAllBut(files);
    trust.compare(Collections.unmodifiableSortedMap(certificates));
  }

  /** Forgets all certificate files that are no longer in the folder. */
  private void forgetAllBut(List<Path> files) {
    Set<Path> there = new HashSet<>(files);
    certificates.keySet().retainAll(there);
    stamps
        .keySet()
        .removeIf(file -> file.startsWith(config.certificates()) && !there.contains(file));
  }
}
