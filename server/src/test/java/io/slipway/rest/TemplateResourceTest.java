// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemplateResourceTest {
  static final String ALL = "/v1/_/provisionTemplates";
  private static final String COMPONENTS = "/body/extraOptions/deviceConfiguration/configuration";
  private static final String VALUE = COMPONENTS + "/0/properties/0/value";

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  /** A template with one component of one property. */
  static Bodied template(String property) {
    return Bodied.of(
        """
        {"displayName":"Gateway","body":{"extraOptions":{"deviceConfiguration":{"configuration":[
          {"id":"org.wifi","properties":[%s]}]}}}}
        """
            .formatted(property));
  }

  @Test
  void template_isMadeReplacedListedAndDeleted() {
    Bodied body = template("{\"name\":\"ssid\",\"type\":\"String\",\"value\":[\"acme\"]}");
    Reply made = ann.post(ALL, body.json()).is(200);
    String one = ALL + "/" + made.at("/templateId");
    assertThat(ann.get(one).is(200).json()).isEqualTo(made.json());
    assertThat(made.at("/body/activationOptions/status")).isEqualTo("ENABLED");
    assertThat(made.at(COMPONENTS + "/0/properties/0/value/0")).isEqualTo("acme");

    Reply edited =
        ann.post(
                ALL + "?templateId=" + made.at("/templateId"),
                body.with("/description", "\"better\"").json())
            .is(200);
    assertThat(edited.at("/templateId")).isEqualTo(made.at("/templateId"));
    assertThat(ann.get(one).at("/description")).isEqualTo("better");
    assertThat(ann.get(ALL).json().at("/templates").toString()).contains(made.at("/templateId"));

    slipway.login("olga").get(one).isProblem(404, "ENTITY_NOT_FOUND");
    slipway.login("olga").delete(one).is(404);
    assertThat(ann.delete(one).is(200).json()).isEqualTo(edited.json());
    ann.get(one).is(404);
    ann.post(ALL + "?templateId=" + made.at("/templateId"), body.json()).is(404);
  }

  @Test
  void certificate_isOrderedForAllThatIsMadeFromATemplate() {
    String order = "/body/extraOptions/slipway/deviceCertificate";
    Bodied plain = template("{\"name\":\"a\",\"type\":\"Long\",\"value\":[1]}");
    Bodied certified = plain.with(order, "{\"issue\":\"instead\",\"lifetimeDays\":30}");
    Reply made = ann.post(ALL, certified.json()).is(200);
    assertThat(made.json().at(order))
        .isEqualTo(
            Reply.parse("{\"issue\":\"instead\",\"keyType\":\"EC-P256\",\"lifetimeDays\":30}"));
    ann.post(ALL, certified.with("/body/extraOptions/slipway/profile", "\"kura\"").json())
        .refuses(order);
    ann.delete(ALL + "/" + made.at("/templateId")).is(200);
  }

  @Test
  void defaultTemplate_isOneOfItsAccount() {
    Installation.Caller admin = slipway.admin();
    admin.get(ALL + "/default").isProblem(404, "ENTITY_NOT_FOUND");
    Bodied body = template("{\"name\":\"a\",\"type\":\"Long\",\"value\":[1]}");
    Reply first = admin.post(ALL + "?templateId=default", body.json()).is(200);
    Reply second = admin.post(ALL + "?templateId=default", body.json()).is(200);
    assertThat(second.at("/templateId")).isEqualTo(first.at("/templateId"));
    assertThat(admin.get(ALL + "/default").json()).isEqualTo(second.json());
    assertThat(admin.get(ALL + "/default/schema").json().at("/services").size()).isZero();
    admin.delete(ALL + "/default").is(200);
    admin.get(ALL + "/default").is(404);
  }

  @Test
  void schema_saysWhatServicesHaveToSupply() {
    Bodied body =
        Bodied.of(
            """
            {"body":{"extraOptions":{"deviceConfiguration":{"configuration":[
              {"id":"org.wifi","_serviceId":"wifi","properties":[
                {"name":"ssid","type":"String","value":["§§PLACEHOLDER§§"]},
                {"name":"psk","_propertyId":"key","type":"Password","value":["§§PLACEHOLDER§§"]},
                {"name":"mode","type":"String","value":["fixed"]}]},
              {"id":"org.other","properties":[
                {"name":"ports","type":"Integer","array":true,"value":["§§PLACEHOLDER§§"]}]}]}}}}
            """);
    Reply made = ann.post(ALL, body.json()).is(200);
    Reply schema = ann.get(ALL + "/" + made.at("/templateId") + "/schema").is(200);
    assertThat(schema.at("/templateId")).isEqualTo(made.at("/templateId"));
    assertThat(schema.json().at("/services").toString())
        .isEqualTo(
            "[{\"serviceId\":\"wifi\",\"schema\":["
                + "{\"id\":\"ssid\",\"array\":false,\"encrypted\":false,\"type\":\"String\"},"
                + "{\"id\":\"key\",\"array\":false,\"encrypted\":false,\"type\":\"Password\"}]},"
                + "{\"serviceId\":\"org.other\",\"schema\":["
                + "{\"id\":\"ports\",\"array\":true,\"encrypted\":false,\"type\":\"Integer\"}]}]");
  }

  @Test
  void password_isSealedAndMayBeHandedBack() {
    Bodied body = template("{\"name\":\"psk\",\"type\":\"Password\",\"value\":[\"geheim-1\"]}");
    Reply made = ann.post(ALL, body.json()).is(200);
    assertThat(made.text()).doesNotContain("geheim-1");
    String again = ALL + "?templateId=" + made.at("/templateId");
    Reply same = ann.post(again, made.text()).is(200);
    assertThat(same.at(VALUE + "/0")).isEqualTo(made.at(VALUE + "/0"));
    ann.post(again, new Bodied(made.json()).with(VALUE, "[\"v1.other\"]").json())
        .refuses(COMPONENTS + "/0/properties");
    ann.post(ALL, made.text()).refuses(COMPONENTS + "/0/properties");
  }

  @Test
  void value_thatNoDeviceCouldHave_isRefused() {
    String at = COMPONENTS + "/0/properties/0";
    String form = "{\"name\":\"n\",\"type\":\"%s\",\"value\":[\"%s\"]}";
    ann.post(ALL, template(form.formatted("Integer", "ten")).json()).refuses(at + "/value");
    ann.post(ALL, template(form.formatted("String", "${")).json()).refuses(at + "/value");
    ann.post(ALL, template(form.formatted("String", "a${b")).json()).refuses(at + "/value");
    ann.post(ALL, template(form.formatted("String", "x§§PLACEHOLDER§§")).json())
        .refuses(at + "/value");
    ann.post(ALL, template(form.formatted("Short", "§§PLACEHOLDER§§")).json())
        .refuses(at + "/type");
    ann.post(ALL, template(form.formatted("Integer", "${port}")).json()).is(200);
    ann.post(ALL, template(form.formatted("String", "$${literal}")).json()).is(200);
  }

  @Test
  void field_thatIsUnknownOrOutOfRange_isRefused() {
    Bodied body = template("{\"name\":\"a\",\"type\":\"Long\",\"value\":[1]}");
    ann.post(ALL, body.with("/bodies", "1").json()).refuses("/bodies");
    ann.post(ALL, body.with("/body/x", "1").json()).refuses("/body/x");
    ann.post(ALL, body.with("/body/extraOptions/vpnAccess", "true").json())
        .refuses("/body/extraOptions/vpnAccess");
    ann.post(ALL, body.with("/body/connectionOptions", "{\"passwordLength\":3}").json())
        .refuses("/body/connectionOptions/passwordLength");
    ann.post(ALL, body.with("/body/extraOptions/slipway", "{\"x\":1}").json())
        .refuses("/body/extraOptions/slipway/x");
    ann.post(ALL, body.with("/body/extraOptions/slipway", "{\"username\":\"${\"}").json())
        .refuses("/body/extraOptions/slipway/username");
    ann.post(ALL, body.with("/body/extraOptions/slipway", "{\"retryMaxAttempts\":0}").json())
        .refuses("/body/extraOptions/slipway/retryMaxAttempts");
    ann.post(ALL, body.without("/body").json()).isProblem(400, "ILLEGAL_NULL_ARGUMENT");
    ann.post(
            ALL,
            body.with(
                    "/body/activationOptions",
                    "{\"activatesOn\":\"2027-01-01T00:00:00Z\",\"expiresOn\":\"2026-01-01T00:00:00Z\"}")
                .json())
        .refuses("/body/activationOptions/expiresOn");
  }

  @Test
  void placeholders_thatOneValueFills_mustBeOfOneType() {
    Bodied body =
        template(
            "{\"name\":\"a\",\"_propertyId\":\"p\",\"type\":\"Long\",\"value\":"
                + "[\"§§PLACEHOLDER§§\"]},{\"name\":\"b\",\"_propertyId\":\"p\","
                + "\"type\":\"String\",\"value\":[\"§§PLACEHOLDER§§\"]}");
    ann.post(ALL, body.json()).refuses(COMPONENTS + "/0/properties/1");
  }
}
