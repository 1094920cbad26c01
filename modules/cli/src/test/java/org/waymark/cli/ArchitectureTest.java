package org.waymark.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Tests the direction of dependencies: a module uses only modules before it in the list of the root
 * pom, which has the order of ARCHITECTURE, Modules.
 */
class ArchitectureTest {
  /** The order of the modules, including those that do not exist yet. */
  private static final List<String> DOCUMENTED_ORDER =
      List.of(
          "segment",
          "runtime",
          "wire",
          "fixtures",
          "trust",
          "embedded",
          "log",
          "audit",
          "store",
          "resolve",
          "history",
          "server",
          "edge",
          "world",
          "conform",
          "cli",
          "bench",
          "faults");

  /**
   * The types of these packages that other modules may use. The other types are public only because
   * packages of the same module share them.
   */
  private static final Map<String, Set<String>> OPEN =
      Map.ofEntries(
          Map.entry(
              "org.waymark.log.kafka",
              Set.of("KafkaEventLog", "KafkaLocation", "LogInit", "Lz4Library")),
          Map.entry(
              "org.waymark.log.memory", Set.of("InMemoryEventLog", "LogConnection", "LogFaults")),
          Map.entry("org.waymark.audit.text", Set.of()),
          Map.entry(
              "org.waymark.store.row",
              Set.of(
                  "ApplySettings",
                  "ApplyVersion",
                  "EventSource",
                  "RecordSummary",
                  "Row",
                  "SegmentChange",
                  "SegmentQuery",
                  "SegmentValue",
                  "SegmentVersion",
                  "StateDigest",
                  "StoreException",
                  "StoredSegment",
                  "VersionPointer")),
          Map.entry("org.waymark.store.apply", Set.of("Applied", "PreparedBatch", "ProvingSides")),
          Map.entry(
              "org.waymark.store.view",
              Set.of(
                  "ReadView", "RowStatistics", "StateMark", "StoredRevocation", "StoredVersion")),
          Map.entry("org.waymark.store.backing", Set.of("MemoryDisk", "Provenance")),
          Map.entry(
              "org.waymark.edge.config",
              Set.of(
                  "AsSettings",
                  "AuditConfig",
                  "CertificateFolder",
                  "ConfigCheck",
                  "Overrides",
                  "ReplicaConfig",
                  "StartupException",
                  "Topology")),
          Map.entry("org.waymark.edge.trust", Set.of("LogAnchors", "TrustEntries")),
          Map.entry("org.waymark.edge.udp", Set.of("FirstHop", "ScionUdp")),
          Map.entry("org.waymark.edge.client", Set.of("ScionUdpClient")),
          Map.entry(
              "org.waymark.edge.metrics",
              Set.of("OtherReplicaDocument", "ReplicaStatus", "ReplicaStatusDocument")),
          Map.entry("org.waymark.conform.vector", Set.of("UnreadableException")),
          Map.entry("org.waymark.conform.message", Set.of()),
          Map.entry("org.waymark.conform.segment", Set.of()),
          Map.entry("org.waymark.conform.trust", Set.of()),
          Map.entry("org.waymark.conform.revocation", Set.of()),
          Map.entry("org.waymark.conform.packet", Set.of()),
          Map.entry("org.waymark.conform.scenario", Set.of()),
          Map.entry("org.waymark.conform.specified", Set.of()),
          Map.entry("org.waymark.conform.resolution", Set.of()));

  private static final int MAX_PARAMETERS = 7;

  /**
   * The packages whose types may be components of values, in addition to enums, sealed types, plain
   * records, and the domain.
   */
  private static final Set<String> VALUE_PACKAGES =
      Set.of(
          "java.lang",
          "java.net",
          "java.nio.file",
          "java.time",
          "java.util",
          "com.fasterxml.jackson.databind");

  private static final Path ROOT = Path.of("../..");
  private static final List<String> MODULES =
      texts(ROOT.resolve("pom.xml"), "/project/modules/module").stream()
          .map(module -> module.replace("modules/", ""))
          .toList();
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.waymark");

  @Test
  void modulesStandInTheOrderOfTheDesign() {
    assertEquals(DOCUMENTED_ORDER.stream().filter(MODULES::contains).toList(), MODULES);
  }

