package org.waymark.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.Streams;

/**
 * A Unix socket in the store directory of a running replica, by which other commands ask it. Only
 * the owner of the process can connect: its folder is made for the owner alone before the socket
 * is. Each socket answers on a thread of its own, so that slow answers of one delay no other.
 *
 * @param file the name of the socket in the folder
 * @param commands the commands that use it, for messages
 */
public record ReplicaSocket(String file, String commands) {
  private static final Logger log = LoggerFactory.getLogger(ReplicaSocket.class);
  private static final String FOLDER = "control";

  /** The socket on which a replica answers questions about the past. */
  public static final ReplicaSocket HISTORY =
      new ReplicaSocket("history", "commands about the past");

  /**
   * {@return the socket of the replica with a store}
   *
   * @throws IllegalArgumentException if the path is too long for one
   */
  public SocketPath path(Path storeFolder) {
    return new SocketPath(storeFolder.toAbsolutePath().normalize().resolve(FOLDER).resolve(file));
  }

  /**
   * {@return what answers for a replica from now on} A replica whose socket cannot be made serves
   * all the same, and says so.
   */
  public AutoCloseable listen(
      String name, Path storeFolder, Streams streams, Function<JsonNode, ObjectNode> answers) {
    try {
      SocketPath socket = path(storeFolder);
      Path folder = socket.path().getParent();
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      AutoCloseable listener = ControlListener.open(name, socket, streams, answers);
      Files.setPosixFilePermissions(socket.path(), PosixFilePermissions.fromString("rw-------"));
      return listener;
    } catch (IOException e) {
      return without(FileTrouble.of(e));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return without(e.getMessage());
    }
  }

  private AutoCloseable without(String why) {
    log.warn("{} cannot ask this replica, which serves all the same: {}", commands, why);
    return () -> {};
  }
}
