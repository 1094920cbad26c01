package org.waymark.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The folder for copies of native libraries from jars, one copy per version. All processes of a
 * user share these copies. Without this folder, each process would extract its own copy into the
 * temporary folder, and leave it there if the process is killed.
 *
 * <p>The folder belongs to the user, and no other user may write to it. A process uses a copy only
 * if its size and checksum match the jar. Copies are created atomically, and a damaged copy is
 * replaced by a new file rather than modified, because another process may have loaded it.
 *
 * <p>Safe for use by several threads and processes: a lock of this class excludes other threads,
 * and a lock of a file other processes.
 */
public final class NativeLibraries {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path folder;

  /**
   * @param folder the folder, which is created if it does not exist
   */
  public NativeLibraries(Path folder) {
    this.folder = folder;
  }

  /** {@return the folder for the user who runs this process, inside the user's cache folder} */
  public static NativeLibraries ofUser() {
    return new NativeLibraries(
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(caches -> !caches.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("waymark")
            .resolve("native"));
  }

  /** {@return the folder that holds the copies} */
  public Path folder() {
    return folder;
  }

  /**
   * Finds the copy of a library, or creates one.
   *
   * @param library the library in its jar
   * @param name the file name of the copy
   * @return a folder that contains the copy of this version, and no other version
   * @throws IOException if no copy that is safe to load can be created
   */
  public Path folderOf(URL library, String name) throws IOException {
    Content content = Content.of(library);
    Path versioned =
        folder.resolve("%s-%08x".formatted(name.replaceFirst("\\..*", ""), content.checksum));
    copy(library, content, versioned.resolve(name));
    return versioned;
  }

  /**
   * Copies a library into a subfolder of this folder, unless its copy is already there.
   *
   * @throws IOException if no copy that is safe to load can be created
   */
  public void copyInto(Path subfolder, URL library) throws IOException {
    if (!subfolder.startsWith(folder)) {
      throw new IllegalArgumentException(subfolder + " is not in " + folder);
    }
    String name = Path.of(library.getPath()).getFileName().toString();
    copy(library, Content.of(library), subfolder.resolve(name));
  }

  /**
   * Identifies a version of a library by its size in bytes and its CRC-32, both as recorded in the
   * jar.
   */
  private record Content(long size, long checksum) {
    static Content of(URL library) throws IOException {
      URLConnection connection = library.openConnection();
      if (connection instanceof JarURLConnection jar) {
        return new Content(jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
      }
      try (InputStream bytes = connection.getInputStream()) {
        byte[] all = bytes.readAllBytes();
        CRC32 checksum = new CRC32();
        checksum.update(all);
        return new Content(all.length, checksum.getValue());
      }
    }

    boolean isOf(Path file) throws IOException {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != size) {
        return false;
      }
      CRC32 found = new CRC32();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        found.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
      }
      return found.getValue() == checksum;
    }
  }

  private void copy(URL library, Content content, Path file) throws IOException {
    makeOwn(folder);
    makeOwn(file.getParent());
    if (content.isOf(file)) {
      return;
    }
    // Only one thread of one process copies at a time. When the other threads and processes get
    // their turn, they find the copy.
    synchronized (NativeLibraries.class) {
      copyAlone(library, content, file);
    }
  }

  private void copyAlone(URL library, Content content, Path file) throws IOException {
    try (FileChannel lock =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock.lock()) {
      if (!content.isOf(file)) {
        replace(library, file);
        if (!content.isOf(file)) {
          throw new IOException(file + " is not a copy of " + library);
        }
      }
    }
  }

  private static void replace(URL library, Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (InputStream from = library.openStream();
        FileChannel to =
            FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(from.readAllBytes());
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
      to.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Creates a folder that only this user can access. If the folder already exists, checks that no
   * other user can access it.
   */
  private static void makeOwn(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(folder);
      return;
    }
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
    boolean own = Files.getOwner(folder).equals(self(folder));
    if (!own || !OWNER_ONLY.containsAll(rights)) {
      throw new IOException(
          folder
              + " is accessible to other users or belongs to another user, so native code is not"
              + " loaded from it. Remove it, or make it accessible only to you (chmod 700)");
    }
  }

  private static UserPrincipal self(Path folder) throws IOException {
    return folder
        .getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(System.getProperty("user.name"));
  }
}
