package org.waymark.world.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsKeys;
import org.waymark.fixtures.CertificateFiles;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.StartupFiles;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.world.site.Site;

/**
 * The start-up data of all ASes of a world, in memory; {@link WorldFolder} writes the same data to
 * files. Immutable.
 *
 * <p>TRCs and chains become valid one day before the world is created, and expire as specified in
 * the world's variant. Segments created shortly before that time expire at the same time.
 */
public final class Sites {
  /** The version of the chain that certifies the signing key. */
  static final int CHAIN_VERSION = 1;

  private final NetworkTopology topology;
  private final WorldSettings settings;
  private final Network network;
  private final LoopbackPlan plan;
  private final CertificateFiles certificates;

  Sites(NetworkTopology topology, WorldSettings settings, Clock clock) {
    requireTreesOutlast(topology, settings);
    this.topology = topology;
    this.settings = settings;
    this.network =
        Network.of(topology, settings.seed(), settings.variant().certificateLifeS(), clock);
    this.plan = new LoopbackPlan(topology, settings);
    this.certificates = new CertificateFiles(network.trust().trcs(), network.trust().chains());
  }

  /**
   * Generates the ASes of a world, which share one certificate folder with all TRCs and chains.
   *
   * @param clock the clock, read once for the validity of TRCs and chains
   * @return the ASes
   * @throws IllegalArgumentException if segments would outlive the hash trees, or there are too
   *     many ASes
   */
  public static SortedMap<IsdAs, Site> of(
      NetworkTopology topology, WorldSettings settings, Clock clock) {
    Sites made = new Sites(topology, settings, clock);
    CertificateFolder shared = made.certificateFolder();
    return made.all(ia -> shared);
  }

  /**
   * Generates the ASes of a world, each with all TRCs but only its own chain. An AS requests the
   * chain of another AS when it receives a segment of that AS.
   *
   * @param clock the clock, read once for the validity of TRCs and chains
   * @return the ASes
   * @throws IllegalArgumentException under the same conditions as {@link #of}
   */
  public static SortedMap<IsdAs, Site> withOwnChains(
      NetworkTopology topology, WorldSettings settings, Clock clock) {
    Sites made = new Sites(topology, settings, clock);
    Map<IsdAs, List<CertificateChain>> chains =
        made.certificates.chains().stream()
            .collect(Collectors.groupingBy(CertificateChain::subject));
    return made.all(ia -> new CertificateFolder(made.certificates.trcs(), chains.get(ia)));
  }

  /**
   * Generates the ASes of a world, each with only the TRC of its ISD and its own chain.
   *
   * @param clock the clock, read once for the validity of TRCs and chains
   * @return the ASes
   * @throws IllegalArgumentException under the same conditions as {@link #of}
   */
  public static SortedMap<IsdAs, Site> withOwnTrust(
      NetworkTopology topology, WorldSettings settings, Clock clock) {
    Sites made = new Sites(topology, settings, clock);
    return made.all(
        ia -> {
          CertificateFiles own = made.certificates(ia, HeldCertificates.OWN);
          return new CertificateFolder(own.trcs(), own.chains());
        });
  }

  private SortedMap<IsdAs, Site> all(Function<IsdAs, CertificateFolder> folders) {
    SortedMap<IsdAs, Site> sites = new TreeMap<>();
    topology.ases().keySet().forEach(ia -> sites.put(ia, site(ia, folders.apply(ia))));
    return Collections.unmodifiableSortedMap(sites);
  }

  /**
   * Rejects settings in which segments outlive the hash trees, because such segments could not be
   * revoked for most of their lifetime (PROTOCOL 10).
   */
  static void requireTreesOutlast(NetworkTopology topology, WorldSettings settings) {
    if (settings.segmentTtlS() > topology.treeTtlS()) {
      throw new IllegalArgumentException(
          "segments of "
              + settings.segmentTtlS()
              + " s would outlive hash trees of "
              + topology.treeTtlS()
              + " s: the hash trees must live at least as long as the segments");
    }
  }

  NetworkTopology topology() {
    return topology;
  }

  WorldSettings settings() {
    return settings;
  }

  LoopbackPlan plan() {
    return plan;
  }

  AsKeys keys(IsdAs ia) {
    return network.trust().keys(ia);
  }

  CertificateFiles certificates(IsdAs ia, HeldCertificates held) {
    return switch (held) {
      case ALL -> certificates;
      case OWN ->
          new CertificateFiles(
              certificates.trcs().stream().filter(trc -> trc.isd() == ia.isd()).toList(),
              certificates.chains().stream().filter(chain -> chain.subject().equals(ia)).toList());
    };
  }

  StartupFiles files(IsdAs ia) {
    return network.filesOf(ia, plan).times(settings.times());
  }

  /**
   * Creates the certificate folder with its files in the order of their names, as when a folder is
   * read.
   */
  private CertificateFolder certificateFolder() {
    return new CertificateFolder(
        certificates.trcs(),
        certificates.chains().stream()
            .sorted(Comparator.comparing(CertificateFiles::name))
            .toList());
  }

  private Site site(IsdAs ia, CertificateFolder held) {
    StartupFiles files = files(ia);
    try {
      return new Site(
          Topology.of("topology.json of " + ia, new ObjectMapper().readTree(files.topologyJson())),
          AsSettings.of("as.yml of " + ia, new YAMLMapper().readTree(files.asYml())),
          held,
          keys(ia).signing(CHAIN_VERSION));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StartupException e) {
      throw new IllegalStateException("the files generated for " + ia + " are invalid", e);
    }
  }
}
