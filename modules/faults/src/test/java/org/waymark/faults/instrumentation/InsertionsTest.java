package org.waymark.faults.instrumentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.faults.instrumentation.FailpointPlace.Side;

class InsertionsTest {
  private static final String SAMPLE = InsertionsTest.class.getName() + "$Sample";

  /** Methods with several returns, a throw, and a name that another class has as well. */
  static final class Sample {
    static int sign(int value) {
      if (value < 0) {
        return -1;
      }
      if (value == 0) {
        return 0;
      }
      return 1;
    }

    static int other(int value) {
      return value;
    }
  }

  @Test
  void callIsInsertedOnceAtTheEntry() throws IOException {
    assertEquals(1, calls(Side.ENTRY, "sign"));
  }

  @Test
  void callIsInsertedBeforeEachReturn() throws IOException {
    assertEquals(3, calls(Side.EXIT, "sign"));
  }

  @Test
  void otherMethodsAreNotChanged() throws IOException {
    assertEquals(0, calls(Side.ENTRY, "other"));
  }

  /** {@return the number of calls in a method after instrumenting {@code sign}} */
  private static long calls(Side side, String method) throws IOException {
    byte[] changed = Insertions.withHit(bytes(), new FailpointPlace(SAMPLE, "sign", side));
    assertEquals(List.of(), ClassFile.of().verify(changed));
    ClassModel type = ClassFile.of().parse(changed);
    return type.methods().stream()
        .filter(one -> one.methodName().equalsString(method))
        .flatMap(InsertionsTest::elements)
        .filter(InvokeInstruction.class::isInstance)
        .filter(call -> ((InvokeInstruction) call).name().equalsString("hit"))
        .count();
  }

  private static Stream<CodeElement> elements(MethodModel method) {
    return method.code().stream().flatMap(code -> code.elementList().stream());
  }

  private static byte[] bytes() throws IOException {
    try (InputStream file =
        InsertionsTest.class.getResourceAsStream("/" + SAMPLE.replace('.', '/') + ".class")) {
      return file.readAllBytes();
    }
  }
}
