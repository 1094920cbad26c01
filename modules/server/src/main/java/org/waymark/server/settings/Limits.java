package org.waymark.server.settings;

import org.waymark.wire.DecoderLimits;

/**
 * The budgets and bounds of a path server (ARCHITECTURE, Budgets), by the room they belong to. What
 * stands behind a global one is that UDP sources can be forged.
 *
 * @param decoder what a message, segment or text may be like; apply reads them too, so all replicas
 *     of an AS need the same ones
 */
public record Limits(
    Appends appends,
    Registrations registrations,
    Revocations revocations,
    Requests requests,
    Trust trust,
    Propagation propagation,
    Outage outage,
    Memory memory,
    Texts texts,
    DecoderLimits decoder) {

  public static final Limits DEFAULT =
      new Limits(
          Appends.DEFAULT,
          Registrations.DEFAULT,
          Revocations.DEFAULT,
          Requests.DEFAULT,
          Trust.DEFAULT,
          Propagation.DEFAULT,
          Outage.DEFAULT,
          Memory.DEFAULT,
          Texts.DEFAULT,
          DecoderLimits.DEFAULT);

  /** {@return these with other ones for appends} */
  public Limits with(Appends others) {
    return new Limits(
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
  public Limits with(Registrations others) {
    return new Limits(
        appends, others, revocations, requests, trust, propagation, outage, memory, texts, decoder);
  }

  /** {@return these with other ones for revocations} */
  public Limits with(Revocations others) {
    return new Limits(
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
  public Limits with(Requests others) {
    return new Limits(
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
  public Limits with(Trust others) {
    return new Limits(
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
  public Limits with(Propagation others) {
    return new Limits(
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
  public Limits with(Outage others) {
    return new Limits(
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
  public Limits with(Memory others) {
    return new Limits(
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
  public Limits with(Texts others) {
    return new Limits(
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
  public Limits with(DecoderLimits others) {
    return new Limits(
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

  /**
   * What may get into the log.
   *
   * @param perS all appends of this replica in a second
   * @param perRegistrantAsPerS appends in a second for messages of one AS
   * @param perSourcePerS appends in a second for messages of one (IA, host)
   * @param refusalEventsPerS refusals written to {@code .audit} in a second, others are summed up
   */
  public record Appends(
      int perS, int perRegistrantAsPerS, int perSourcePerS, int refusalEventsPerS) {
    public static final Appends DEFAULT = new Appends(2_000, 200, 100, 20);
  }

  /**
   * What may be registered.
   *
   * @param perPair live keys per (first, last) AS
   * @param perLastAs live keys per last AS
   * @param queuedRecords segments and revocations waiting for verification
   */
  public record Registrations(int perPair, int perLastAs, int queuedRecords) {
    public static final Registrations DEFAULT = new Registrations(100, 2_000, 2_000);
  }

  /**
   * What may be revoked.
   *
   * @param identities revocations per (IA, interface, epoch) and tree root
   * @param interfaces revoked interfaces per IA and epoch
   * @param unproven waiting for a segment to prove against
   */
  public record Revocations(int identities, int interfaces, int unproven) {
    public static final Revocations DEFAULT = new Revocations(2, 256, 10_000);
  }

  /**
   * Requests that wait for an answer, those that wait for a segment to be sent over (PROTOCOL 6.4),
   * and answers.
   *
   * @param pendingPerDestination requesters per destination and flag sibra
   * @param pending in all
   * @param pendingPerSource per (IA, host)
   * @param waitingPerIsd targets per ISD
   * @param waiting targets in all
   * @param replyBytesPerSourcePerS of answers to one (IA, host) in a second: a request is small and
   *     easily forged, its answer is not small
   */
  public record Requests(
      int pendingPerDestination,
      int pending,
      int pendingPerSource,
      int waitingPerIsd,
      int waiting,
      int replyBytesPerSourcePerS) {
    public static final Requests DEFAULT =
        new Requests(1_000, 20_000, 100, 1_000, 10_000, 10_000_000);
  }

  /**
   * What waits for trust material (PROTOCOL 3.1).
   *
   * @param parkedSegments segments whose TRCs or chains are asked for
   * @param requestsPerS requests for them sent in a second
   * @param requestsPerDestinationPerS such requests sent in a second to one (IA, host)
   * @param answersPerS requests of others answered in a second: answers are larger than questions
   * @param answersPerSourcePerS such answers in a second to one (IA, host)
   * @param earlyMaterial TRCs and chains kept until the TRC before them is accepted
   */
  public record Trust(
      int parkedSegments,
      int requestsPerS,
      int requestsPerDestinationPerS,
      int answersPerS,
      int answersPerSourcePerS,
      int earlyMaterial) {
    public static final Trust DEFAULT = new Trust(500, 200, 50, 500, 50, 64);
  }

  /**
   * How often DOWN segments are sent to other core ASes (ARCHITECTURE, Propagation).
   *
   * @param resendS seconds between two sendings of one version to one core AS, later on
   * @param perCoreAsPerS messages to one core AS in a second
   * @param perS messages in a second in all
   */
  public record Propagation(int resendS, int perCoreAsPerS, int perS) {
    public static final Propagation DEFAULT = new Propagation(600, 20, 200);
  }

  /**
   * What is held while the log is away (ARCHITECTURE, While Kafka is away).
   *
   * @param entries segments and revocations
   * @param bytes of memory that these take
   */
  public record Outage(int entries, int bytes) {
    public static final Outage DEFAULT = new Outage(20_000, 64 << 20);
  }

  /**
   * How many bytes of memory may wait, of each kind: a small datagram can unpack to a thousand
   * times its size, and then it is the numbers above that are large.
   *
   * @param queued records and texts that wait for verification
   * @param verified segments between the beginning of their registration and its outcome
   * @param unproven revocations that wait for a segment to prove against
   * @param pending requests that wait for an answer, with the ways back to their senders
   * @param released segments that came for requests to be sent over
   * @param parked segments that wait for TRCs and chains
   * @param open messages with several segments, some of which are still to be judged
   */
  public record Memory(
      long queued,
      long verified,
      long unproven,
      long pending,
      long released,
      long parked,
      long open) {
    public static final Memory DEFAULT =
        new Memory(32 << 20, 32 << 20, 32 << 20, 64 << 20, 8 << 20, 16 << 20, 16 << 20);
  }

  /**
   * How many bytes of TRC and chain texts are unpacked and read in a second, whoever sends them.
   *
   * @param bytesPerS in all
   * @param bytesPerSourcePerS of one (IA, host)
   */
  public record Texts(int bytesPerS, int bytesPerSourcePerS) {
    public static final Texts DEFAULT = new Texts(2 << 20, 256 << 10);
  }
}
