package org.waymark.edge.trust;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupWatch;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.server.PathServer;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.ServerMetrics;
import org.waymark.trust.ChainRules;
import org.waymark.trust.Ed25519;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.trust.TrustOutcome;
import org.waymark.trust.TrustRefusal;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * Compares the TRCs and chains of the certificate folder with those that the log has accepted, at
 * every poll. TRCs and chains that are missing in the log, but which the log would accept now, are
 * offered to the path server, as if another server had sent them. Material that could not be
 * recorded because the log could not be reached or the previous TRC was missing is offered again.
 *
 * <p>Material that violates the rules is not offered, and is logged once for each file and reason.
 * Nothing is offered while the log cannot be reached. For use by one thread at a time.
 */
public final class FolderTrust implements StartupWatch.TrustTaker {
  private static final Logger log = LoggerFactory.getLogger(FolderTrust.class);

  /**
   * The maximum number of files offered per poll. With one poll every 3 s, this stays well below
   * the limit of 100 appends per second from one source.
   */
  private static final int OFFERS_PER_LOOK = 50;

  /**
   * The number of polls after which one file is offered again if no offer has had an effect and the
   * log has accepted no other material. It amounts to one minute, because each failed offer writes
   * a log line.
   */
  private static final int LOOKS_BETWEEN_TRIES = 20;

  private static final String LOG_AWAY = "log-away";
  private static final String OTHER_TRC = "other-trc";

  private final ReplicaConfig config;
  private final Supplier<TrustMaterial> accepted;
  private final Readiness readiness;
  private final TrustFold fold;
  private final Consumer<Message> offers;
  private final Clock clock;
  private final ServerMetrics metrics;

  /** The reasons already logged for each file. */
  private final Map<Path, Set<String>> told = new HashMap<>();

  /**
   * The files that have been offered since the log was last unreachable or last accepted any
   * material.
   */
  private final Set<Path> offered = new HashSet<>();

  private TrustMaterial lastAccepted;
  private int looksSinceOffer;

  /**
   * @param accepted a supplier of the material that the log has accepted so far, as a new instance
   *     after each change
   * @param offers a consumer of the material to be verified and recorded
   */
  public FolderTrust(
      ReplicaConfig config,
      Supplier<TrustMaterial> accepted,
      Readiness readiness,
      Ed25519 ed25519,
      Consumer<Message> offers,
      Clock clock,
      ServerMetrics metrics) {
    this.config = config;
    this.accepted = accepted;
    this.readiness = readiness;
    this.fold = new TrustFold(ed25519);
    this.offers = offers;
    this.clock = clock;
    this.metrics = metrics;
    this.lastAccepted = accepted.get();
  }

  /**
   * Creates a consumer that passes TRCs and chains to the path server as if the path server had
   * sent them to itself. If a chain needs further material, that material is not requested, because
   * the operator is expected to put it into the folder as well.
   *
   * @return the consumer
   */
  public static Consumer<Message> offersTo(PathServer server, Requester self) {
    Replies nobody =
        new Replies() {
          @Override
          public int maxPayloadBytes() {
            return 0;
          }

          @Override
          public void send(ControlPayload payload) {}
        };
    return message -> server.received(new ControlPayload(message, 0), self, nobody);
  }

  @Override
  public void compare(SortedMap<Path, CertificateFolder> files) {
    told.keySet().retainAll(files.keySet());
    offered.retainAll(files.keySet());
    looksSinceOffer++;
    TrustMaterial held = accepted.get();
    if (held != lastAccepted || logIsAway()) {
      offered.clear();
      lastAccepted = held;
    }
    new Look(held).over(files);
  }

  /**
   * Checks whether the log is unreachable. While the log is unreachable, the path server cannot
   * record any material, regardless of the state of the store.
   */
  private boolean logIsAway() {
    return readiness.log() != Readiness.LogSide.THERE;
  }

  private record Found<T>(Path file, T content) {}

  /** One comparison of the folder with the log. */
  private final class Look {
    private final TrustMaterial held;
    private final ExpectedTrust expected;
    private int left = OFFERS_PER_LOOK;

    private Look(TrustMaterial held) {
      this.held = held;
      this.expected = new ExpectedTrust(held);
    }

    /** Compares the files, starting with TRCs because chains depend on them. */
    private void over(SortedMap<Path, CertificateFolder> files) {
      files.entrySet().stream()
          .flatMap(
              file -> file.getValue().trcs().stream().map(trc -> new Found<>(file.getKey(), trc)))
          .sorted(
              Comparator.comparingInt((Found<Trc> found) -> found.content().isd())
                  .thenComparing(found -> found.content().version(), Long::compareUnsigned))
          .forEach(found -> trc(found.file(), found.content()));
      files.forEach((file, content) -> content.chains().forEach(chain -> chain(file, chain)));
    }

    private void trc(Path file, Trc trc) {
      if (held.trc(trc.isd(), trc.version()).isPresent()) {
        TrustAnchors.contradiction(trc, config, held)
            .ifPresent(contradiction -> refuse(file, OTHER_TRC, contradiction));
        return;
      }
      if (judge(file, TrustKind.TRC, trc.json(), new TrcReply(packed(trc.json())))) {
        expected.add(trc);
      }
    }

    private void chain(Path file, CertificateChain chain) {
      if (held.chain(chain.subject(), chain.version()).isPresent()) {
        return;
      }
      var expired = ChainRules.unexpired(chain, Math.floorDiv(clock.wallMs(), 1_000));
      if (expired.isPresent()) {
        refuse(file, expired.get());
      } else if (judge(
          file, TrustKind.CHAIN, chain.json(), new CertChainReply(packed(chain.json())))) {
        expected.add(chain);
      }
    }

    /**
     * {@return whether the log would accept the material, now or once it has recorded the earlier
     * offers}
     */
    private boolean judge(Path file, TrustKind kind, ByteString json, Message message) {
      if (!(fold.apply(kind, json, held) instanceof TrustOutcome.Refused)) {
        offer(file, message);
        return true;
      }
      if (fold.apply(kind, json, expected) instanceof TrustOutcome.Refused(TrustRefusal refusal)) {
        refuse(file, refusal);
        return false;
      }
      return true;
    }

    private void offer(Path file, Message message) {
      if (logIsAway()) {
        if (isNew(file, LOG_AWAY)) {
          log.info("Waiting to submit {} to the log, because the log cannot be reached", file);
        }
        return;
      }
      boolean again = offered.contains(file);
      if (left == 0 || again && looksSinceOffer < LOOKS_BETWEEN_TRIES) {
        return;
      }
      left--;
      looksSinceOffer = 0;
      offered.add(file);
      log.info("{} {} to the log", again ? "Resubmitting" : "Submitting", file);
      offers.accept(message);
    }
  }

  private void refuse(Path file, TrustRefusal refusal) {
    refuse(file, refusal.fault().text(), refusal.toString());
  }

  private void refuse(Path file, String reason, String why) {
    if (isNew(file, reason)) {
      metrics.startupFileRefused(file.getFileName().toString());
      log.warn("Ignoring {}: {}", file, why);
    }
  }

  private boolean isNew(Path file, String reason) {
    return told.computeIfAbsent(file, key -> new HashSet<>()).add(reason);
  }

  private static ByteString packed(ByteString json) {
    return Lz4Text.pack(json);
  }
}
