package org.waymark.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.waymark.runtime.FileTree;

/**
 * Provides one broker for the whole test run: in a container if Docker answers, otherwise in this
 * process.
 */
public final class KafkaExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestKafka.class;
  }

  @Override
  public TestKafka resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(KafkaExtension.class))
        .getOrComputeIfAbsent(Shared.class, _ -> Shared.start(), Shared.class)
        .kafka();
  }

  private record Shared(TestKafka kafka, List<Path> dirs) implements AutoCloseable {
    static Shared start() {
      if (ContainerKafka.isPossible()) {
        return new Shared(new ContainerKafka(), List.of());
      }
      try {
        Path dir = Files.createTempDirectory("waymark-kafka");
        return new Shared(new TestBroker(dir), List.of(dir));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() throws IOException {
      kafka.close();
      for (Path dir : dirs) {
        FileTree.delete(dir);
      }
    }
  }
}
