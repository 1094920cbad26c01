package org.waymark.runtime;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Explains in words why a file could not be used. Exceptions of {@code java.nio.file} indicate the
 * reason only by their class; the message is just the path.
 */
public final class FileTrouble {
  private FileTrouble() {}

  /** {@return the reason, in words that can follow the name of the file} */
  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such file";
      case AccessDeniedException denied -> "access is denied";
      case FileAlreadyExistsException exists -> "it already exists";
      case NotDirectoryException file -> "it is not a folder";
      case DirectoryNotEmptyException full -> "the folder is not empty";
      case FileSystemLoopException loop -> "its links form a loop";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case CharacterCodingException coding -> "it is not UTF-8";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
