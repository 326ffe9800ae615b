// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.PackageName;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.User;
import io.slipway.store.Imports;
import io.slipway.store.OrderSamples;
import io.slipway.store.PackageReader;
import io.slipway.store.Samples;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Databases with something in every table, and what tells two of them apart. */
final class Filled {
  /** What is not plain ASCII on one line. */
  static final String ODD = "a\tb\\N\r\n\"c\" \\ Grüße 漢字 😀 \u007f\u0001";

  private Filled() {}

  static Store open(String address) {
    return JdbcStore.open(address, StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }

  /** Fills a database with requests of every status, some with a device. */
  static void fill(String address, int requests) {
    Samples samples = new Samples();
    try (Store store = open(address)) {
      Account root = samples.account("root");
      Account acme =
          new Account(samples.id(), Optional.of(root.id()), "acme " + ODD, samples.audit());
      store.create(root);
      store.create(acme);
      User admin = samples.user(acme.id(), "admin");
      store.tenancy().create(admin, samples.credential(admin, ""));
      store.tenancy().open(samples.session(admin));
      store.create(samples.endpoint(acme.id(), "broker", 8883, "PROVISION"));
      store.keep(new PlatformKey("root", "v1.sealed", "PEM\n", Samples.NOW), Optional.empty());
      store.keep(new PlatformKey("Ä", "v1.sealed", "PEM\n", Samples.NOW), Optional.empty());
      fillTemplates(store, samples, acme);
      store.rejections().add(List.of(Samples.rejection(acme.id(), "192.0.2.1", 0)));
      fillOutbox(store, samples, acme);
      store.certificates().keep(OrderSamples.revocationList(acme.id(), 1, "bGlzdA"));
      store.manufacturers().create(OrderSamples.manufacturer(samples, acme.id(), "maker " + ODD));
      store.create(OrderSamples.certified(samples, acme.id(), "certified " + ODD));
      fillPackages(store, samples, acme);
      store.check();
      // Many at once, so that the store writes them together.
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        IntStream.range(0, requests)
            .mapToObj(i -> many.submit(() -> request(store, samples, acme, i)))
            .toList()
            .forEach(Filled::await);
      }
    }
  }

  private static void fillTemplates(Store store, Samples samples, Account acme) {
    ProvisionTemplate template = samples.template(acme.id(), true);
    store.templates().create(template);
    store.templates().put(samples.group(acme.id(), "north " + ODD, true));
    store.templates().put(samples.service(template, "wifi", "north " + ODD, true));
    ProvisionRequest request = samples.request(acme.id(), "from a template");
    store.orders().create(List.of(samples.order(request, "v1.sealed")));
    ImportJob job = samples.importJob(acme.id(), true);
    ImportJob running =
        samples.received(store, job, "v1.a", "v1.b").takenUp(Optional.empty(), Samples.NOW);
    store.imports().update(running);
    store
        .imports()
        .work(
            running,
            List.of(),
            Imports.Room.UNLIMITED,
            results ->
                new Imports.ChunkEnd(
                    running.advanced(ImportJob.Counts.NONE, false, Samples.NOW),
                    Optional.of("v1.failed")));
  }

  private static void fillPackages(Store store, Samples samples, Account acme) {
    Id content = samples.id();
    byte[] bytes = new byte[PackageReader.CHUNK_BYTES];
    new Random(1).nextBytes(bytes);
    store.packages().begin(content, Samples.NOW);
    IntStream.range(0, 40).forEach(i -> store.packages().append(content, i, bytes));
    store.packages().append(content, 40, ODD.getBytes(StandardCharsets.UTF_8));
    store
        .packages()
        .create(
            OrderSamples.application(samples, acme.id(), "a", ODD, "ab", Optional.empty()),
            Optional.of(content));
    store
        .packages()
        .create(
            OrderSamples.application(samples, acme.id(), "b", "1", "cd", Optional.of(ODD)),
            Optional.empty());
    ProvisionRequest plain = samples.request(acme.id(), "packed");
    RequestOptions options =
        new RequestOptions(
            plain.options().endpointInfoId(),
            plain.options().activation(),
            plain.options().connection(),
            plain.options().deviceConfiguration(),
            OrderSamples.withPackages(true, new PackageName("a", ODD), new PackageName("b", "1")));
    store.create(plain.with(options, plain.audit()));
  }

  private static void fillOutbox(Store store, Samples samples, Account acme) {
    store.outbox().create(samples.webhook(acme.id(), "north " + ODD, "https://a.example"));
    store.keep(samples.status(acme.id(), samples.id(), "created", 1));
    store.outbox().tell(store.outbox().untold(1), Samples.NOW);
    store.keep(samples.status(acme.id(), samples.id(), "running", 2));
  }

  private static void await(Future<?> work) {
    try {
      work.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void request(Store store, Samples samples, Account acme, int i) {
    ExecutionStatus[] all = ExecutionStatus.values();
    ProvisionRequest created = samples.request(acme.id(), "device-" + i + ODD);
    store.create(created);
    ExecutionStatus status = all[i % all.length];
    if (status == ExecutionStatus.CREATED) {
      return;
    }
    ProvisionRequest next = samples.with(created, status);
    SessionChange change = samples.change(next);
    DeviceCertificate certificate = OrderSamples.certificate(samples, next, "csr " + ODD);
    store.save(
        new SessionChange(
            next,
            List.of(samples.execution(next, 1)),
            Optional.of(samples.credential(next, 0)),
            Optional.of(certificate),
            Optional.empty(),
            Optional.of(samples.seen(acme.id(), "device-" + i, "BIRTH")),
            change.announced(),
            change.stored()));
    store
        .certificates()
        .ask(CertificateRenewal.of(certificate, "192.0.2.1", Samples.NOW), Integer.MAX_VALUE);
  }

  /** Of every table that moves, the number of rows and a digest. */
  static Map<String, RowLines.Sum> sums(String address) throws Exception {
    Map<String, RowLines.Sum> sums = new TreeMap<>();
    try (Connection connection = Database.at(address, StoreSettings.DEFAULT).patient()) {
      for (Table table : Table.MOVED) {
        sums.put(
            table.name(),
            RowLines.write(
                connection,
                table,
                table.columns(connection),
                OutputStream.nullOutputStream(),
                rows -> {}));
      }
    }
    return sums;
  }
}
