package org.waymark.edge.dispatcher;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.packet.PacketCodec;

/**
 * A program at the other end of a connection to the dispatcher: its first frame registers it, each
 * later one is a packet it sends. A frame that is wrong ends the connection, since nobody knows
 * where the next one begins.
 */
final class Application implements StreamHandler {
  /** What happens to an application. Called on the thread of its connection. */
  interface Owner {
    /**
     * It is connected.
     *
     * @return whether it may stay
     */
    boolean connected(Application application);

    /**
     * Its first frame came, and is to be answered.
     *
     * @return the registration in force, or nothing when it was refused
     */
    Optional<DispatcherRegistration> registering(Application application, DispatcherFrame first);

    /** It sends a packet. */
    void sending(Application application, DispatcherFrame frame);

    /** It sent what makes no frame, or a packet to nobody. */
    void wrong(Application application, String reason, String detail);

    /** It is gone. */
    void gone(Application application, String why);
  }

  private final Owner owner;
  private final FrameReader frames = new FrameReader(PacketCodec.MAX_SIZE);
  private volatile Optional<StreamConnection> connection = Optional.empty();
  private volatile Optional<DispatcherRegistration> registration = Optional.empty();
  private volatile boolean ended;

  Application(Owner owner) {
    this.owner = owner;
  }

  /** {@return what it registered; nothing before that} */
  Optional<DispatcherRegistration> registration() {
    return registration;
  }

  /** Answers its registration: the first frame it gets. */
  void answer(DispatcherFrame frame) {
    give(frame);
  }

  /**
   * {@return whether a packet was taken: not when too many wait for it to read, nor in the moment
   * before it has its answer}
   */
  boolean deliver(DispatcherFrame frame) {
    return registration.isPresent() && give(frame);
  }

  private boolean give(DispatcherFrame frame) {
    ByteBuffer bytes = ByteBuffer.allocate(frame.size());
    frame.encode(bytes);
    return connection.filter(open -> open.send(bytes.flip())).isPresent();
  }

  /** Ends the connection. */
  void end() {
    ended = true;
    connection.ifPresent(StreamConnection::close);
  }

  @Override
  public void opened(StreamConnection opened) {
    connection = Optional.of(opened);
    if (!owner.connected(this)) {
      end();
    }
  }

  @Override
  public void received(ByteBuffer bytes) {
    while (!ended) {
      Optional<Decoded<DispatcherFrame>> next = frames.read(bytes);
      if (next.isEmpty()) {
        return;
      }
      switch (next.get()) {
        case Decoded.Accepted<DispatcherFrame>(DispatcherFrame frame) -> received(frame);
        case Decoded.Refused<DispatcherFrame>(Refusal refusal) ->
            wrong(refusal.reason().text(), refusal.detail());
      }
    }
  }

  private void received(DispatcherFrame frame) {
    if (registration.isEmpty()) {
      registration = owner.registering(this, frame);
      if (registration.isEmpty()) {
        end();
      }
    } else if (frame.host().ip().isEmpty()) {
      wrong("frame-first-hop", "a packet without first hop");
    } else {
      owner.sending(this, frame);
    }
  }

  private void wrong(String reason, String detail) {
    owner.wrong(this, reason, detail);
    end();
  }

  @Override
  public void closed(String why) {
    ended = true;
    owner.gone(this, why);
  }

  /** {@return who it is, for people} */
  @Override
  public String toString() {
    return registration
        .map(one -> one.ia() + " " + one.host() + " port " + one.port())
        .orElse("an application that is not registered");
  }
}
