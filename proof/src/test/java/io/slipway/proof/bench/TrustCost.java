// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.domain.Id;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.topic.ControlTopic;
import io.slipway.security.AccountAuthority;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.CsrRefusedException;
import io.slipway.security.DeviceCsr;
import io.slipway.security.DeviceName;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * {@code ./bench --trust}: what it costs to sign a message and to issue a certificate, by JMH, on
 * one thread. Beside the clock the thread's CPU time counts, which is the same on a busy machine.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrustCost {
  static final String FLAG = "--trust";

  private static final int BODY_BYTES = 2_048;
  private static final double NANOS = 1e9;
  private static final DeviceName NAME = new DeviceName("gateway-1", "acme");
  private static final Duration LIFE = Duration.ofDays(365);

  private final KuraPayload message =
      KuraPayload.builder().timestamp(1_700_000_000_000L).body(new byte[BODY_BYTES]).build();
  private final ControlTopic topic =
      new ControlTopic("$EDC", "acme", "gateway-1", "PROVISION-V1/PUT/certificates");
  private MessageSigner signer;
  private AccountAuthority account;
  private byte[] pem;
  private DeviceCsr read;

  /** What the measuring thread has used, as its operations are counted. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cpu {
    public long nanos;
    public long done;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long before;

    /** Called by JMH. */
    @Setup(Level.Iteration)
    public void begin() {
      done = 0;
      before = threads.getCurrentThreadCpuTime();
    }

    /** Called by JMH. */
    @TearDown(Level.Iteration)
    public void end() {
      nanos = threads.getCurrentThreadCpuTime() - before;
    }
  }

  /** Called by JMH. */
  @Setup
  public void open()
      throws IOException, GeneralSecurityException, OperatorCreationException, CsrRefusedException {
    Path folder = Files.createTempDirectory("slipway-trust");
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), random), random),
            new Certificates(random, clock, java.util.Optional.of("http://pki.example")),
            clock);
    Files.delete(folder.resolve("master.key"));
    Files.delete(authority.caPem());
    Files.delete(folder);
    signer = authority.signer();
    account = authority.account(new Id(7), NAME.account());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    pem = request(generator.generateKeyPair());
    read = DeviceCsr.read(pem, NAME, KeyType.EC_P256);
  }

  private static byte[] request(KeyPair key) throws IOException, OperatorCreationException {
    byte[] der =
        new JcaPKCS10CertificationRequestBuilder(new X500Principal(NAME.rfc4514()), key.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
            .getEncoded();
    return io.slipway.protocol.signing.Pem.block("CERTIFICATE REQUEST", der)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A message of two kilobytes, such as a configuration. */
  @Benchmark
  public KuraPayload signMessage(Cpu cpu) {
    cpu.done++;
    return signer.sign(topic, message);
  }

  /** A P-256 certificate for a request that has been read. */
  @Benchmark
  public X509Certificate issueCertificate(Cpu cpu) {
    cpu.done++;
    return account.issue(read, NAME, LIFE);
  }

  /** The same with reading the request, whose signature is verified. */
  @Benchmark
  public X509Certificate readRequestAndIssue(Cpu cpu) throws CsrRefusedException {
    cpu.done++;
    return account.issue(DeviceCsr.read(pem, NAME, KeyType.EC_P256), NAME, LIFE);
  }

  static void run() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(TrustCost.class.getName())
                    .jvmArgsAppend("--enable-native-access=ALL-UNNAMED")
                    .build())
            .run();
    System.out.printf("%n| what | a second of CPU time | a second |%n|---|--:|--:|%n");
    for (RunResult result : results) {
      double done = result.getSecondaryResults().get("done").getScore();
      double nanos = result.getSecondaryResults().get("nanos").getScore();
      System.out.printf(
          Locale.ROOT,
          "| %s | %,.0f | %,.0f |%n",
          result.getPrimaryResult().getLabel(),
          done * NANOS / nanos,
          result.getPrimaryResult().getScore());
    }
  }
}
