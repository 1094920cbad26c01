package org.waymark.cli.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates the key pair that replicas use to sign checkpoints. */
@Command(
    name = "keygen",
    description = {
      "Creates the key pair that the replicas of an AS use to sign checkpoints.",
      "The private key is written to FILE, which is readable only by its owner. The public key,"
          + " which auditors need, is written to FILE.pub. Existing files are never overwritten."
    },
    footer = "  waymark audit keygen --name as110.example --out audit.key")
final class AuditKeygenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description =
          "The name of the key, which appears in every signature. A host name of the AS is a "
              + "good choice. It must not contain"
              + " spaces or plus signs.")
  private String name;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write the private key to.")
  private Path out;

  @Override
  public Integer call() {
    byte[] seed = new byte[Sha256.SIZE];
    new SecureRandom().nextBytes(seed);
    try {
      NoteSigner signer = NoteSigner.ofSeed(name, ByteString.owning(seed));
      KeyFile.create(out, signer);
      spec.commandLine()
          .getOut()
          .printf(
              "Wrote the private key to %s and the public key to %s:%n%s%n",
              out, KeyFile.publicOf(out), signer.verifierKey().text());
      return ExitCode.YES;
    } catch (IllegalArgumentException e) {
      throw new CommandException("--name: " + e.getMessage(), e);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          e.getFile()
              + " already exists, and keys are never overwritten: choose another file "
              + "with --out",
          e);
    } catch (IOException e) {
      throw new CommandException("cannot write the key to " + out + ": " + FileTrouble.of(e), e);
    }
  }
}
