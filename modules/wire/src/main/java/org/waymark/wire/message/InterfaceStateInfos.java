package org.waymark.wire.message;

import java.util.List;
import org.waymark.wire.Decoded;

/** Interface states, each decoded separately (PROTOCOL 2, IFStateInfos; PROTOCOL 4). */
public record InterfaceStateInfos(List<Decoded<InterfaceState>> states) implements Message {
  public InterfaceStateInfos {
    states = List.copyOf(states);
  }

  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "ifStateInfos";
  }
}
