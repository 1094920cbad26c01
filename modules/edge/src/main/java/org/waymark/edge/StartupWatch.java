package org.waymark.edge;

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
 * Reads the start-up files of an AS again when they change (PROTOCOL 3), while the replica runs:
 *
 * <ul>
 *   <li>{@code topology.json}: border routers and servers are taken over. Another {@code ISD_AS} or
 *       {@code Core} is refused: that is another server, to be started anew.
 *   <li>{@code as.yml}: what a path server needs of it is a part of the apply version, so another
 *       lifetime of revocation trees is refused until the replica is started anew.
 *   <li>{@code certs}: TRCs and chains that the log does not hold are offered to it, those found at
 *       the start too. What the folder holds is compared with what the log holds at each look.
 * </ul>
 *
 * <p>A file that is wrong is told once, counted, and what was read before stays. Files are looked
 * at every {@value #POLL_MS} ms, on the timers' thread; a change is seen by time, size and file
 * key.
 */
final class StartupWatch implements AutoCloseable {
  static final long POLL_MS = 3_000;

  private static final Logger log = LoggerFactory.getLogger(StartupWatch.class);

  /** Compares the certificate folder with what the log holds. */
  interface TrustTaker {
    /**
     * Called at each look.
     *
     * @param files with a TRC or chain that could be read, with what each holds
     */
    void compare(SortedMap<Path, CertificateFolder> files);
  }

  private final ReplicaConfig config;
  private final ServerMetrics metrics;
  private final TrustTaker trust;
  private final AsSettings as;
  private final Cancellable polling;

  /** What each file looked like when it was last read. */
  private final Map<Path, Optional<Stamp>> stamps = new HashMap<>();

  /** What the files of the certificate folder held when they were last read. */
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
        // Reading it will say what is wrong.
        return Optional.empty();
      }
    }
  }

  /** What is done with a file that has changed. */
  private interface Reading {
    void read() throws StartupException;
  }

  /**
   * Starts watching.
   *
   * @param topology in use, where a changed one is put
   * @throws StartupException when {@code as.yml} cannot be read now
   */
  StartupWatch(
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
      log.warn("not taken, what was read before stays: {}", e.getMessage());
    }
  }

  private void take(Path file, Topology next) throws StartupException {
    Topology now = topology.get();
    if (next.equals(now)) {
      return;
    }
    if (!next.ia().equals(now.ia()) || next.core() != now.core()) {
      throw new StartupException(
          "%s: ISD_AS is %s and Core %s, this replica serves %s with Core %s: start it anew"
              .formatted(file, next.ia(), next.core(), now.ia(), now.core()));
    }
    if (!Objects.equals(next.pathServer(config.id()), now.pathServer(config.id()))) {
      log.warn("{}: this server has another address: it moves when it is started anew", file);
    }
    topology.set(next);
    log.info("{} has changed: {} interfaces are known now", file, next.interfaces().size());
  }

  private void hold(Path file, AsSettings next) throws StartupException {
    if (next.revocationTreeTtlS() != as.revocationTreeTtlS()) {
      throw new StartupException(
          "%s: revocation trees live %d s, in this replica %d s: start it anew"
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
        log.warn("not taken, what was read before stays: {}", folderTrouble);
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

  /** The files of the certificate folder come and go. */
  private void forgetAllBut(List<Path> files) {
    Set<Path> there = new HashSet<>(files);
    certificates.keySet().retainAll(there);
    stamps
        .keySet()
        .removeIf(file -> file.startsWith(config.certificates()) && !there.contains(file));
  }
}
