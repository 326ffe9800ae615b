// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.TemplateComponent;
import io.slipway.store.Orders.NewRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: templates with their services and groups, and orders for many. */
public abstract class TemplateStoreContract {
  private final Samples samples = new Samples();
  private Store store;
  private Templates templates;
  private Id scope;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    templates = store.templates();
    Account acme = samples.account("acme");
    store.create(acme);
    scope = acme.id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void template_isReadAsItWasWritten() {
    ProvisionTemplate template = template(false);
    ProvisionTemplate standard = template(true);
    templates.create(template);
    templates.create(standard);
    assertThat(templates.template(template.id())).contains(template);
    assertThat(templates.standardTemplate(scope)).contains(standard);
    assertThat(templates.templates(scope)).containsExactly(template, standard);
    assertThat(templates.template(samples.id())).isEmpty();
    assertThat(templates.standardTemplate(samples.id())).isEmpty();
  }

  @Test
  void template_isUpdatedOnlyFromTheVersionThatWasRead() {
    ProvisionTemplate template = template(false);
    templates.create(template);
    ProvisionTemplate edited =
        template.with(
            Optional.empty(),
            Optional.of("new"),
            template.body().with(List.<TemplateComponent>of()),
            template.audit().modified(Samples.NOW, new Id(5)));
    templates.update(edited);
    assertThat(templates.template(template.id())).contains(edited);
    assertThatThrownBy(() -> templates.update(edited)).isInstanceOf(StaleException.class);
  }

  @Test
  void secondDefaultTemplate_isRefused() {
    templates.create(template(true));
    assertThatThrownBy(() -> templates.create(template(true)))
        .isInstanceOf(DuplicateException.class);
  }

  @Test
  void group_isReplacedAndOnlyOneIsTheDefault() {
    templates.put(group("north", true));
    templates.put(group("south", true));
    assertThat(templates.groups(scope))
        .extracting(ProvisionGroup::name, ProvisionGroup::defaultGroup)
        .containsExactly(tuple("north", false), tuple("south", true));
    ProvisionGroup changed = group("south", false);
    templates.put(changed);
    assertThat(templates.group(scope, "south").orElseThrow().defaultGroup()).isFalse();
    templates.deleteGroup(scope, "south");
    assertThat(templates.group(scope, "south")).isEmpty();
    assertThat(templates.group(samples.id(), "north")).isEmpty();
  }

  @Test
  void group_thatServicesAreOf_isNotDeleted() {
    ProvidedService service = service(stored(), "wifi", "north", false);
    templates.put(service);
    assertThatThrownBy(() -> templates.deleteGroup(scope, "north"))
        .isInstanceOf(StaleException.class);
    assertThat(templates.servicesOf(scope, "north")).containsExactly(service);
    templates.delete(service);
    templates.deleteGroup(scope, "north");
    assertThat(templates.groups(scope)).isEmpty();
  }

  @Test
  void service_isReplacedAndOnlyOneOfItsNameIsTheDefault() {
    ProvisionTemplate template = stored();
    templates.put(group("south", false));
    ProvidedService north = service(template, "wifi", "north", true);
    ProvidedService south = service(template, "wifi", "south", true);
    ProvidedService other = service(template, "vpn", "north", true);
    templates.put(north);
    templates.put(other);
    templates.put(south);
    assertThat(templates.services(template.id()))
        .extracting(s -> s.serviceId() + s.group() + s.defaultService())
        .containsExactly("vpnnorthtrue", "wifinorthfalse", "wifisouthtrue");
    assertThat(templates.service(template.id(), "wifi", "south")).contains(south);
    assertThat(templates.service(template.id(), "wifi", "west")).isEmpty();
  }

  @Test
  void service_goesWithItsTemplateAndNeedsItsGroup() {
    ProvisionTemplate template = stored();
    templates.put(service(template, "wifi", "north", false));
    assertThatThrownBy(() -> templates.put(service(template, "wifi", "west", false)))
        .isInstanceOf(StaleException.class);
    templates.delete(template);
    assertThat(templates.services(template.id())).isEmpty();
    templates.deleteGroup(scope, "north");
  }

  @Test
  void requests_thatCannotBeMade_doNotHinderTheOthers() {
    store.create(samples.request(scope, "taken"));
    List<NewRequest> orders = new ArrayList<>();
    for (String clientId : List.of("a", "taken", "b", "a", "c")) {
      orders.add(samples.order(samples.request(scope, clientId), "sealed"));
    }
    List<Optional<String>> results = store.orders().create(orders);
    assertThat(results.stream().map(Optional::isEmpty))
        .containsExactly(true, false, true, false, true);
    assertThat(results.get(1).orElseThrow())
        .isEqualTo("Client ID taken is already used for provisioning request");
    assertThat(store.countRequests(scope, RequestFilter.ALL)).isEqualTo(4);
    assertThat(store.request(orders.get(4).request().id())).contains(orders.get(4).request());
  }

  @Test
  void request_whoseLoginEightShare_doesNotHinderTheOthers() {
    for (int i = 0; i < 8; i++) {
      Account account = samples.account("account-" + i);
      store.create(account);
      store.create(samples.request(account.id(), "gateway", "user"));
    }
    List<Optional<String>> results =
        store
            .orders()
            .create(
                List.of(
                    samples.order(samples.request(scope, "gateway", "user")),
                    samples.order(samples.request(scope, "other", "user"))));
    assertThat(results.get(0).orElseThrow()).contains("8 requests share client id gateway");
    assertThat(results.get(1)).isEmpty();
  }

  @Test
  void password_isTakenOnce() {
    ProvisionRequest request = samples.request(scope, "a");
    store.orders().create(List.of(samples.order(request, "sealed")));
    assertThat(store.orders().takePassword(request.id())).contains("sealed");
    assertThat(store.orders().takePassword(request.id())).isEmpty();
    store.delete(request, Samples.NOW);
  }

  private ProvisionTemplate stored() {
    ProvisionTemplate template = template(false);
    templates.create(template);
    templates.put(group("north", false));
    return template;
  }

  private ProvisionTemplate template(boolean standard) {
    return samples.template(scope, standard);
  }

  private ProvisionGroup group(String name, boolean standard) {
    return samples.group(scope, name, standard);
  }

  private ProvidedService service(
      ProvisionTemplate template, String serviceId, String group, boolean standard) {
    return samples.service(template, serviceId, group, standard);
  }
}
