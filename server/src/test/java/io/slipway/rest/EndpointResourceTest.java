// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointResourceTest {
  private static final String ALL = "/v1/_/endpointInfos";

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

  @Test
  void endpoint_livesThroughItsChanges() {
    Reply created = ann.post(ALL, endpoint("live.example", 8883, "MESSAGE_BROKER")).is(201);
    assertThat(created.at("/type")).isEqualTo("endpointInfo");
    assertThat(created.at("/endpointType")).isEqualTo("resource");
    assertThat(created.at("/usages/0/name")).isEqualTo("MESSAGE_BROKER");
    assertThat(created.at("/createdOn"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    String one = ALL + "/" + created.at("/id");
    assertThat(ann.get(one).is(200).json()).isEqualTo(created.json());

    Reply edited = ann.put(one, created.text().replace("8883", "8884")).is(200);
    assertThat(edited.json().at("/port").asInt()).isEqualTo(8884);
    assertThat(edited.json().at("/optlock").asInt())
        .isEqualTo(created.json().at("/optlock").asInt() + 1);
    assertThat(ann.get(one).json()).isEqualTo(edited.json());
    ann.put(one, created.text()).isProblem(409, "OPTIMISTIC_LOCKING");

    ann.delete(one).is(204);
    ann.get(one).isProblem(404, "ENTITY_NOT_FOUND");
    ann.delete(one).is(404);
  }

  @Test
  void endpoint_isThereOnce() {
    ann.post(ALL, endpoint("once.example", 1883, "MESSAGE_BROKER")).is(201);
    ann.post(ALL, endpoint("once.example", 1883, "PROVISION")).isProblem(409, "ENTITY_UNIQUENESS");
  }

  @Test
  void endpoint_ofAnotherAccountIsNotFound() {
    String id = slipway.login("olga").post(ALL, endpoint("olga.example", 1, "PROVISION")).at("/id");
    ann.get(ALL + "/" + id).is(404);
    ann.put(ALL + "/" + id, "{}").is(404);
    ann.delete(ALL + "/" + id).is(404);
    slipway.admin().get("/v1/" + Installation.OTHER + "/endpointInfos/" + id).is(200);
  }

  @Test
  void list_isFilteredPagedAndCounted() {
    Installation.Caller admin = slipway.admin();
    for (int port = 1; port <= 3; port++) {
      admin.post(ALL, endpoint("list" + port + ".example", port, "MESSAGE_BROKER")).is(201);
    }
    admin.post(ALL, endpoint("provision.example", 9, "PROVISION")).is(201);

    Reply page =
        admin.get(
            ALL
                + "?usage=MESSAGE_BROKER&matchTerm=list&askTotalCount=true&limit=2"
                + "&sortParam=port&sortDir=DESCENDING");
    assertThat(page.is(200).at("/type")).isEqualTo("endpointInfoListResult");
    assertThat(page.json().at("/size").asInt()).isEqualTo(2);
    assertThat(page.json().at("/totalCount").asInt()).isEqualTo(3);
    assertThat(page.json().at("/limitExceeded").asBoolean()).isTrue();
    assertThat(page.json().at("/items/0/port").asInt()).isEqualTo(3);
    assertThat(admin.get(ALL).json().has("totalCount")).isFalse();

    assertThat(admin.post(ALL + "/_count", "{}").is(200).json().at("/count").asInt()).isEqualTo(4);
    assertThat(admin.post(ALL + "/_query", "{\"limit\":3,\"offset\":2}").json().at("/size").asInt())
        .isEqualTo(2);
    assertThat(admin.get(ALL + "?endpointType=cors").json().at("/size").asInt()).isZero();
    assertThat(admin.post(ALL + "/_count?endpointType=cors", "").json().at("/count").asInt())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,limit",
    "limit=1001,limit",
    "limit=x,limit",
    "offset=-1,offset",
    "sortParam=password,sortParam",
    "sortDir=UP,sortDir",
    "askTotalCount=yes,askTotalCount",
    "endpointType=x,endpointType",
    "useage=x,useage",
    "usage=a&usage=b,usage",
    "matchTerm=%00,matchTerm",
  })
  void list_refusesWrongParameters(String query, String parameter) {
    ann.get(ALL + "?" + query).refuses(parameter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":1,\"colour\":1}|/colour",
        "{\"dns\":\"h\",\"port\":1}|/schema",
        "{\"schema\":\"http\",\"dns\":\"h\",\"port\":1}|/schema",
        "{\"schema\":\"mqtts\",\"dns\":\"h\",\"port\":1,\"secure\":false}|/secure",
        "{\"schema\":\"mqtt\",\"port\":1}|/dns",
        "{\"schema\":\"mqtt\",\"dns\":\"a b\",\"port\":1}|/dns",
        "{\"schema\":\"mqtt\",\"dns\":\"\",\"port\":1}|/dns",
        "{\"schema\":\"mqtt\",\"dns\":\"h/x\",\"port\":1}|/dns",
        "{\"schema\":\"mqtt\",\"dns\":\"h\"}|/port",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":0}|/port",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":65536}|/port",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":\"1\"}|/port",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":1,\"usages\":[{\"name\":\"X\"}]}|/usages",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":1,\"usages\":[\"X\"]}|/usages/0",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":1,\"usages\":[{\"nam\":\"X\"}]}"
            + "|/usages/0/name",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":1,\"endpointType\":\"cors\"}|/endpointType",
        "{\"schema\":\"mqtt\",\"dns\":\"h\",\"port\":1,\"optlock\":1}|/optlock",
      })
  void create_refusesWrongFields(String body, String field) {
    ann.post(ALL, body).refuses(field);
  }

  @Test
  void create_takesAddressesOfBothVersions() {
    for (String host : new String[] {"10.0.0.1", "fe80::1", "gateway_1.example."}) {
      ann.post(ALL, endpoint(host, 7777, "MESSAGE_BROKER")).is(201);
    }
  }

  private static String endpoint(String host, int port, String usage) {
    return """
    {"type":"endpointInfo","schema":"mqtt","dns":"%s","port":%d,"secure":true,
     "usages":[{"name":"%s"}]}
    """
        .formatted(host, port, usage);
  }

  @Test
  void accountWithoutEndpoints_seesThoseAboveItButCannotChangeThem() {
    Installation.Caller admin = slipway.admin();
    String made =
        admin
            .post(
                "/v1/_/endpointInfos",
                "{\"schema\":\"mqtts\",\"dns\":\"above.example\",\"port\":8883,"
                    + "\"usages\":[{\"name\":\"PROVISION\"}]}")
            .is(201)
            .at("/id");
    Installation.Caller olga = slipway.login("olga");
    assertThat(olga.get("/v1/_/endpointInfos?usage=PROVISION").is(200).at("/items/0/dns"))
        .isEqualTo("above.example");
    assertThat(olga.get("/v1/_/endpointInfos/" + made).is(200).at("/dns"))
        .isEqualTo("above.example");
    olga.delete("/v1/_/endpointInfos/" + made).is(404);
    admin.delete("/v1/_/endpointInfos/" + made).is(204);
  }
}
