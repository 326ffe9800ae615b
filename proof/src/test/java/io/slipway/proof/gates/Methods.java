// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import io.slipway.proof.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Every method of some source files, as the compiler's parser sees them. */
final class Methods {

  /**
   * One method or constructor; {@code lines} counts from its first annotation to its last brace.
   */
  record Method(Path file, String name, long lines, boolean isTest) {}

  private Methods() {}

  static List<Method> of(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var units =
        compiler
            .getStandardFileManager(null, null, null)
            .getJavaFileObjectsFromPaths(files.stream().map(Project.root()::resolve).toList());
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, units);
    List<Method> methods = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        new Finder(unit, Trees.instance(task).getSourcePositions(), methods).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return methods;
  }

  private static final class Finder extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Method> found;

    Finder(CompilationUnitTree unit, SourcePositions positions, List<Method> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      Path file = Project.root().relativize(Path.of(unit.getSourceFile().toUri()));
      found.add(new Method(file, method.getName().toString(), last - first + 1, isTest(method)));
      return super.visitMethod(method, nothing);
    }

    private static boolean isTest(MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .map(a -> a.getAnnotationType().toString())
          .anyMatch(List.of("Test", "ParameterizedTest", "FuzzTest", "RepeatedTest")::contains);
    }
  }
}
