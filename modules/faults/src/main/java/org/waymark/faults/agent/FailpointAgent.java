package org.waymark.faults.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Inserts calls of {@link Failpoint#hit} into one method, when its class is loaded. */
public final class FailpointAgent {
  static final String PERIOD = "period=";
  static final String TARGET = "target=";
  static final String HIT = "hit=";
  static final String END = "end-after-ns=";
  static final String DELAY = "delay-ns=";

  private static final ClassDesc FAILPOINT = Failpoint.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  private FailpointAgent() {}

  /**
   * Called by the JVM before the main method.
   *
   * @param arguments the arguments that {@link AgentJar} wrote
   */
  public static void premain(String arguments, Instrumentation instrumentation) {
    Optional<FailpointPlace> place = word(arguments, TARGET).map(FailpointPlace::parse);
    Failpoint.plan(
        word(arguments, HIT).map(Integer::parseInt).orElse(0),
        word(arguments, END).isPresent(),
        Long.parseLong(word(arguments, END).or(() -> word(arguments, DELAY)).orElse("0")));
    List<Period> periods = words(arguments, PERIOD).map(Period::parse).toList();
    instrumentation.addTransformer(new Transformer(place, periods));
  }

  private static Optional<String> word(String arguments, String name) {
    return words(arguments, name).findFirst();
  }

  private static Stream<String> words(String arguments, String name) {
    return Stream.of(arguments.split(","))
        .filter(word -> word.startsWith(name))
        .map(word -> word.substring(name.length()));
  }

  private record Transformer(Optional<FailpointPlace> place, List<Period> periods)
      implements ClassFileTransformer {
    @Override
    public byte[] transform(
        ClassLoader loader,
        String internalName,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] bytes) {
      if (internalName == null || !internalName.startsWith("org/waymark/")) {
        return null;
      }
      String name = internalName.replace('/', '.');
      byte[] changed = bytes;
      try {
        for (Period period : periods) {
          if (period.type().equals(name)) {
            changed = withPeriod(changed, period);
          }
        }
        if (place.isPresent() && place.get().type().equals(name)) {
          changed = withHit(changed, place.get());
        }
      } catch (RuntimeException | Error failure) {
        // The JVM would ignore the failure and load the unchanged class.
        failure.printStackTrace();
        Runtime.getRuntime().halt(1);
      }
      return changed == bytes ? null : changed;
    }
  }

  /** Inserts calls at a point in the code. {@return the changed class} */
  static byte[] withHit(byte[] type, FailpointPlace place) {
    CodeTransform inserting =
        switch (place.side()) {
          case ENTRY -> CodeTransform.ofStateful(AtStart::new);
          case EXIT -> beforeReturns(code -> code.invokestatic(FAILPOINT, "hit", NOTHING));
        };
    ClassModel model = ClassFile.of().parse(type);
    return ClassFile.of()
        .transformClass(
            model,
            ClassTransform.transformingMethodBodies(
                method -> method.methodName().equalsString(place.method()), inserting));
  }

  /** Changes the interval at which something happens. {@return the changed class} */
  private static byte[] withPeriod(byte[] type, Period period) {
    ClassModel model = ClassFile.of().parse(type);
    ClassDesc owner = model.thisClass().asSymbol();
    return ClassFile.of()
        .transformClass(
            model,
            ClassTransform.transformingMethodBodies(
                method -> method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME),
                beforeReturns(
                    code ->
                        code.loadConstant(period.value())
                            .putstatic(owner, period.field(), ConstantDescs.CD_long))));
  }

  private static CodeTransform beforeReturns(Consumer<CodeBuilder> inserting) {
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        inserting.accept(code);
      }
      code.with(element);
    };
  }

  /** Inserts a call before the first instruction. */
  private static final class AtStart implements CodeTransform {
    @Override
    public void atStart(CodeBuilder code) {
      code.invokestatic(FAILPOINT, "hit", NOTHING);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
    }
  }
}
