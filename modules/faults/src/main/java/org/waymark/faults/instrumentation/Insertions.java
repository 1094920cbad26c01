package org.waymark.faults.instrumentation;

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
import java.util.function.Consumer;

/** Inserts instructions into class files. */
final class Insertions {
  private static final ClassDesc FAILPOINT = Failpoint.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  private Insertions() {}

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
  static byte[] withPeriod(byte[] type, Period period) {
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
