package org.waymark.conform.trust;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.Decoded;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** The recorded test networks by name, with the TRCs and chains available to a verifier. */
public final class TrustNetworks {
  /** The TRCs and chains that a server in a network has. */
  public record Network(Map<TrcKey, Trc> trcs, Map<ChainKey, CertificateChain> chains)
      implements TrustMaterial {
    @Override
    public Optional<Trc> trc(int isd, long version) {
      return Optional.ofNullable(trcs.get(new TrcKey(isd, version)));
    }

    @Override
    public Optional<Trc> newestTrc(int isd) {
      return trcs.values().stream()
          .filter(trc -> trc.isd() == isd)
          .max(Comparator.comparingLong(Trc::version));
    }

    @Override
    public Optional<CertificateChain> chain(IsdAs ia, long version) {
      return Optional.ofNullable(chains.get(new ChainKey(ia, version)));
    }

    @Override
    public Optional<CertificateChain> newestChain(IsdAs ia) {
      return chains.values().stream()
          .filter(chain -> chain.subject().equals(ia))
          .max(Comparator.comparingLong(CertificateChain::version));
    }
  }

  public record TrcKey(int isd, long version) {}

  public record ChainKey(IsdAs ia, long version) {}

  private final Map<String, Network> byName = new HashMap<>();

  private TrustNetworks() {}

  /**
   * Reads the networks in the folder {@code trust}, without those that cannot be read.
   *
   * @return the networks
   */
  public static TrustNetworks of(VectorFolder folder) {
    TrustNetworks networks = new TrustNetworks();
    for (VectorCase file : folder.readable("trust")) {
      if (isNetwork(file)) {
        networks.byName.put(file.text("network"), read(file));
      }
    }
    return networks;
  }

  public static boolean isNetwork(VectorCase file) {
    return file.hasAll("network", "ases", "trcs");
  }

  public static Network read(VectorCase file) {
    Map<TrcKey, Trc> trcs = new HashMap<>();
    for (VectorCase recorded : file.parts("trcs")) {
      if (Trc.parse(utf8(recorded.text("trcJson"))) instanceof Decoded.Accepted<Trc>(Trc trc)) {
        trcs.put(new TrcKey(trc.isd(), trc.version()), trc);
      }
    }
    Map<ChainKey, CertificateChain> chains = new HashMap<>();
    for (VectorCase recorded : ases(file).values()) {
      if (CertificateChain.parse(utf8(recorded.text("chainJson")))
          instanceof Decoded.Accepted<CertificateChain>(CertificateChain chain)) {
        chains.put(new ChainKey(chain.subject(), chain.version()), chain);
      }
    }
    return new Network(Map.copyOf(trcs), Map.copyOf(chains));
  }

  /** {@return the ASes in a network file by their ISD-AS} */
  public static Map<String, VectorCase> ases(VectorCase file) {
    VectorCase ases = file.part("ases");
    Map<String, VectorCase> byIa = new TreeMap<>();
    ases.json().fieldNames().forEachRemaining(ia -> byIa.put(ia, ases.part(ia)));
    return byIa;
  }

  /**
   * {@return the network with the name}
   *
   * @throws UnreadableException if the folder does not contain the network
   */
  public Network named(String name) {
    return Optional.ofNullable(byName.get(name))
        .orElseThrow(
            () ->
                new UnreadableException(
                    "its network '%s' is not in the folder trust, which has %s"
                        .formatted(name, List.copyOf(byName.keySet()))));
  }

  public static ByteString utf8(String text) {
    return ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
  }
}
