package org.waymark.server.settings;

import org.waymark.wire.DecoderLimits;

/**
 * The budgets and bounds of a path server (ARCHITECTURE, Budgets), by the room they belong to. What
 * stands behind a global one is that UDP sources can be forged.
 *
 * @param decoder what a message, segment or text may be like; apply reads them too, so all replicas
 *     of an AS need the same ones
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

  /** {@return these with other ones for appends} */
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

  /** {@return these with other ones for registrations} */
  public ServerLimits with(RegistrationLimits others) {
    return new ServerLimits(
        appends, others, revocations, requests, trust, propagation, outage, memory, texts, decoder);
  }

  /** {@return these with other ones for revocations} */
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

  /** {@return these with other ones for requests} */
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

  /** {@return these with other ones for trust} */
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

  /** {@return these with other ones for propagation} */
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

  /** {@return these with other ones for the outage buffer} */
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

  /** {@return these with other ones for memory} */
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

  /** {@return these with other ones for the texts of TRCs and chains} */
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

  /** {@return these with other ones for decoders} */
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
