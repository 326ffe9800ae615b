// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import io.slipway.domain.Execution;
import io.slipway.domain.PackageName;
import io.slipway.domain.PackageOrder;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of a provision request as JSON. */
final class OptionsJson {
  static final Words<UserCoupling> COUPLING = Words.names(UserCoupling.class);
  private static final Words<ProfileRule> PROFILE = Words.lowerCase(ProfileRule.class);
  private static final Words<CertificateOrder.Issue> ISSUE =
      Words.lowerCase(CertificateOrder.Issue.class);
  private static final Words<KeyType> KEY_TYPE = new Words<>(KeyType.class, KeyType::wireName);
  private static final Words<KeyUse> KEY_USE = new Words<>(KeyUse.class, OptionsJson::word);
  static final Words<Reprovision> REPROVISION = Words.lowerCase(Reprovision.class);

  private OptionsJson() {}

  /**
   * Reads all fields of {@code options} but those that an entity has.
   *
   * @param usual what holds where they do not say it
   */
  static RequestOptions read(JsonFields options, RequestOptions.Extra usual) {
    Optional<JsonFields> extra = options.object("extraOptions");
    extra.ifPresent(e -> e.unsupportedFlags("vpnAccess", "legacyMode", "legacyUsernameMode"));
    RequestOptions read =
        new RequestOptions(
            options.id("endpointInfoId"),
            activation(options.requiredObject("activationOptions")),
            options
                .object("connectionOptions")
                .map(OptionsJson::connection)
                .orElse(RequestOptions.Connection.DEFAULT),
            extra
                .flatMap(e -> e.object("deviceConfiguration"))
                .map(ConfigurationJson::read)
                .orElse(ConfigurationSnapshot.EMPTY),
            extra
                .flatMap(e -> e.object("slipway"))
                .map(ours -> slipway(ours, usual))
                .orElse(usual));
    extra.ifPresent(e -> e.ignore("type").end());
    options.ignore("type").end();
    return read;
  }

  /**
   * Shows the options of a request.
   *
   * @param latest the newest attempt of a request that is running
   */
  static JsonView view(JsonView view, ProvisionRequest request, Optional<Execution> latest) {
    RequestOptions options = request.options();
    options.endpointInfoId().ifPresent(id -> view.id("endpointInfoId", id));
    return view.object(
            "activationOptions",
            JsonView.untyped()
                .text("status", EnabledWord.of(options.activation().enabled()))
                .time("activatesOn", options.activation().activatesOn())
                .time("expiresOn", options.activation().expiresOn()))
        .object(
            "connectionOptions",
            JsonView.untyped()
                .flag("reserveUser", options.connection().reserveUser())
                .text("userCouplingMode", COUPLING.of(options.connection().userCoupling()))
                .number("passwordLength", options.connection().passwordLength()))
        .object("extraOptions", extra(options, request.progress(), latest));
  }

  private static RequestOptions.Activation activation(JsonFields activation) {
    RequestOptions.Activation read =
        new RequestOptions.Activation(
            EnabledWord.required(activation, "status"),
            activation.requiredTime("activatesOn"),
            activation.time("expiresOn"));
    activation.ignore("type").end();
    return read;
  }

  private static RequestOptions.Connection connection(JsonFields connection) {
    RequestOptions.Connection absent = RequestOptions.Connection.DEFAULT;
    RequestOptions.Connection read =
        new RequestOptions.Connection(
            connection.flag("reserveUser", absent.reserveUser()),
            connection.oneOf("userCouplingMode", COUPLING).orElse(absent.userCoupling()),
            connection.integer("passwordLength").orElse(absent.passwordLength()));
    connection.ignore("type").end();
    return read;
  }

  /** Reads what is ours; fields of its own a caller has read before. */
  static RequestOptions.Extra slipway(JsonFields slipway, RequestOptions.Extra absent) {
    slipway.ignore("step", "failureCause", "attempts", "generation");
    PackageOrder packages = packages(slipway, absent.packages());
    RequestOptions.Extra read =
        new RequestOptions.Extra(
            slipway.integer("retryMaxAttempts").orElse(absent.retryMaxAttempts()),
            slipway.oneOf("profile", PROFILE).orElse(absent.profile()),
            slipway.oneOf("reprovision", REPROVISION).orElse(absent.reprovision()),
            slipway.text("componentPid"),
            slipway
                .object("deviceCertificate")
                .map(OptionsJson::certificate)
                .or(absent::deviceCertificate),
            packages);
    slipway.end();
    return read;
  }

