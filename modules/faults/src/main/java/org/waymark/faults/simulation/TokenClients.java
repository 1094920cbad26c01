package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.waymark.faults.Promise;
import org.waymark.log.Token;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.token.Freshness;
import org.waymark.server.token.ReadResult;
import org.waymark.server.token.WriteResult;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.message.SegmentRecord;

/**
 * Clients that keep the token of what they have read and written, and present it to any replica.
 * Every result is checked: no client reads an earlier state than before, and each reads what it has
 * written, as long as it is stored. A token may be given up only for a reason that the client is
 * told and that is true.
 */
final class TokenClients {
  private static final int CLIENTS = 3;
  private static final int READS = 2;
  private static final long AT_ONCE_MS = 1;
  private static final long[] WITHIN_MS = {0, 300, 1_000, 5_000};
  private static final int MOST_RESULTS = 10_000;

  /** The state of the log from which a token came is not known. */
  private static final int UNKNOWN = -1;

  private final ReplicaGroup group;
  private final LogModel model;
  private final Acknowledgements acknowledged;
  private final BrokenPromises broken;
  private final RunJournal journal;

  /** Separate from that of the group, so that reading does not change what else happens. */
  private final Random random;

  private final List<Client> clients = new ArrayList<>();

  /**
   * A write that was acknowledged as recorded.
   *
   * @param history the number of times that the log had lost records
   */
  private record Write(SegmentRecord record, long offset, long atMs, int history) {
    PathSegment segment() {
      return record.segment().orElseThrow();
    }

    SegmentQuery ends() {
      return new SegmentQuery(record.type().orElseThrow(), segment().firstIa(), segment().lastIa());
    }

    SegmentKey key() {
      return new SegmentKey(segment().format(), record.type().orElseThrow(), segment().id());
    }
  }

  private static final class Client {
    private final int number;
    private final List<Write> writes = new ArrayList<>();
    private Optional<Token> token = Optional.empty();

    /** The number of times that the log had lost records when the token was returned. */
    private int history = UNKNOWN;

    private Client(int number) {
      this.number = number;
    }

    /** Keeps the later of two tokens of one log, and the new one of two logs. */
    private void keep(Token other, int ofHistory) {
      boolean isLater =
          token
              .filter(mine -> mine.topicId().equals(other.topicId()))
              .map(mine -> other.nextOffset() > mine.nextOffset())
              .orElse(true);
      if (isLater) {
        token = Optional.of(other);
        history = ofHistory;
      }
    }

    /** Starts again without a token, unless another one has been returned since. */
    private void giveUp(Token presented) {
      if (token.equals(Optional.of(presented))) {
        token = Optional.empty();
        history = UNKNOWN;
        writes.clear();
      }
    }

    @Override
    public String toString() {
      return "client " + number;
    }
  }

  /**
   * A read in progress.
   *
   * @param history the number of times that the log had lost records when the token was returned
   */
  private record Asked(
      Client client,
      ReplicaProcess process,
      Write write,
      Optional<Token> token,
      int history,
      long withinMs,
      long startNs) {
    @Override
    public String toString() {
      return client + " at " + process + " with " + token.map(Token::toString).orElse("no token");
    }
  }

  TokenClients(
      ReplicaGroup group,
      LogModel model,
      Acknowledgements acknowledged,
      BrokenPromises broken,
      RunJournal journal,
      long seed) {
    this.group = group;
    this.model = model;
    this.acknowledged = acknowledged;
    this.broken = broken;
    this.journal = journal;
    random = new Random(~seed);
    for (int number = 0; number < CLIENTS; number++) {
      clients.add(new Client(number));
    }
  }

  /** Gives the result of a registration to one of the clients. */
  void wrote(SegmentRecord record, WriteResult<List<Outcome>> result, ReplicaProcess by) {
    Client client = clients.get(random.nextInt(CLIENTS));
    int history = by.followsPresentLog() ? group.history() : UNKNOWN;
    result.token().ifPresent(token -> client.keep(token, history));
    Outcome outcome = result.outcome().getFirst();
    long nowMs = group.clock().wallMs();
    switch (outcome) {
      case Outcome.Added(long offset) ->
          recorded(client, new Write(record, offset, nowMs, history));
      case Outcome.Updated(long offset) ->
          recorded(client, new Write(record, offset, nowMs, history));
      default -> {
        // Nothing was recorded.
      }
    }
  }

