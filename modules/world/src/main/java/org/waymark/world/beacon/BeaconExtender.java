package org.waymark.world.beacon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsEntryMaker;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.fixtures.HopMac;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.Expiry;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.SegmentSignedBytes;
import org.waymark.wire.trust.Trc;
import org.waymark.world.site.OneHopPath;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/**
 * Extends beacons with signed AS entries of one AS (PROTOCOL 1, 2.1, 2.5).
 *
 * <p>The hop fields are valid for the segment lifetime configured in the AS, but no longer than its
 * certificate. Not thread-safe.
 */
final class BeaconExtender {
  private final Site site;
  private final CertificateChain chain;
  private final HopMac mac;
  private final AsEntryMaker entries;
  private final TrustStore trust;
  private final InterfaceStates interfaces;
  private final Clock clock;

  /**
   * @throws IllegalArgumentException if the trust store lacks the TRC of the ISD, or the chain that
   *     certifies the signing key of the AS
   */
  BeaconExtender(Site site, TrustStore trust, InterfaceStates interfaces, Clock clock) {
    long version = site.settings().chainVersion();
    this.site = site;
    this.chain =
        trust
            .chain(site.ia(), version)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        site.ia()
                            + " does not have version "
                            + version
                            + " of its certificate chain"));
    if (trust.newestTrc(site.ia().isd()).isEmpty()) {
      throw new IllegalArgumentException(site.ia() + " does not have the TRC of its ISD");
    }
    this.mac = site.hopMac();
    this.entries = new AsEntryMaker(site.ia(), site.topology().mtu(), mac);
    this.trust = trust;
    this.interfaces = interfaces;
    this.clock = clock;
  }

  /**
   * The parts of an AS entry that do not depend on the beacon. As long as these parts do not
   * change, the same beacon need not be signed again.
   */
  record Circumstances(List<Link> peers, long trcVersion, ByteString root) {}

  /** {@return the parts of AS entries created now that do not depend on the beacon} */
  Circumstances circumstances() {
    Trc newest = trust.newestTrc(site.ia().isd()).orElseThrow();
    return new Circumstances(
        interfaces.links(Topology.LinkType.PEER), newest.version(), interfaces.publishedRoot());
  }

  /**
   * Creates a new beacon for a link.
   *
   * @return the new beacon; empty if the certificate of the AS expires too soon
   */
  Optional<SegmentFields> originated(Link out, Circumstances now) {
    long timestampS = nowS();
    ByteString signedData =
        SegmentCodec.encodeSignedData(
            new InfoField(false, false, false, timestampS, site.ia().isd(), 0));
    return entry(new SegmentSignedBytes(signedData), timestampS, 0, Link.NONE, out, now)
        .map(own -> new SegmentFields(signedData, List.of(own)));
  }

  /**
   * Extends a beacon with an entry of this AS.
   *
   * @param out {@link Link#NONE} to terminate the beacon here
   * @return the extended beacon; empty if the certificate of the AS expires too soon
   */
  Optional<SegmentFields> extended(CapnpSegment beacon, Link in, Link out, Circumstances now) {
    SegmentSignedBytes before = new SegmentSignedBytes(beacon.signedData());
    List<SignedBlob> signed = new ArrayList<>(beacon.entries().size() + 1);
    for (CapnpAsEntry entry : beacon.entries()) {
      before.add(entry.blob(), entry.sign());
      signed.add(new SignedBlob(entry.blob(), entry.sign()));
    }
    HopField previous = beacon.entries().getLast().hopEntries().getFirst().hopField();
    return entry(before, beacon.timestampS(), HopFieldCodec.bits(previous), in, out, now)
        .map(
            own -> {
              signed.add(own);
              return new SegmentFields(beacon.signedData(), signed);
            });
  }

  private Optional<SignedBlob> entry(
      SegmentSignedBytes before,
      long timestampS,
      long previousHopField,
      Link in,
      Link out,
      Circumstances now) {
    int expTime = expTime(timestampS);
    if (expTime <= 0) {
      return Optional.empty();
    }
    AsEntryMaker.Made made =
        entries.make(
            new AsEntryMaker.Crossing(
                timestampS,
                expTime,
                previousHopField,
                in,
                out,
                now.peers,
                now.trcVersion,
                chain.version(),
                now.root));
    ByteString blob = SegmentCodec.encodeAsEntry(made.fields());
    CapnpSign sign =
        AsEntryMaker.sign(before, blob, AsEntryMaker.source(site.ia()), site.signing(), timestampS);
    return Optional.of(new SignedBlob(blob, sign));
  }

  /**
   * Computes the exp_time of hop fields of this AS.
   *
   * @return the exp_time; below 1 if no lifetime is left
   */
  private int expTime(long timestampS) {
    long lifetimeS =
        Math.min(site.settings().segmentTtlS(), chain.leaf().expirationTimeS() - timestampS);
    return Expiry.expTimeWithin(lifetimeS);
  }

  /**
   * Creates a one-hop path to the neighbour on a link, with the current time.
   *
   * @return the path
   */
  ScionPath oneHop(Link out) {
    long timestampS = nowS();
    return OneHopPath.out(
        site.ia().isd(), timestampS, expTime(timestampS), (int) out.interfaceId(), mac);
  }

  private long nowS() {
    return Math.floorDiv(clock.wallMs(), 1_000);
  }
}