  @Test
  void everyFolderOfModulesIsBuilt() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT.resolve("modules"))) {
      List<String> withPom =
          folders
              .filter(folder -> Files.exists(folder.resolve("pom.xml")))
              .map(folder -> folder.getFileName().toString())
              .sorted()
              .toList();
      assertEquals(MODULES.stream().sorted().toList(), withPom);
    }
  }

  @Test
  void pomsNameOnlyModulesBeforeThem() {
    for (String module : MODULES) {
      List<String> before = MODULES.subList(0, MODULES.indexOf(module));
      modulesUsedBy(module)
          .forEach(
              used ->
                  assertTrue(
                      before.contains(used),
                      () -> module + " depends on " + used + ", which is not before it"));
    }
  }

  /** Code that benchmarks and commands both need belongs to the modules before them. */
  @Test
  void nothingUsesTheCommandLine() {
    assertEquals(
        List.of(),
        MODULES.stream().filter(module -> modulesUsedBy(module).contains("cli")).toList());
  }

  private static List<String> modulesUsedBy(String module) {
    Path pom = ROOT.resolve("modules").resolve(module).resolve("pom.xml");
    return texts(pom, "/project/dependencies/dependency/artifactId").stream()
        .filter(artifact -> artifact.startsWith("waymark-"))
        .map(artifact -> artifact.substring("waymark-".length()))
        .toList();
  }

  @Test
  void classesUseOnlyModulesBeforeTheirs() {
    for (String module : MODULES) {
      for (String later : MODULES.subList(MODULES.indexOf(module) + 1, MODULES.size())) {
        noClasses()
            .that()
            .resideInAPackage(packages(module))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packages(later))
            .allowEmptyShould(true)
            .check(CLASSES);
      }
    }
  }

  private static String module(String packageName) {
    return packageName.split("\\.")[2];
  }

  private static String outermost(JavaClass type) {
    return type.getName().substring(type.getPackageName().length() + 1).split("\\$")[0];
  }

  @Test
  void otherModulesUseOnlyTheOpenTypesOfAModule() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass user : CLASSES) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        JavaClass used = dependency.getTargetClass().getBaseComponentType();
        Set<String> open = OPEN.get(used.getPackageName());
        if (open != null
            && !module(used.getPackageName()).equals(module(user.getPackageName()))
            && !open.contains(outermost(used))) {
          wrong.add(user.getName() + " uses " + used.getName());
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void everyClassIsInThePackageOfAModule() {
    List<String> packages = MODULES.stream().map(ArchitectureTest::packages).toList();
    noClasses().should().resideOutsideOfPackages(packages.toArray(String[]::new)).check(CLASSES);
  }

  @Test
  void modulesAreFreeOfCycles() {
    slices().matching("org.waymark.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("org.waymark.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /**
   * A part that needs more arguments takes a context, or assembles some of it itself. Constructors
   * of plain data records are exempt, since they have one parameter per component. Generated
   * classes are not checked.
   */
  @Test
  void constructorsAndFactoriesTakeAtMostSevenParameters() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().startsWith("org.waymark.wire.generated")) {
        continue;
      }
      if (!isPlainData(type)) {
        type.getConstructors().stream()
            .filter(constructor -> ownParameters(constructor) > MAX_PARAMETERS)
            .forEach(constructor -> wrong.add(constructor.getFullName()));
      }
      type.getMethods().stream()
          .filter(method -> method.getModifiers().contains(JavaModifier.STATIC))
          .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
          .filter(method -> method.getRawParameterTypes().size() > MAX_PARAMETERS)
          .forEach(method -> wrong.add(method.getFullName()));
    }
    assertEquals(Set.of(), wrong);
  }

  /** {@return the number of parameters in the source, without those that the compiler adds} */
  private static int ownParameters(JavaConstructor constructor) {
    JavaClass owner = constructor.getOwner();
    int all = constructor.getRawParameterTypes().size();
    if (owner.isAnonymousClass() || owner.isLocalClass()) {
      // The additional parameters are captured variables; such a class takes what it needs from its
      // surroundings.
      return 0;
    }
    if (owner.isEnum()) {
      return all - 2;
    }
    return owner.isInnerClass() ? all - 1 : all;
  }

  /**
   * {@return whether the type is a record that contains only values, and no active part of a
   * program such as a port, a handler or a function}
   */
  private static boolean isPlainData(JavaClass type) {
    return type.isRecord()
        && type.getFields().stream()
            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
            .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
            .allMatch(ArchitectureTest::isValue);
  }

  private static boolean isValue(JavaClass component) {
    JavaClass type = component.getBaseComponentType();
    return type.isPrimitive()
        || type.isEnum()
        || VALUE_PACKAGES.contains(type.getPackageName())
        || type.getPackageName().startsWith("org.waymark.segment")
        || type.reflect().isSealed()
        || isPlainData(type);
  }

  @Test
  void generatedClassesStayInWire() {
    noClasses()
        .that(resideOutsideOfPackage(packages("wire")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.waymark.wire.generated..")
        .check(CLASSES);
  }

  @Test
  void segmentTouchesNothingOutside() {
    noClasses()
        .that(resideInAPackage(packages("segment")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..")
        .check(CLASSES);
  }

  @Test
  void onlyRuntimeReadsTheClock() {
    noClasses()
        .that(resideOutsideOfPackage(packages("runtime")))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(CLASSES);
  }

  /**
   * Neither sleeping nor spinning is allowed. There are exceptions: the thread that follows a log
   * waits for its own stop, and benchmarks and fault suites drive their own load.
   */
  @Test
  void onlyRuntimeWaits() {
    noClasses()
        .that(resideOutsideOfPackage(packages("runtime")))
        .and(resideOutsideOfPackage(packages("bench")))
        .and(resideOutsideOfPackage(packages("faults")))
        .and()
        .doNotHaveFullyQualifiedName("org.waymark.server.replay.FollowerSupervisor")
        .should()
        .callMethod(Thread.class, "onSpinWait")
        .orShould()
        .callMethod(LockSupport.class, "parkNanos", long.class)
        .orShould()
        .callMethod(LockSupport.class, "parkNanos", Object.class, long.class)
        .orShould()
        .callMethod(
            CompletableFuture.class, "completeOnTimeout", Object.class, long.class, TimeUnit.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(CLASSES);
  }

  private static String packages(String module) {
    return "org.waymark." + module + "..";
  }

  private static List<String> texts(Path xml, String path) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile());
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(path, document, XPathConstants.NODESET);
      return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
          .map(i -> nodes.item(i).getTextContent().strip())
          .toList();
    } catch (Exception e) {
      throw new AssertionError(xml + " cannot be read", e);
    }
  }
}
