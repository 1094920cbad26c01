package org.waymark.edge.config;

import java.util.Set;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.MemoryLimits;
import org.waymark.server.settings.OutageLimits;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.RegistrationLimits;
import org.waymark.server.settings.RequestLimits;
import org.waymark.server.settings.RevocationLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.TrustLimits;
import org.waymark.server.settings.TrustTextLimits;
import org.waymark.wire.DecoderLimits;

/**
 * Reads the sections {@code limits} and {@code propagation} of a configuration, and the size limits
 * in {@code apply}. All keys have defaults.
 */
final class LimitsReader {
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

  /** The number of hops is an 8-bit part of an info field. */
  private static final int MAX_AS_ENTRIES = 255;

  private static final int MAX_PEERS = 1_000;

  private LimitsReader() {}

  static ServerLimits read(SettingsFile settings) throws StartupException {
    return new ServerLimits(
        appends(settings),
        registrations(settings),
        revocations(settings),
        requests(settings),
        trust(settings),
        propagation(settings),
        outage(settings),
        MemoryLimits.DEFAULT,
        TrustTextLimits.DEFAULT,
        decoder(settings));
  }

  private static AppendLimits appends(SettingsFile settings) throws StartupException {
    AppendLimits d = AppendLimits.DEFAULT;
    return new AppendLimits(
        limit(settings, "appends-per-s", d.perS()),
        limit(settings, "appends-per-registrant-as-per-s", d.perRegistrantAsPerS()),
        limit(settings, "appends-per-source-per-s", d.perSourcePerS()),
        limit(settings, "refusal-events-per-s", d.refusalEventsPerS()));
  }

  private static RegistrationLimits registrations(SettingsFile settings) throws StartupException {
    RegistrationLimits d = RegistrationLimits.DEFAULT;
    return new RegistrationLimits(
        limit(settings, "segments-per-pair", d.perPair()),
        limit(settings, "segments-per-last-as", d.perLastAs()),
        limit(settings, "queued-records", d.queuedRecords()));
  }

  private static RevocationLimits revocations(SettingsFile settings) throws StartupException {
    RevocationLimits d = RevocationLimits.DEFAULT;
    return new RevocationLimits(
        limit(settings, "revocation-identities", d.identities()),
        limit(settings, "revoked-interfaces", d.interfaces()),
        limit(settings, "unproven-revocations", d.unproven()));
  }

  private static RequestLimits requests(SettingsFile settings) throws StartupException {
    RequestLimits d = RequestLimits.DEFAULT;
    return new RequestLimits(
        limit(settings, "pending-per-destination", d.pendingPerDestination()),
        limit(settings, "pending", d.pending()),
        limit(settings, "pending-per-source", d.pendingPerSource()),
        limit(settings, "waiting-per-isd", d.waitingPerIsd()),
        limit(settings, "waiting", d.waiting()),
        limit(settings, "reply-bytes-per-source-per-s", d.replyBytesPerSourcePerS()));
  }

  private static TrustLimits trust(SettingsFile settings) throws StartupException {
    TrustLimits d = TrustLimits.DEFAULT;
    return new TrustLimits(
        limit(settings, "parked-segments", d.parkedSegments()),
        limit(settings, "trust-requests-per-s", d.requestsPerS()),
        limit(settings, "trust-requests-per-destination-per-s", d.requestsPerDestinationPerS()),
        limit(settings, "trust-answers-per-s", d.answersPerS()),
        limit(settings, "trust-answers-per-source-per-s", d.answersPerSourcePerS()),
        limit(settings, "early-trust", d.earlyMaterial()));
  }

  private static PropagationSettings propagation(SettingsFile settings) throws StartupException {
    PropagationSettings d = PropagationSettings.DEFAULT;
    return new PropagationSettings(
        atLeastOne(settings, PROPAGATION, "resend-s", d.resendS()),
        atLeastOne(settings, PROPAGATION, "messages-per-core-as-per-s", d.perCoreAsPerS()),
        atLeastOne(settings, PROPAGATION, "messages-per-s", d.perS()));
  }

  private static OutageLimits outage(SettingsFile settings) throws StartupException {
    OutageLimits d = OutageLimits.DEFAULT;
    return new OutageLimits(
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
