package org.waymark.log.memory;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import org.waymark.log.Lease;
import org.waymark.log.LeaseTerm;
import org.waymark.runtime.Clock;

/**
 * The lease of an in-memory log. The member that has competed longest holds the lease, and changes
 * take effect at once, unless {@link LogFaults} say otherwise. Only the death of a member goes
 * unnoticed for a while, as in a consumer group. Callers hold the lock of the log, except where
 * noted.
 */
final class MemoryLeases {
  private static final long SESSION_NS = TimeUnit.MILLISECONDS.toNanos(LeaseTerm.SESSION_MS);

  private final Object lock;
  private final Clock clock;
  private final LeaseTerm lastTerm;
  private final SequencedSet<Member> competing = new LinkedHashSet<>();
  private final SequencedSet<Member> paused = new LinkedHashSet<>();
  private Optional<Member> holder = Optional.empty();
  private boolean logAway;
  private boolean leaseAway;

  MemoryLeases(Object lock, Clock clock) {
    this.lock = lock;
    this.clock = clock;
    this.lastTerm = new LeaseTerm(clock);
  }

  /** Creates a member, which does not compete yet. Called without the lock. */
  Lease join() {
    return new Member();
  }

  void logWentAway() {
    logAway = true;
    lastTerm.begin(clock.monotonicNs());
  }

  void logCameBack() {
    logAway = false;
    elect();
  }

  void pauseHolder() {
    holder.ifPresent(
        member -> {
          competing.remove(member);
          paused.add(member);
          holder = Optional.empty();
          elect();
        });
  }

  void resumeHolders() {
    competing.addAll(paused);
    paused.clear();
    elect();
  }

  void takeAway() {
    leaseAway = true;
    holder = Optional.empty();
  }

  void bringBack() {
    leaseAway = false;
    elect();
  }

  private void elect() {
    competing.removeIf(Member::isMissed);
    holder = holder.filter(member -> !member.isMissed());
    if (holder.isEmpty() && !logAway && !leaseAway) {
      holder = competing.stream().findFirst();
    }
  }

  private boolean isHeldBy(Member member) {
    elect();
    if (member.closed) {
      return false;
    }
    return paused.contains(member)
        || holder.filter(member::equals).isPresent() && (!logAway || lastTerm.runs());
  }

  private final class Member implements Lease {
    private boolean closed;
    private OptionalLong killedNs = OptionalLong.empty();

    /** {@return whether the session of this member has timed out} */
    boolean isMissed() {
      return killedNs.isPresent() && clock.monotonicNs() - killedNs.getAsLong() >= SESSION_NS;
    }

    @Override
    public boolean isHeld() {
      synchronized (lock) {
        return isHeldBy(this);
      }
    }

    @Override
    public void compete() {
      synchronized (lock) {
        if (!closed && !paused.contains(this)) {
          competing.add(this);
          elect();
        }
      }
    }

    @Override
    public void giveBack() {
      synchronized (lock) {
        if (!closed) {
          competing.remove(this);
          paused.remove(this);
          holder = holder.filter(member -> member != this);
          elect();
        }
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        giveBack();
        closed = true;
      }
    }

    @Override
    public void kill() {
      synchronized (lock) {
        if (!closed) {
          closed = true;
          paused.remove(this);
          killedNs = OptionalLong.of(clock.monotonicNs());
        }
      }
    }
  }
}
