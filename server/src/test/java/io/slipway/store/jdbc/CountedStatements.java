// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Connections that count how often they make the database work, each time a round trip. */
final class CountedStatements {
  private final AtomicLong executed = new AtomicLong();

  long executed() {
    return executed.get();
  }

  DataSource over(DataSource real) {
    return proxy(DataSource.class, real);
  }

  private <T> T proxy(Class<T> type, Object real) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getName().startsWith("execute")) {
                executed.incrementAndGet();
              }
              try {
                Object result = method.invoke(real, arguments);
                return method.getName().equals("unwrap") ? result : counted(result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }

  private Object counted(Object result) {
    return switch (result) {
      case Connection connection -> proxy(Connection.class, connection);
      case PreparedStatement statement -> proxy(PreparedStatement.class, statement);
      case java.sql.Statement statement -> proxy(java.sql.Statement.class, statement);
      case null, default -> result;
    };
  }
}
