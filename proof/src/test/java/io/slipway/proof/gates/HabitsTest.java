// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How every class is written, wherever it is. */
class HabitsTest {

  private static final Set<String> HIDDEN_INPUTS =
      Set.of(
          "java.lang.Math.random",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.util.Random.<init>",
          "java.util.UUID.randomUUID",
          "java.security.SecureRandom.<init>",
          "java.security.SecureRandom.getInstanceStrong",
          "java.util.concurrent.ThreadLocalRandom.current");

  @Test
  void clockRandomnessAndEnvironment_areHandedIn() {
    check(
        noClasses()
            .that(DescribedPredicate.not(Shipped.entrance()))
            .should(
                access(
                    "read a clock, chance or the environment by themselves",
                    HabitsTest::isHiddenInput)));
  }

  @Test
  void parts_areConstructedByTheRootOnly() {
    check(
        noClasses()
            .that(DescribedPredicate.not(Shipped.entrance()))
            .should(access("construct a part of another package", HabitsTest::constructsAPart)));
  }

  @Test
  void staticState_doesNotChange() {
    check(fields().that().areStatic().and(are(notSynthetic())).should().beFinal());
    check(
        fields()
            .that()
            .areStatic()
            .and(are(notSynthetic()))
            .should()
            .notHaveRawType(
                DescribedPredicate.describe(
                    "that is made to be changed", HabitsTest::isMadeToBeChanged)));
  }

  @Test
  void fieldsOfDomainAndProtocol_areFinal() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(Shipped.DOMAIN, Shipped.PROTOCOL)
            .and()
            // These live as long as one call and are never shared.
            .areDeclaredInClassesThat()
            .haveSimpleNameNotEndingWith("Builder")
            .and()
            .areDeclaredInClassesThat()
            .haveSimpleNameNotEndingWith("Reader")
            .and(are(notSynthetic()))
            .should()
            .beFinal());
  }

  @Test
  void interfaces_haveSeveralImplementationsOrArePorts() {
    check(
        classes()
            .that()
            .areInterfaces()
            .and()
            .areNotAnnotations()
            .should(
                fulfil(
                    "be a port, a function or have several implementations",
                    type -> isPort(type) || isFunction(type) || hasSeveral(type))));
  }

  @Test
  void constructors_takeAtMostSixArguments() {
    check(
        classes()
            .that()
            .areNotRecords()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .should(
                fulfil(
                    "have constructors with at most six arguments",
                    type ->
                        type.getConstructors().stream().allMatch(c -> argumentsWritten(c) <= 6))));
  }

  @Test
  void class_isNotNamedVaguely() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helpers?|Managers?|Commons?)")
            .because("such a name says nothing about what a class is"));
  }

  @Test
  void packages_areAtMostTwoBelowTheBase() {
    check(
        classes()
            .should(
                fulfil(
                    "live at most two packages below io.slipway",
                    type -> type.getPackageName().split("\\.", -1).length <= 4)));
  }

  @Test
  void standardOutput_isForTheCommandLine() {
    check(
        noClasses()
            .that(DescribedPredicate.not(Shipped.entrance().or(resideInAPackage(Shipped.CLI))))
            .should(
                access(
                    "write to standard output or print stack traces",
                    a ->
                        targetOf(a).equals("java.lang.System.out")
                            || targetOf(a).equals("java.lang.System.err")
                            || a.getTarget().getName().equals("printStackTrace"))));
  }

  @Test
  void secrets_areComparedInConstantTime() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(Shipped.DOMAIN)
            .and(DescribedPredicate.not(records()))
            .should(
                access(
                    "compare bytes with Arrays.equals, whose time tells; MessageDigest.isEqual",
                    a -> targetOf(a).equals("java.util.Arrays.equals") && comparesBytes(a))));
  }

  private static boolean isHiddenInput(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    if (owner.getPackageName().equals("java.time") && access.getTarget().getName().equals("now")) {
      return !takesClock(access);
    }
    if (owner.isEquivalentTo(Clock.class)) {
      return access.getTarget().getName().startsWith("system");
    }
    // A seeded Random is no hidden input, but nothing that is shipped should need one.
    return HIDDEN_INPUTS.contains(targetOf(access));
  }

  private static boolean takesClock(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget t
        && t.getRawParameterTypes().stream().anyMatch(p -> p.isEquivalentTo(Clock.class));
  }

  private static boolean comparesBytes(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget t
        && t.getRawParameterTypes().get(0).isEquivalentTo(byte[].class);
  }

  /** Values may be made anywhere; a part is what has dependencies or threads of its own. */
  private static boolean constructsAPart(JavaAccess<?> access) {
    if (!(access instanceof JavaConstructorCall)) {
      return false;
    }
    JavaClass made = access.getTargetOwner();
    return made.getPackageName().startsWith(Shipped.ROOT)
        && !made.getPackageName().equals(access.getOriginOwner().getPackageName())
        && !made.isRecord()
        && !made.isAssignableTo(Throwable.class)
        && isPart(made);
  }

  private static boolean isPart(JavaClass type) {
    boolean value =
        type.getPackageName().startsWith("io.slipway.domain")
            || type.getPackageName().startsWith("io.slipway.protocol");
    return !value;
  }

  private static boolean isMadeToBeChanged(JavaClass type) {
    return type.getPackageName().equals("java.util.concurrent.atomic")
        || type.isAssignableTo(ConcurrentMap.class)
        || type.isAssignableTo(ThreadLocal.class)
        || type.isAssignableTo("java.util.AbstractCollection")
        || type.isAssignableTo("java.util.AbstractMap");
  }

  private static boolean isPort(JavaClass type) {
    return resideInAnyPackage(
            Shipped.STORE, Shipped.PROVISIONING, Shipped.OBSERVE, Shipped.SECURITY)
        .test(type);
  }

  private static boolean isFunction(JavaClass type) {
    return type.getAllMethods().stream().filter(m -> m.getModifiers().contains(ABSTRACT)).count()
        == 1;
  }

  private static boolean hasSeveral(JavaClass type) {
    return type.getAllSubclasses().stream().filter(c -> !c.isInterface()).count() != 1;
  }

  /** Without the outer instance that the compiler hands to inner classes. */
  private static int argumentsWritten(JavaConstructor constructor) {
    JavaClass owner = constructor.getOwner();
    boolean inner = owner.getEnclosingClass().isPresent() && !owner.getModifiers().contains(STATIC);
    return constructor.getRawParameterTypes().size() - (inner ? 1 : 0);
  }

  private static DescribedPredicate<JavaClass> records() {
    return DescribedPredicate.describe("records", JavaClass::isRecord);
  }

  private static DescribedPredicate<JavaField> notSynthetic() {
    return DescribedPredicate.describe(
        "written by hand",
        f ->
            !f.getModifiers().contains(SYNTHETIC)
                && !f.getOwner().getModifiers().contains(SYNTHETIC));
  }

  private static String targetOf(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }

  private static ArchCondition<JavaClass> access(
      String description, Predicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(forbidden)
            .forEach(a -> events.add(SimpleConditionEvent.satisfied(a, a.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> fulfil(
      String description, Predicate<JavaClass> condition) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(
                type, condition.test(type), type.getName() + " should " + description));
      }
    };
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(Shipped.classes());
  }
}
