// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Services of other bundles, and for them. */
record Services(BundleContext context) {

  /** Whether the framework gives this bundle the type of a service, which not every one has. */
  static boolean known(String type) {
    try {
      Class.forName(type, false, Services.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException missing) {
      return false;
    }
  }

  <T> Stream<T> all(Class<T> type) {
    return all(type, null);
  }

  /** Those that a filter of LDAP's form lets pass. */
  <T> Stream<T> all(Class<T> type, String filter) {
    try {
      Collection<ServiceReference<T>> found = context.getServiceReferences(type, filter);
      return found.stream().map(context::getService).filter(Objects::nonNull);
    } catch (InvalidSyntaxException wrong) {
      throw new IllegalArgumentException(filter, wrong);
    }
  }

  <T> ServiceRegistration<T> offer(Class<T> type, T service, Map<String, Object> properties) {
    return context.registerService(type, service, FrameworkUtil.asDictionary(properties));
  }
}
