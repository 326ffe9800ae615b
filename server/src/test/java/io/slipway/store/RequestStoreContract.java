// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestOptions;
import io.slipway.protocol.message.FailureCause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: requests, their attempts and the credentials they issue. */
public abstract class RequestStoreContract {
  protected final Samples samples = new Samples();
  protected Store store;
  protected Id scope;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    scope = account("acme");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void request_isReadAsItWasWritten() {
    ProvisionRequest request = created("dev-1");
    assertThat(store.request(request.id())).contains(request);
    assertThat(store.request(samples.id())).isEmpty();
  }

  @Test
  void request_withNothingOptional_isReadAsItWasWritten() {
    RequestOptions full = samples.options();
    RequestOptions bare =
        new RequestOptions(
            Optional.empty(),
            new RequestOptions.Activation(false, Samples.NOW, Optional.empty()),
            RequestOptions.Connection.DEFAULT,
            full.deviceConfiguration(),
            RequestOptions.Extra.DEFAULT);
    ProvisionRequest made = samples.request(scope, "dev-1");
    ProvisionRequest request = made.with(bare, made.audit());
    store.create(request);
    assertThat(store.request(request.id())).contains(request);
  }

  @Test
  void request_ofTakenClientId_isRefusedInItsAccountOnly() {
    created("dev-1");
    assertThatThrownBy(() -> created("dev-1"))
        .isInstanceOf(DuplicateException.class)
        .hasMessageContaining("dev-1");
    store.create(samples.request(account("other"), "dev-1"));
  }

  @Test
  void request_theNinthWithOneLogin_isRefused() {
    for (int i = 1; i <= 8; i++) {
      store.create(samples.request(account("tenant-" + i), "dev-1", "same"));
    }
    Id ninth = account("tenant-9");
    assertThatThrownBy(() -> store.create(samples.request(ninth, "dev-1", "same")))
        .isInstanceOf(DuplicateException.class)
        .hasMessageContaining("8 requests share");
    store.create(samples.request(ninth, "dev-1", "another"));
    assertThat(store.loginCandidates("dev-1", "same")).hasSize(8);
    assertThat(store.loginCandidates("dev-1", "SAME")).isEmpty();
    assertThat(store.loginCandidates("dev-2", "same")).isEmpty();
  }