  /** Lets the client read its write at once, before all replicas can have applied it. */
  private void recorded(Client client, Write write) {
    client.writes.add(write);
    group.timers().after(AT_ONCE_MS, () -> read(client, write));
  }

  private void read(Client client, Write write) {
    List<ReplicaProcess> running = running();
    if (!running.isEmpty() && client.writes.contains(write)) {
      ReplicaProcess process = running.get(random.nextInt(running.size()));
      read(client, process, write, randomWithinMs(), this::judge);
    }
  }

  private long randomWithinMs() {
    return WITHIN_MS[random.nextInt(WITHIN_MS.length)];
  }

  /** Lets some clients read from random replicas. */
  void act() {
    List<ReplicaProcess> running = running();
    for (int i = 0; i < READS && !running.isEmpty(); i++) {
      Client client = clients.get(random.nextInt(CLIENTS));
      ReplicaProcess process = running.get(random.nextInt(running.size()));
      read(client, process, randomWithinMs(), this::judge);
    }
  }

  /**
   * Lets each client read from each replica, once all replicas have applied the whole log. A token
   * must then have been reached, unless its records are lost.
   */
  void readEverywhere() {
    for (ReplicaProcess process : running()) {
      for (Client client : clients) {
        read(
            client,
            process,
            0,
            (asked, result) -> {
              judge(asked, result);
              broken.check(
                  !(result instanceof ReadResult.TooLate<?> late)
                      || late.loss().isPresent()
                      || asked.history() != group.history(),
                  Promise.TOKENS_ARE_HONOURED,
                  asked + " was not answered although all records are applied: " + result);
            });
      }
    }
  }

  private List<ReplicaProcess> running() {
    return group.replicas().stream().flatMap(one -> one.process().stream()).toList();
  }

  private interface Judge {
    void judge(Asked asked, ReadResult<List<StoredSegment>> result);
  }

  private void read(Client client, ReplicaProcess process, long withinMs, Judge judge) {
    if (!client.writes.isEmpty()) {
      Write write = client.writes.get(random.nextInt(client.writes.size()));
      read(client, process, write, withinMs, judge);
    }
  }

  private void read(
      Client client, ReplicaProcess process, Write write, long withinMs, Judge judge) {
    Asked asked =
        new Asked(
            client,
            process,
            write,
            client.token,
            client.history,
            withinMs,
            group.clock().monotonicNs());
    Freshness freshness =
        asked.token().map(token -> Freshness.atLeast(token, withinMs)).orElse(Freshness.ANY);
    process.read(
        freshness,
        (source, nowMs) -> source.segments(asked.write().ends(), nowMs, MOST_RESULTS),
        result -> judge.judge(asked, result));
  }

  private void judge(Asked asked, ReadResult<List<StoredSegment>> result) {
    journal.note("token read of " + asked + ": " + result.label());
    switch (result) {
      case ReadResult.Answered<List<StoredSegment>> answered -> judge(asked, answered);
      case ReadResult.TooLate<List<StoredSegment>> late -> judge(asked, late);
      case ReadResult.OtherLog<List<StoredSegment>>(String topicId) -> {
        journal.count("token-refused");
        broken.check(
            !asked.token().orElseThrow().topicId().equals(topicId),
            Promise.TOKENS_ARE_HONOURED,
            asked + " was refused as of another log");
        asked.client().giveUp(asked.token().orElseThrow());
      }
      case ReadResult.LostRecords<List<StoredSegment>>(String reason) -> {
        journal.count("token-lost");
        broken.check(
            asked.history() != group.history(),
            Promise.TOKENS_ARE_HONOURED,
            asked + " was told of a loss that did not happen: " + reason);
        asked.client().giveUp(asked.token().orElseThrow());
      }
      case ReadResult.NotReady<List<StoredSegment>> _ -> journal.count("token-not-ready");
      case ReadResult.Unavailable<List<StoredSegment>>(String reason) ->
          broken.add(Promise.TOKENS_ARE_HONOURED, asked + " could not read the store: " + reason);
      case ReadResult.Overloaded<List<StoredSegment>> _ ->
          broken.add(Promise.RESOURCES_ARE_BOUNDED, asked + " was refused as one of too many");
      case ReadResult.Closed<List<StoredSegment>> _ -> journal.count("token-closed");
    }
  }