  private static PackageOrder packages(JsonFields slipway, PackageOrder absent) {
    List<PackageName> names =
        slipway.objects(
            "packages", p -> new PackageName(p.requiredText("name"), p.requiredText("version")));
    return new PackageOrder(
        names.isEmpty() ? absent.packages() : names,
        slipway.flag("rollbackPackages", absent.rollBack()));
  }

  private static CertificateOrder certificate(JsonFields certificate) {
    CertificateOrder absent = CertificateOrder.DEFAULT;
    CertificateOrder read =
        new CertificateOrder(
            certificate.oneOf("issue", ISSUE).orElse(absent.issue()),
            certificate.oneOf("keyType", KEY_TYPE).orElse(absent.keyType()),
            certificate.integer("lifetimeDays").orElse(absent.lifetimeDays()),
            new CertificateProfile(
                certificate.text("subject"),
                certificate.scalars("subjectAlternativeNames"),
                keyUses(certificate)));
    certificate.end();
    return read;
  }

  private static Set<KeyUse> keyUses(JsonFields certificate) {
    Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
    for (String word : certificate.scalars("keyUsage")) {
      uses.add(
          KEY_USE
              .parse(word)
              .orElseThrow(
                  () -> certificate.invalid("keyUsage", "must be some of " + KEY_USE.all())));
    }
    return uses.isEmpty() ? CertificateProfile.DEFAULT.keyUses() : uses;
  }

  /** As RFC 5280 names them. */
  private static String word(KeyUse use) {
    return switch (use) {
      case DIGITAL_SIGNATURE -> "digitalSignature";
      case KEY_AGREEMENT -> "keyAgreement";
      case KEY_ENCIPHERMENT -> "keyEncipherment";
    };
  }

  private static JsonView extra(
      RequestOptions options, RequestProgress progress, Optional<Execution> latest) {
    JsonView extra = JsonView.untyped();
    if (!options.deviceConfiguration().components().isEmpty()) {
      extra.object("deviceConfiguration", ConfigurationJson.view(options.deviceConfiguration()));
    }
    // What the original has and Slipway does not; nobody can ask for it.
    return extra
        .flag("vpnAccess", false)
        .flag("legacyMode", false)
        .flag("legacyUsernameMode", false)
        .object("slipway", slipway(options.extra(), progress, latest));
  }

  private static JsonView slipway(
      RequestOptions.Extra extra, RequestProgress progress, Optional<Execution> latest) {
    return view(extra)
        .text("step", latest.map(e -> e.conversation().step().name()))
        .text("failureCause", progress.failureCause().map(Enum::name))
        .number("attempts", progress.attempts())
        .number("generation", progress.generation());
  }

  static JsonView view(RequestOptions.Extra extra) {
    JsonView view =
        JsonView.untyped()
            .number("retryMaxAttempts", extra.retryMaxAttempts())
            .text("profile", PROFILE.of(extra.profile()))
            .text("reprovision", REPROVISION.of(extra.reprovision()))
            .text("componentPid", extra.componentPid());
    extra.deviceCertificate().ifPresent(c -> view.object("deviceCertificate", view(c)));
    if (!extra.packages().isEmpty()) {
      view.objects(
          "packages", extra.packages().packages().stream().map(OptionsJson::view).toList());
      view.flag("rollbackPackages", extra.packages().rollBack());
    }
    return view;
  }

  static JsonView view(PackageName name) {
    return JsonView.untyped().text("name", name.name()).text("version", name.version());
  }

  private static JsonView view(CertificateOrder certificate) {
    CertificateProfile profile = certificate.profile();
    JsonView view =
        JsonView.untyped()
            .text("issue", ISSUE.of(certificate.issue()))
            .text("keyType", KEY_TYPE.of(certificate.keyType()))
            .number("lifetimeDays", certificate.lifetimeDays())
            .text("subject", profile.subject());
    if (!profile.alternatives().isEmpty()) {
      view.texts("subjectAlternativeNames", profile.alternatives());
    }
    if (!profile.keyUses().equals(CertificateProfile.DEFAULT.keyUses())) {
      view.texts("keyUsage", profile.keyUses().stream().sorted().map(KEY_USE::of).toList());
    }
    return view;
  }
}