  @Test
  void options_areWrittenOnlyFromTheVersionThatWasRead() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest edited =
        request.with(
            samples.options(), request.audit().modified(Samples.NOW.plusSeconds(9), new Id(5)));
    ProvisionRequest running = samples.with(edited, ExecutionStatus.RUNNING);
    store.save(samples.change(samples.with(request, ExecutionStatus.RUNNING)));
    store.update(edited);
    assertThat(store.request(request.id())).contains(running);
    assertThatThrownBy(() -> store.update(edited)).isInstanceOf(StaleException.class);
  }

  @Test
  void progress_isSavedOnlyFromTheRevisionThatWasRead() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest running = samples.with(request, ExecutionStatus.RUNNING);
    store.save(samples.change(running));
    assertThat(store.request(request.id())).contains(running);
    assertThatThrownBy(() -> store.save(samples.change(running)))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> store.save(samples.change(request)))
        .isInstanceOf(StaleException.class);
  }

  @Test
  void staleSave_leavesNoTrace() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest running = samples.with(request, ExecutionStatus.RUNNING);
    store.save(samples.change(running));
    SessionChange outdated =
        new SessionChange(
            running,
            Optional.of(samples.execution(running, 1)),
            Optional.of(samples.credential(running, 1)),
            Optional.empty(),
            Optional.of(samples.seen(scope, "dev-1", "PROVISIONED")));
    assertThatThrownBy(() -> store.save(outdated)).isInstanceOf(StaleException.class);
    assertThat(store.latestExecution(request.id())).isEmpty();
    assertThat(store.credentials("dev-1-1")).isEmpty();
    assertThat(store.device(scope, "dev-1")).isEmpty();
  }

  @Test
  void save_ofADeviceOfNoAccount_isUndoneWhole() {
    ProvisionRequest request = created("dev-1");
    SessionChange broken =
        new SessionChange(
            samples.with(request, ExecutionStatus.RUNNING),
            Optional.of(samples.execution(request, 1)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(samples.seen(samples.id(), "dev-1", "PROVISIONED")));
    assertThatThrownBy(() -> store.save(broken)).isInstanceOf(StaleException.class);
    assertThat(store.request(request.id())).contains(request);
    assertThat(store.latestExecution(request.id())).isEmpty();
  }

  @Test
  void save_writesEverythingThatWasDecided() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest running = samples.with(request, ExecutionStatus.RUNNING);
    Execution execution = samples.execution(running, 1);
    DeviceCredential credential = samples.credential(running, 1);
    store.save(
        new SessionChange(
            running,
            Optional.of(execution),
            Optional.of(credential),
            Optional.empty(),
            Optional.of(samples.seen(scope, "dev-1", "UNDER_PROVISIONING"))));
    assertThat(store.request(request.id())).contains(running);
    assertThat(store.latestExecution(request.id())).contains(execution);
    assertThat(store.execution(request.id(), execution.id())).contains(execution);
    assertThat(store.execution(samples.id(), execution.id())).isEmpty();
    assertThat(store.credentials("dev-1-1")).containsExactly(credential);
    assertThat(store.device(scope, "dev-1").orElseThrow().lastEvent().orElseThrow().resource())
        .isEqualTo("UNDER_PROVISIONING");
  }

  @Test
  void execution_isUpdatedInPlace() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest running = samples.with(request, ExecutionStatus.RUNNING);
    Execution execution = samples.execution(running, 1);
    store.save(with(running, execution));
    ProvisionRequest failed = samples.with(running, ExecutionStatus.FAILED);
    Execution ended = ended(execution, FailureCause.STEP_TIMEOUT);
    store.save(with(failed, ended));
    assertThat(store.executions(request.id(), PageRequest.FIRST).items()).containsExactly(ended);
  }

  @Test
  void executions_areListedNewestFirst() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest last = request;
    for (int attempt = 1; attempt <= 3; attempt++) {
      last = samples.with(last, ExecutionStatus.RUNNING);
      store.save(with(last, samples.execution(last, attempt)));
    }
    assertThat(store.latestExecution(request.id()).orElseThrow().attempt()).isEqualTo(3);
    assertThat(store.countExecutions(request.id())).isEqualTo(3);
    Page<Execution> page =
        store.executions(request.id(), new PageRequest(2, 0, Optional.empty(), true));
    assertThat(page.items()).extracting(Execution::attempt).containsExactly(3, 2);
    assertThat(page.limitExceeded()).isTrue();
  }

  @Test
  void credential_isIssuedOncePerGeneration() {
    ProvisionRequest request = created("dev-1");
    DeviceCredential first = samples.credential(request, 1);
    ProvisionRequest one = issue(request, first);
    issue(one, new Samples().credential(samples.request(scope, "dev-1"), 1), request.id());
    assertThat(store.credentials("dev-1-1")).containsExactly(first);
  }

  @Test
  void credential_isKeptWhenRevoked() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest one = issue(request, samples.credential(request, 1));
    ProvisionRequest two = issue(one, samples.credential(one, 2));
    ProvisionRequest three = samples.with(two, ExecutionStatus.STOPPED);
    store.save(
        new SessionChange(
            three,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new SessionChange.Revocation(1, 1, Samples.NOW, FailureCause.SUPERSEDED)),
            Optional.empty()));
    assertThat(store.credentials("dev-1-1")).singleElement().matches(DeviceCredential::revoked);
    assertThat(store.credentials("dev-1-2")).singleElement().matches(c -> !c.revoked());
  }

  @Test
  void request_isDeletedWithAllThatHangsOnIt() {
    ProvisionRequest request = created("dev-1");
    ProvisionRequest running = samples.with(request, ExecutionStatus.FAILED);
    Execution execution = samples.execution(running, 1);
    store.save(
        new SessionChange(
            running,
            Optional.of(execution),
            Optional.of(samples.credential(running, 1)),
            Optional.empty(),
            Optional.empty()));
    assertThatThrownBy(() -> store.delete(request, Samples.NOW)).isInstanceOf(StaleException.class);
    store.delete(running, Samples.NOW);
    assertThat(store.request(request.id())).isEmpty();
    assertThat(store.latestExecution(request.id())).isEmpty();
    assertThat(store.credentials("dev-1-1")).isEmpty();
    assertThatThrownBy(() -> store.delete(running, Samples.NOW)).isInstanceOf(StaleException.class);
  }

  @Test
  void attemptsUnderWayThatNobodyServes_areOrphans() {
    ProvisionRequest first = created("dev-1");
    created("dev-2");
    store.save(samples.change(samples.with(first, ExecutionStatus.RUNNING)));
    assertThat(store.nodes().orphans(10))
        .containsExactly(new Nodes.Orphan(first.id(), Optional.empty()));
  }

  @Test
  void requests_areFiltered() {
    ProvisionRequest dev1 = created("dev-1");
    created("dev-2");
    ProvisionRequest gate = samples.request(scope, "gate", "dev-user");
    store.create(gate);
    store.create(samples.request(account("other"), "dev-1"));
    store.save(samples.change(samples.with(dev1, ExecutionStatus.RUNNING)));

    assertThat(found(RequestFilter.ALL)).containsExactly("gate", "dev-2", "dev-1");
    assertThat(found(clientId("dev-1"))).containsExactly("dev-1");
    assertThat(found(status(ExecutionStatus.CREATED))).containsExactly("gate", "dev-2");
    assertThat(found(beginning("dev-"))).containsExactly("gate", "dev-2", "dev-1");
    assertThat(found(beginning("user-dev-2"))).containsExactly("dev-2");
    assertThat(found(beginning("Dev"))).isEmpty();
    assertThat(found(beginning("d%"))).isEmpty();
    assertThat(found(beginning(""))).hasSize(3);
    assertThat(store.countRequests(scope, beginning("dev-"))).isEqualTo(3);
    assertThat(store.countRequests(scope, status(ExecutionStatus.RUNNING))).isEqualTo(1);
  }

  @Test
  void matchTerm_ofTheLastCodePoints_isFound() {
    created("\uD7FFa");
    created("\uFFFFb");
    created("\uDBFF\uDFFFc");
    assertThat(found(beginning("\uD7FF"))).containsExactly("\uD7FFa");
    assertThat(found(beginning("\uFFFF"))).containsExactly("\uFFFFb");
    assertThat(found(beginning("\uDBFF\uDFFF"))).containsExactly("\uDBFF\uDFFFc");
  }

  @Test
  void requests_areSortedAndPaged() {
    for (String clientId : List.of("b", "B", "a", "ä")) {
      created(clientId);
    }
    assertThat(sorted("clientId", true)).containsExactly("B", "a", "b", "ä");
    assertThat(sorted("clientId", false)).containsExactly("ä", "b", "a", "B");
    assertThat(sorted("createdOn", true)).containsExactly("b", "B", "a", "ä");
    assertThat(sorted("executionStatus", true)).containsExactly("b", "B", "a", "ä");
    PageRequest second = new PageRequest(3, 2, Optional.of("username"), true);
    Page<ProvisionRequest> page = store.requests(scope, RequestFilter.ALL, second);
    assertThat(page.items()).extracting(ProvisionRequest::clientId).containsExactly("b", "ä");
    assertThat(page.limitExceeded()).isFalse();
    assertThat(
            store
                .requests(scope, RequestFilter.ALL, new PageRequest(3, 0, Optional.empty(), true))
                .limitExceeded())
        .isTrue();
  }

  @Test
  void requests_sortedByAnUnknownField_areRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> sorted("clientId; DROP TABLE account", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clientId, createdOn, executionStatus, modifiedOn, username");
  }

  private Id account(String name) {
    Account account = samples.account(name);
    store.create(account);
    return account.id();
  }

  private ProvisionRequest created(String clientId) {
    ProvisionRequest request = samples.request(scope, clientId);
    store.create(request);
    return request;
  }

  private ProvisionRequest issue(ProvisionRequest request, DeviceCredential credential) {
    return issue(request, credential, credential.requestId());
  }

  private ProvisionRequest issue(ProvisionRequest request, DeviceCredential made, Id requestId) {
    DeviceCredential credential =
        new DeviceCredential(
            made.scopeId(),
            requestId,
            made.generation(),
            made.clientId(),
            made.username(),
            made.verifier(),
            made.coupling(),
            made.reserveUser(),
            made.revoked(),
            made.createdOn());
    ProvisionRequest next = samples.with(request, ExecutionStatus.RUNNING);
    store.save(
        new SessionChange(
            next, Optional.empty(), Optional.of(credential), Optional.empty(), Optional.empty()));
    return next;
  }

  private List<String> found(RequestFilter filter) {
    return store.requests(scope, filter, PageRequest.FIRST).items().stream()
        .map(ProvisionRequest::clientId)
        .toList();
  }

  private List<String> sorted(String field, boolean ascending) {
    PageRequest page = new PageRequest(10, 0, Optional.of(field), ascending);
    return store.requests(scope, RequestFilter.ALL, page).items().stream()
        .map(ProvisionRequest::clientId)
        .toList();
  }

  private static RequestFilter clientId(String clientId) {
    return new RequestFilter(Optional.of(clientId), Optional.empty(), Optional.empty());
  }

  private static RequestFilter status(ExecutionStatus status) {
    return new RequestFilter(Optional.empty(), Optional.of(status), Optional.empty());
  }

  private static RequestFilter beginning(String term) {
    return new RequestFilter(Optional.empty(), Optional.empty(), Optional.of(term));
  }

  private static SessionChange with(ProvisionRequest request, Execution execution) {
    return new SessionChange(
        request, Optional.of(execution), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Execution ended(Execution e, FailureCause cause) {
    return new Execution(
        e.id(),
        e.requestId(),
        e.scopeId(),
        e.generation(),
        e.attempt(),
        e.seed(),
        e.profile(),
        e.announcement(),
        e.destination(),
        ExecutionStatus.FAILED,
        Optional.of(cause),
        e.conversation(),
        List.of(new Execution.LogLine(Samples.NOW, "failed")),
        e.startedOn(),
        Optional.of(Samples.NOW.plusSeconds(30)));
  }
}
