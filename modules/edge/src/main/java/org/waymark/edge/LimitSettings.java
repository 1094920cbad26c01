package org.waymark.edge;

import java.util.Set;
import org.waymark.server.settings.ServerSettings.Limits;

/** The section {@code limits} of a configuration; every key has a default. */
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
          "refusal-events-per-s");

  private LimitSettings() {}

  static Limits read(SettingsFile settings) throws StartupException {
    settings.onlyKnown(SECTION, KEYS);
    Limits d = Limits.DEFAULT;
    return new Limits(
        limit(settings, "segments-per-pair", d.segmentsPerPair()),
        limit(settings, "segments-per-last-as", d.segmentsPerLastAs()),
        limit(settings, "appends-per-s", d.appendsPerS()),
        limit(settings, "appends-per-registrant-as-per-s", d.appendsPerRegistrantAsPerS()),
        limit(settings, "appends-per-source-per-s", d.appendsPerSourcePerS()),
        limit(settings, "revocation-identities", d.revocationIdentities()),
        limit(settings, "revoked-interfaces", d.revokedInterfaces()),
        limit(settings, "unproven-revocations", d.unprovenRevocations()),
        limit(settings, "queued-records", d.queuedRecords()),
        limit(settings, "refusal-events-per-s", d.refusalEventsPerS()));
  }

  private static int limit(SettingsFile settings, String key, int otherwise)
      throws StartupException {
    return settings.number(SECTION + "." + key, 1, 1_000_000_000, otherwise);
  }
}
