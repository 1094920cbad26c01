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
 * A Unix socket in the store directory of a running replica, through which other commands query the
 * replica. Only the owner of the process can connect, because the socket's folder is created for
 * the owner alone, before the socket itself. Each socket has its own thread, so that slow answers
 * on one do not delay the others.
 *
 * @param file the name of the socket in the folder
 * @param commands the commands that use the socket, for messages
 */
public record ReplicaSocket(String file, String commands) {
  private static final Logger log = LoggerFactory.getLogger(ReplicaSocket.class);
  private static final String FOLDER = "control";

  /** The socket on which a replica answers questions about the past. */
  public static final ReplicaSocket HISTORY =
      new ReplicaSocket("history", "commands about the past");

  /** The socket on which a replica makes checkpoints of its store. */
  public static final ReplicaSocket SNAPSHOT =
      new ReplicaSocket("snapshot", "waymark store snapshot");

  /**
   * {@return the path of the socket of the replica with the given store}
   *
   * @throws IllegalArgumentException if the path is too long for a Unix socket
   */
  public SocketPath path(Path storeFolder) {
    return new SocketPath(place(storeFolder));
  }

  /**
   * {@return the socket path of the replica that uses the given store; the socket may not exist}
   */
  public Path place(Path storeFolder) {
    return storeFolder.toAbsolutePath().normalize().resolve(FOLDER).resolve(file);
  }

  /**
   * Starts answering requests for a replica. If the socket cannot be created, the replica still
   * serves, and a warning is logged.
   *
   * @return a handle that stops answering when it is closed
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
    log.warn("Cannot open the socket for {}; continuing to serve without it: {}", commands, why);
    return () -> {};
  }
}
