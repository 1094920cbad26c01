package org.waymark.server.settings;

import org.waymark.wire.DecoderLimits;

/**
 * The budgets and bounds of a path server (ARCHITECTURE, Budgets), grouped by the part that they
 * limit. Global limits are needed because UDP sources can be forged.
 *
 * @param decoder limits on the form of messages, segments and texts; apply also uses them, so all
 *     replicas of an AS need the same values
 */
public record ServerLimits(
    AppendLimits appends,
    RegistrationLimits registrations,
    RevocationLimits revocations,
    RequestLimits requests,
    TrustLimits trust,
    PropagationSettings propagation,
    OutageLimits outage,
    MemoryLimits memory,
    TrustTextLimits texts,
    DecoderLimits decoder) {

  public static final ServerLimits DEFAULT =
      new ServerLimits(
          AppendLimits.DEFAULT,
          RegistrationLimits.DEFAULT,
          RevocationLimits.DEFAULT,
          RequestLimits.DEFAULT,
          TrustLimits.DEFAULT,
          PropagationSettings.DEFAULT,
          OutageLimits.DEFAULT,
          MemoryLimits.DEFAULT,
          TrustTextLimits.DEFAULT,
          DecoderLimits.DEFAULT);

  /** {@return a copy with the given limits on appends} */
  public ServerLimits with(AppendLimits others) {
    return new ServerLimits(
        others,
        registrations,
        revocations,
        requests,
        trust,
        propagation,
        outage,
        memory,
        texts,
        decoder);
  }

  /** {@return a copy with the given limits on registrations} */
  public ServerLimits with(RegistrationLimits others) {
    return new ServerLimits(
        appends, others, revocations, requests, trust, propagation, outage, memory, texts, decoder);
  }

  /** {@return a copy with the given limits on revocations} */
  public ServerLimits with(RevocationLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        others,
        requests,
        trust,
        propagation,
        outage,
        memory,
        texts,
        decoder);
  }

  /** {@return a copy with the given limits on requests} */
  public ServerLimits with(RequestLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        others,
        trust,
        propagation,
        outage,
        memory,
        texts,
        decoder);
  }

  /** {@return a copy with the given limits on trust material} */
  public ServerLimits with(TrustLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        requests,
        others,
        propagation,
        outage,
        memory,
        texts,
        decoder);
  }

  /** {@return a copy with the given settings of propagation} */
  public ServerLimits with(PropagationSettings others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        requests,
        trust,
        others,
        outage,
        memory,
        texts,
        decoder);
  }

  /** {@return a copy with the given limits on the outage buffer} */
  public ServerLimits with(OutageLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        requests,
        trust,
        propagation,
        others,
        memory,
        texts,
        decoder);
  }

  /** {@return a copy with the given memory limits} */
  public ServerLimits with(MemoryLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        requests,
        trust,
        propagation,
        outage,
        others,
        texts,
        decoder);
  }

  /** {@return a copy with the given limits on the texts of TRCs and chains} */
  public ServerLimits with(TrustTextLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        requests,
        trust,
        propagation,
        outage,
        memory,
        others,
        decoder);
  }

  /** {@return a copy with the given decoder limits} */
  public ServerLimits with(DecoderLimits others) {
    return new ServerLimits(
        appends,
        registrations,
        revocations,
        requests,
        trust,
        propagation,
        outage,
        memory,
        texts,
        others);
  }
}
