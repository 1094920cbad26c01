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
 * Why a file could not be used, in words. The exceptions of {@code java.nio.file} say little beyond
 * their class: their message is the path again.
 */
public final class FileTrouble {
  private FileTrouble() {}

  /** {@return the reason, to stand behind the name of the file} */
  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such file";
      case AccessDeniedException denied -> "access is denied";
      case FileAlreadyExistsException exists -> "something else is there already";
      case NotDirectoryException file -> "it is no folder";
      case DirectoryNotEmptyException full -> "the folder is not empty";
      case FileSystemLoopException loop -> "its links lead in a circle";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case CharacterCodingException coding -> "it is not UTF-8";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
