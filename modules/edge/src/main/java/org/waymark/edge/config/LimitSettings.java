package org.waymark.edge.config;

import java.util.Set;
import org.waymark.server.settings.Limits;
import org.waymark.wire.DecoderLimits;

/**
 * Reads the sections {@code limits} and {@code propagation} of a configuration, and the size limits
 * in {@code apply}. All keys have defaults.
 */
final class LimitSettings {
  private static final String SECTION = "limits";
  static final Set<String> KEYS =
      Set.of(
          "segments-per-pair",
          "segments-per-last-as",
          "appends-per-s",
          "appends-per-registrant-as-per-s",
          "appends-per-source-per-s",
          "revocation-identities",
          "revoked-interfaces",
          "unproven-revocations",
          "queued-records",
          "refusal-events-per-s",
          "pending-per-destination",
          "pending",
          "pending-per-source",
          "waiting-per-isd",
          "waiting",
          "reply-bytes-per-source-per-s",
          "parked-segments",
          "trust-requests-per-s",
          "trust-requests-per-destination-per-s",
          "trust-answers-per-s",
          "trust-answers-per-source-per-s",
          "early-trust",
          "held-entries",
          "held-bytes");

  private static final String PROPAGATION = "propagation";
  static final Set<String> PROPAGATION_KEYS =
      Set.of("resend-s", "messages-per-core-as-per-s", "messages-per-s");

  private static final String APPLY = "apply";
  static final Set<String> APPLY_KEYS =
      Set.of(
          "message-bytes",
          "segments-per-message",
          "as-entries",
          "peers-per-entry",
          "trust-text-bytes");

  /** The number of hops in an info field is an 8-bit number. */
  private static final int MAX_AS_ENTRIES = 255;

  private static final int MAX_PEERS = 1_000;

  private LimitSettings() {}

  static Limits read(SettingsFile settings) throws StartupException {
    settings.onlyKnown(SECTION, KEYS);
    settings.onlyKnown(PROPAGATION, PROPAGATION_KEYS);
    return new Limits(
        appends(settings),
        registrations(settings),
        revocations(settings),
        requests(settings),
        trust(settings),
        propagation(settings),
        outage(settings),
        Limits.Memory.DEFAULT,
        Limits.Texts.DEFAULT,
        decoder(settings));
  }

  private static Limits.Appends appends(SettingsFile settings) throws StartupException {
    Limits.Appends d = Limits.Appends.DEFAULT;
    return new Limits.Appends(
        limit(settings, "appends-per-s", d.perS()),
        limit(settings, "appends-per-registrant-as-per-s", d.perRegistrantAsPerS()),
        limit(settings, "appends-per-source-per-s", d.perSourcePerS()),
        limit(settings, "refusal-events-per-s", d.refusalEventsPerS()));
  }

  private static Limits.Registrations registrations(SettingsFile settings) throws StartupException {
    Limits.Registrations d = Limits.Registrations.DEFAULT;
    return new Limits.Registrations(
        limit(settings, "segments-per-pair", d.perPair()),
        limit(settings, "segments-per-last-as", d.perLastAs()),
        limit(settings, "queued-records", d.queuedRecords()));
  }

  private static Limits.Revocations revocations(SettingsFile settings) throws StartupException {
    Limits.Revocations d = Limits.Revocations.DEFAULT;
    return new Limits.Revocations(
        limit(settings, "revocation-identities", d.identities()),
        limit(settings, "revoked-interfaces", d.interfaces()),
        limit(settings, "unproven-revocations", d.unproven()));
  }

  private static Limits.Requests requests(SettingsFile settings) throws StartupException {
    Limits.Requests d = Limits.Requests.DEFAULT;
    return new Limits.Requests(
        limit(settings, "pending-per-destination", d.pendingPerDestination()),
        limit(settings, "pending", d.pending()),
        limit(settings, "pending-per-source", d.pendingPerSource()),
        limit(settings, "waiting-per-isd", d.waitingPerIsd()),
        limit(settings, "waiting", d.waiting()),
        limit(settings, "reply-bytes-per-source-per-s", d.replyBytesPerSourcePerS()));
  }

  private static Limits.Trust trust(SettingsFile settings) throws StartupException {
    Limits.Trust d = Limits.Trust.DEFAULT;
    return new Limits.Trust(
        limit(settings, "parked-segments", d.parkedSegments()),
        limit(settings, "trust-requests-per-s", d.requestsPerS()),
        limit(settings, "trust-requests-per-destination-per-s", d.requestsPerDestinationPerS()),
        limit(settings, "trust-answers-per-s", d.answersPerS()),
        limit(settings, "trust-answers-per-source-per-s", d.answersPerSourcePerS()),
        limit(settings, "early-trust", d.earlyMaterial()));
  }

  private static Limits.Propagation propagation(SettingsFile settings) throws StartupException {
    Limits.Propagation d = Limits.Propagation.DEFAULT;
    return new Limits.Propagation(
        atLeastOne(settings, PROPAGATION, "resend-s", d.resendS()),
        atLeastOne(settings, PROPAGATION, "messages-per-core-as-per-s", d.perCoreAsPerS()),
        atLeastOne(settings, PROPAGATION, "messages-per-s", d.perS()));
  }

  private static Limits.Outage outage(SettingsFile settings) throws StartupException {
    Limits.Outage d = Limits.Outage.DEFAULT;
    return new Limits.Outage(
        limit(settings, "held-entries", d.entries()), limit(settings, "held-bytes", d.bytes()));
  }

  private static DecoderLimits decoder(SettingsFile settings) throws StartupException {
    DecoderLimits d = DecoderLimits.DEFAULT;
    return new DecoderLimits(
        apply(settings, "message-bytes", d.messageBytes(), d.messageBytes()),
        d.eventBytes(),
        d.unpackedBytes(),
        d.nesting(),
        apply(settings, "segments-per-message", d.segmentsPerMessage(), d.segmentsPerMessage()),
        d.revocationsPerMessage(),
        apply(settings, "as-entries", MAX_AS_ENTRIES, d.asEntries()),
        apply(settings, "peers-per-entry", MAX_PEERS, d.peersPerEntry()),
        d.siblings(),
        d.items(),
        apply(settings, "trust-text-bytes", d.lz4TextBytes(), d.lz4TextBytes()));
  }

  private static int apply(SettingsFile settings, String key, int most, int otherwise)
      throws StartupException {
    return settings.number(APPLY + "." + key, 1, most, otherwise);
  }

  private static int limit(SettingsFile settings, String key, int otherwise)
      throws StartupException {
    return atLeastOne(settings, SECTION, key, otherwise);
  }

  private static int atLeastOne(SettingsFile settings, String section, String key, int otherwise)
      throws StartupException {
    return settings.number(section + "." + key, 1, 1_000_000_000, otherwise);
  }
}
