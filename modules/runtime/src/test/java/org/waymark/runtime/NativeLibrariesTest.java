package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  private static final String NAME = "libtest.so";

  @TempDir Path folder;

  private Path cache;
  private NativeLibraries libraries;

  @BeforeEach
  void make() {
    cache = folder.resolve("cache");
    libraries = new NativeLibraries(cache);
  }

  private URL jar(String name, byte[] content) throws IOException {
    Path jar = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(NAME));
      out.write(content);
    }
    return URI.create("jar:" + jar.toUri() + "!/" + NAME).toURL();
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(file -> file.getFileName().toString().startsWith("lib"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }

  @Test
  void oneCopyPerVersion() throws IOException {
    URL first = jar("first.jar", new byte[] {1, 2, 3});
    Path place = libraries.folderOf(first, NAME);
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(place.resolve(NAME)));
    assertEquals(place, new NativeLibraries(cache).folderOf(first, NAME));
    assertEquals(1, copies().size());
    libraries.folderOf(jar("second.jar", new byte[] {1, 2, 4}), NAME);
    assertEquals(2, copies().size());
  }

  @Test
  void copyThatIsNotTheLibraryIsReplaced() throws IOException {
    URL library = jar("first.jar", new byte[] {1, 2, 3});
    Path copy = libraries.folderOf(library, NAME).resolve(NAME);
    for (byte[] wrong : List.of(new byte[0], new byte[] {1, 2}, new byte[] {1, 2, 9})) {
      Files.write(copy, wrong);
      libraries.folderOf(library, NAME);
      assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(copy));
    }
    Files.delete(copy);
    Files.createSymbolicLink(copy, Files.write(folder.resolve("planted"), new byte[] {1, 2, 3}));
    libraries.folderOf(library, NAME);
    assertTrue(Files.isRegularFile(copy, java.nio.file.LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void folderThatOthersCanWriteToIsNotUsed() throws IOException {
    URL library = jar("first.jar", new byte[] {1, 2, 3});
    libraries.folderOf(library, NAME);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    IOException refused = assertThrows(IOException.class, () -> libraries.folderOf(library, NAME));
    assertTrue(refused.getMessage().contains(cache.toString()), refused.getMessage());
  }

  @Test
  void copyThatWasCutOffLeavesNothing() throws IOException {
    URL library = jar("first.jar", new byte[] {1, 2, 3});
    Path copy = libraries.folderOf(library, NAME).resolve(NAME);
    Files.delete(copy);
    Files.write(copy.resolveSibling(NAME + ".new"), new byte[] {1});
    libraries.folderOf(library, NAME);
    assertEquals(List.of(copy), copies());
  }

  @Test
  void startsAtTheSameTimeMakeOneCopy() throws Exception {
    URL library = jar("first.jar", new byte[1 << 20]);
    Path place = folder.resolve("cache/one");
    Callable<Path> start =
        () -> {
          new NativeLibraries(cache).copyInto(place, library);
          return place.resolve(NAME);
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Path>> started = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        started.add(threads.submit(start));
      }
      for (Future<Path> one : started) {
        assertEquals(1 << 20, Files.size(one.get()));
      }
    }
    assertEquals(1, copies().size());
  }
}
