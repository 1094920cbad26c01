package org.waymark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.runtime.FileTree;

/** Provides tests with a Kafka broker, which all tests of a run share. */
public final class BrokerExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedBroker.class;
  }

  @Override
  public EmbeddedBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(BrokerExtension.class))
        .getOrComputeIfAbsent(Shared.class, _ -> Shared.start(), Shared.class)
        .broker();
  }

  private record Shared(EmbeddedBroker broker, Path folder) implements AutoCloseable {
    static Shared start() {
      try {
        Path folder = Files.createTempDirectory("waymark-cli-test-");
        return new Shared(
            EmbeddedBroker.start(EmbeddedBroker.Config.of(folder.resolve("kafka"), 0)), folder);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() throws IOException {
      broker.close();
      FileTree.delete(folder);
    }
  }
}
