package org.waymark.world.folder;

import java.net.InetSocketAddress;
import org.waymark.log.TopicNames;
import org.waymark.segment.IsdAs;

/**
 * Writes the configuration file of a replica in a world. {@code deploy/waymark.toml} lists every
 * key.
 */
final class ReplicaToml {
  /**
   * The default address of a single broker; a world in one process replaces it with its own
   * broker's address.
   */
  private static final String BOOTSTRAP = "127.0.0.1:9092";

  /**
   * The resend interval in seconds. It is short so that users who cut and restore links need not
   * wait ten minutes until propagation repeats a segment.
   */
  private static final int RESEND_S = 60;

  /** The name of the dispatcher's socket, in the folder of the replica's file. */
  static final String DISPATCHER_SOCKET = "dispatcher.sock";

  private ReplicaToml() {}

  /** {@return the name of the configuration file of a replica} */
  static String fileName(String id) {
    return inFiles(id) + ".toml";
  }

  private static String inFiles(String id) {
    return id.replace(':', '_');
  }

  static String text(Sites sites, IsdAs ia, String id) {
    InetSocketAddress listen = sites.plan().pathServers(ia).get(id);
    return """
    # One replica of the path server of %s in a world.
    id = "%s"
    topology = "."
    store = "store/%s"
    listen = "%s:%d"
    %s
    [kafka]
    # A world that runs in one process uses its own broker instead.
    bootstrap = "%s"
    prefix = "%s"

    [apply]
    tree-ttl-s = %d

    [propagation]
    resend-s = %d
    """
        .formatted(
            ia,
            id,
            inFiles(id),
            listen.getAddress().getHostAddress(),
            listen.getPort(),
            dispatcher(sites, ia),
            BOOTSTRAP,
            TopicNames.of(ia).prefix(),
            sites.topology().treeTtlS(),
            RESEND_S);
  }

  private static String dispatcher(Sites sites, IsdAs ia) {
    return sites.settings().behindDispatcher().contains(ia)
        ? "# The world runs this dispatcher too.\ndispatcher = \"%s\"\n"
            .formatted(DISPATCHER_SOCKET)
        : "";
  }
}
