package org.waymark.server.settings;

import org.waymark.wire.DecoderLimits;

/**
 * The budgets and bounds of a path server, grouped by the part that enforces them (ARCHITECTURE,
 * Budgets). Limits per source are backed by global ones, because UDP sources can be forged.
 *
 * @param decoder limits on the size and structure of messages, segments and texts. Apply uses them
 *     too, so they must be the same on all replicas of an AS
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

  /** {@return these limits, with those for appends replaced} */
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

  /** {@return these limits, with those for registrations replaced} */
  public Limits with(Registrations others) {
    return new Limits(
        appends, others, revocations, requests, trust, propagation, outage, memory, texts, decoder);
  }

  /** {@return these limits, with those for revocations replaced} */
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

  /** {@return these limits, with those for requests replaced} */
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

  /** {@return these limits, with those for trust replaced} */
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

  /** {@return these limits, with those for propagation replaced} */
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

  /** {@return these limits, with those for the outage buffer replaced} */
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

  /** {@return these limits, with those for memory replaced} */
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

  /** {@return these limits, with those for the texts of TRCs and chains replaced} */
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

  /** {@return these limits, with those for decoders replaced} */
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
   * Limits on appends to the log.
   *
   * @param perS appends per second by this replica in total
   * @param perRegistrantAsPerS appends per second for messages from one AS
   * @param perSourcePerS appends per second for messages from one (IA, host)
   * @param refusalEventsPerS refusals written to {@code .audit} per second; the rest are summarized
   */
  public record Appends(
      int perS, int perRegistrantAsPerS, int perSourcePerS, int refusalEventsPerS) {
    public static final Appends DEFAULT = new Appends(2_000, 200, 100, 20);
  }

  /**
   * Limits on registrations.
   *
   * @param perPair live segments per (first, last) AS
   * @param perLastAs live segments per last AS
   * @param queuedRecords segments and revocations waiting for verification
   */
  public record Registrations(int perPair, int perLastAs, int queuedRecords) {
    public static final Registrations DEFAULT = new Registrations(100, 2_000, 2_000);
  }

  /**
   * Limits on revocations.
   *
   * @param identities revocations per (IA, interface, epoch) and tree root
   * @param interfaces revoked interfaces per IA and epoch
   * @param unproven revocations that wait for a segment to prove against
   */
  public record Revocations(int identities, int interfaces, int unproven) {
    public static final Revocations DEFAULT = new Revocations(2, 256, 10_000);
  }

  /**
   * Limits on pending requests, on targets that wait for a segment over which a request can be sent
   * (PROTOCOL 6.4), and on answers.
   *
   * @param pendingPerDestination pending requests per destination and sibra flag
   * @param pending pending requests in total
   * @param pendingPerSource pending requests per (IA, host)
   * @param waitingPerIsd waiting targets per ISD
   * @param waiting waiting targets in total
   * @param replyBytesPerSourcePerS bytes of answers per second to one (IA, host): a request is
   *     small and easily forged, its answer is large
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
   * Limits on fetching and serving trust material (PROTOCOL 3.1).
   *
   * @param parkedSegments segments that wait for missing TRCs or chains
   * @param requestsPerS requests for these sent per second
   * @param requestsPerDestinationPerS requests sent per second to one (IA, host)
   * @param answersPerS requests from others answered per second: answers are larger than requests
   * @param answersPerSourcePerS answers per second to one (IA, host)
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
   * The rate at which DOWN segments are sent to other core ASes (ARCHITECTURE, Propagation).
   *
   * @param resendS interval in seconds at which a version is sent to a core AS again, after its
   *     first repetitions
   * @param perCoreAsPerS messages per second to one core AS
   * @param perS messages per second in total
   */
  public record Propagation(int resendS, int perCoreAsPerS, int perS) {
    public static final Propagation DEFAULT = new Propagation(600, 20, 200);
  }

  /**
   * The capacity of the outage buffer (ARCHITECTURE, While Kafka is away).
   *
   * @param entries segments and revocations
   * @param bytes memory that they may occupy
   */
  public record Outage(int entries, int bytes) {
    public static final Outage DEFAULT = new Outage(20_000, 64 << 20);
  }

  /**
   * Memory limits in bytes, one per kind of waiting work. They are needed besides the limits on
   * numbers, because a small datagram can unpack to a thousand times its size.
   *
   * @param queued records and texts that wait for verification
   * @param verified segments whose registration is in progress
   * @param unproven revocations that wait for a segment to prove against
   * @param pending pending requests, including the means to reply to their senders
   * @param released newly arrived segments over which waiting requests can be sent
   * @param parked segments that wait for TRCs and chains
   * @param open messages with several segments, some of which have no outcome yet
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
   * Limits on unpacking and parsing the texts of TRCs and chains.
   *
   * @param bytesPerS bytes per second in total
   * @param bytesPerSourcePerS bytes per second from one (IA, host)
   */
  public record Texts(int bytesPerS, int bytesPerSourcePerS) {
    public static final Texts DEFAULT = new Texts(2 << 20, 256 << 10);
  }
}