  private void judge(Asked asked, ReadResult.TooLate<List<StoredSegment>> late) {
    journal.count("token-too-late");
    Token token = asked.token().orElseThrow();
    broken.check(
        late.reached().nextOffset() < token.nextOffset(),
        Promise.TOKENS_ARE_HONOURED,
        asked + " was refused although the state was reached: " + late.reached());
    long waitedMs = (group.clock().monotonicNs() - asked.startNs()) / 1_000_000;
    broken.check(
        waitedMs >= asked.withinMs(),
        Promise.TOKENS_ARE_HONOURED,
        asked + " was refused after " + waitedMs + " ms of " + asked.withinMs());
  }

  private void judge(Asked asked, ReadResult.Answered<List<StoredSegment>> answered) {
    asked.token().ifPresent(presented -> judge(asked, presented, answered));
    boolean present = asked.process().followsPresentLog();
    asked.client().keep(answered.token(), present ? group.history() : UNKNOWN);
    if (present) {
      model.read();
      judgeRows(asked, answered);
      judgeWrite(asked, answered);
    }
  }

  private void judge(
      Asked asked, Token presented, ReadResult.Answered<List<StoredSegment>> answered) {
    journal.count("token-reads");
    if (group.clock().monotonicNs() > asked.startNs()) {
      journal.count("token-waits");
    }
    answered.loss().ifPresent(_ -> journal.count("token-loss-told"));
    broken.check(
        answered.token().topicId().equals(presented.topicId())
            && answered.token().nextOffset() >= presented.nextOffset(),
        Promise.TOKENS_ARE_HONOURED,
        asked + " was answered from an earlier state: " + answered.token());
  }

  /** Checks that the answer has no rows but those of the state that its token names. */
  private void judgeRows(Asked asked, ReadResult.Answered<List<StoredSegment>> answered) {
    for (StoredSegment one : answered.value()) {
      broken.check(
          one.offset() == StoredSegment.UNRECORDED
              || model.isStored(one.type(), one.segment().bytes(), answered.token().nextOffset()),
          Promise.TOKENS_ARE_HONOURED,
          "%s was answered with %s, which is not stored at %s"
              .formatted(asked, one.segment(), answered.token()));
    }
  }

  /**
   * Checks that the state contains the record of the client's own write, unless the log has lost it
   * since then. If the write is still stored in this state, the client must read it or a later
   * version of the same path, unless a held revocation may kill it.
   */
  private void judgeWrite(Asked asked, ReadResult.Answered<List<StoredSegment>> answered) {
    Write write = asked.write();
    if (asked.token().isEmpty() || write.history() != group.history()) {
      return;
    }
    long nextOffset = answered.token().nextOffset();
    broken.check(
        nextOffset > write.offset(),
        Promise.TOKENS_ARE_HONOURED,
        "%s was answered from a state before its own write at offset %d: %s"
            .formatted(asked, write.offset(), answered.token()));
    boolean expected =
        write.segment().endMs() > asked.process().nowMs()
            && model.isStored(write.key().type(), write.segment().bytes(), nextOffset)
            && !acknowledged.mayBeKilled(write.segment(), write.atMs());
    if (!expected) {
      return;
    }
    journal.count("token-own-writes");
    broken.check(
        answered.value().stream().anyMatch(one -> one.key().equals(write.key())),
        Promise.TOKENS_ARE_HONOURED,
        "%s was answered without %s, which it had written".formatted(asked, write.segment()));
  }
}
