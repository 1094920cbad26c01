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
 * A program connected to the dispatcher. Its first frame registers it, and each later frame
 * contains a packet to send. A malformed frame ends the connection, because it is unknown where the
 * next frame begins.
 *
 * <p>Owned by the connection, on whose thread the frames arrive. The thread of the dispatcher's
 * socket sends to the application and ends it; what both use is volatile.
 */
final class Application implements StreamHandler {
  /**
   * Receives the events of an application. The methods are called on the thread of the
   * application's connection. This is an interface because the only implementation is a part of the
   * dispatcher, which depends on this class.
   */
  interface Owner {
    /**
     * Called when an application has connected.
     *
     * @return whether it may stay connected
     */
    boolean connected(Application application);

    /**
     * Called with the application's first frame, which the owner must answer.
     *
     * @return the registration in effect; empty if the registration was rejected
     */
    Optional<DispatcherRegistration> registering(Application application, DispatcherFrame first);

    /** Called when the application sends a packet. */
    void sending(Application application, DispatcherFrame frame);

    /** Called when the application has sent a malformed frame or a packet without a first hop. */
    void wrong(Application application, String reason, String detail);

    /** Called when the application's connection has ended. */
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

  /** {@return the application's registration; empty before it has registered} */
  Optional<DispatcherRegistration> registration() {
    return registration;
  }

  /** Answers the registration. The answer is the first frame that the application receives. */
  void answer(DispatcherFrame frame) {
    give(frame);
  }

  /**
   * Delivers a packet to the application. The packet is not accepted if the application has too
   * many unread packets, or has not yet been sent the answer to its registration.
   *
   * @return whether the packet was accepted
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
      wrong(DispatcherDropReason.FRAME_FIRST_HOP.label(), "a packet without a first hop");
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

  /** {@return the application's identity, for messages to operators} */
  @Override
  public String toString() {
    return registration
        .map(one -> one.ia() + " " + one.host() + " port " + one.port())
        .orElse("an unregistered application");
  }
}
