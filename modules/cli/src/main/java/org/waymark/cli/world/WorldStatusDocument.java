package org.waymark.cli.world;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.waymark.world.WorldStatus;
import org.waymark.world.beacon.BeaconStatus;
import org.waymark.world.beacon.InterfaceStatus;

/** The status of a world as JSON. */
final class WorldStatusDocument {
  /** The field with the address of the Kafka broker. */
  static final String KAFKA = "kafka";

  private WorldStatusDocument() {}

  /**
   * {@return the status as JSON}
   *
   * @param bootstrapServers the address of the Kafka broker; empty if the world is virtual
   */
  static ObjectNode of(WorldStatus status, Optional<String> bootstrapServers) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("time", Instant.ofEpochMilli(status.clockMs()).toString());
    root.put("virtual", bootstrapServers.isEmpty());
    bootstrapServers.ifPresent(servers -> root.put(KAFKA, servers));
    ArrayNode ases = root.putArray("ases");
    status.ases().forEach(as -> ases.add(document(as)));
    ArrayNode links = root.putArray("links");
    status
        .links()
        .forEach(
            link ->
                links
                    .addObject()
                    .put("a", link.end().toString())
                    .put("b", link.other().toString())
                    .put("type", link.linkType().name().toLowerCase(Locale.ROOT))
                    .put("cut", link.cut()));
    return root;
  }

  private static ObjectNode document(WorldStatus.As as) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("isdAs", as.ia().toString());
    node.put("core", as.core());
    node.put("running", as.running());
    ArrayNode replicas = node.putArray("replicas");
    as.replicas()
        .forEach(
            replica ->
                replicas
                    .addObject()
                    .put("id", replica.id())
                    .put("state", replica.state())
                    .put("nextOffset", replica.nextOffset())
                    .put("digest", replica.digest()));
    as.dispatcher()
        .ifPresent(
            dispatcher ->
                node.putObject("dispatcher")
                    .put("running", dispatcher.running())
                    .put("registered", dispatcher.registered()));
    ObjectNode interfaces = node.putObject("interfaces");
    for (BeaconStatus beaconing : as.beaconing()) {
      node.put("beacons", beaconing.held());
      node.put("revocations", beaconing.revocations());
      ObjectNode registered = node.putObject("registered");
      beaconing
          .registered()
          .forEach((type, count) -> registered.put(type.name().toLowerCase(Locale.ROOT), count));
      for (InterfaceStatus one : beaconing.interfaces()) {
        interfaces.put(Integer.toString(one.id()), one.state().name().toLowerCase(Locale.ROOT));
      }
    }
    ObjectNode drops = node.putObject("drops");
    as.drops()
        .forEach(
            (service, byReason) -> {
              ObjectNode counts = drops.putObject(service);
              byReason.forEach(counts::put);
            });
    return node;
  }
}
