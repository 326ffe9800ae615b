// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.rest.Shapes.Operation;
import java.util.List;
import java.util.Optional;

/** Bodies with every field that the original has, null for what is not supported. */
final class FullBodies {
  private static final List<String> ATTRIBUTES =
      List.of(
          "displayName",
          "serialNumber",
          "modelId",
          "modelName",
          "imei",
          "imsi",
          "iccid",
          "biosVersion",
          "firmwareVersion",
          "osVersion",
          "jvmVersion",
          "osgiFrameworkVersion",
          "applicationFrameworkVersion",
          "connectionInterface",
          "connectionIp",
          "applicationIdentifiers",
          "acceptEncoding",
          "customAttribute1",
          "customAttribute2",
          "customAttribute3",
          "customAttribute4",
          "customAttribute5",
          "tamperStatus");

  static final String TEMPLATE =
      """
      {"displayName":"T","description":"d","body":{
        "activationOptions":{"status":"ENABLED","activatesOn":"2026-01-01T00:00:00Z",
          "expiresOn":"2036-01-01T00:00:00Z"},
        "connectionOptions":{"userCouplingMode":"LOOSE","passwordLength":30},
        "extraOptions":{"vpnAccess":false,"deviceConfiguration":{"configuration":[
          {"id":"a.pid","_serviceId":"s","properties":[{"name":"n","_propertyId":"p",
            "array":false,"encrypted":false,"type":"String","value":["§§PLACEHOLDER§§"]}]}]}}}}
      """;

  static final String SERVICE =
      """
      {"serviceId":"s","group":"g","displayName":"S","description":"d","defaultService":true,
       "values":[{"name":"p","value":["v"]}]}
      """;

  private static final String PAGE = "{\"limit\":10,\"offset\":0,\"askTotalCount\":true}";

  private FullBodies() {}

  static String account(String name) {
    return """
    {"name":"%s","description":"d","organizationName":"o","organizationEmail":"o@example.org",
     "organizationAddressLine1":"1","organizationAddressLine2":"2","organizationAddressLine3":"3",
     "organizationZipPostCode":"z","organizationCity":"c","organizationStateProvinceCounty":"s",
     "organizationCountry":"c","organizatioPpersonName":"p","phoneNumber":"1",
     "expirationDate":"2036-01-01T00:00:00.000Z"}
    """
        .formatted(name);
  }

  static String user(String name) {
    return """
    {"name":"%s","description":"d","status":"ENABLED","displayName":"D","email":"d@example.org",
     "phoneNumber":"1","userType":"INTERNAL","externalId":null,"externalUsername":null,
     "expirationDate":"2036-01-01T00:00:00.000Z"}
    """
        .formatted(name);
  }

  static String endpoint(int port) {
    return """
    {"schema":"mqtts","dns":"broker.example","port":%d,"secure":true,
     "usages":[{"name":"MESSAGE_BROKER"}],"endpointType":"resource"}
    """
        .formatted(port);
  }

  static String request(String clientId, String endpointId) {
    return """
    {"clientId":"%s","authenticationType":"USER_PASS","username":"u","password":"secret-12345678",
     "certificateDevId":null,"generateActivationKey":true,"options":{"endpointInfoId":"%s",
     "activationOptions":{"status":"ENABLED","activatesOn":"2026-01-01T00:00:00Z",
      "expiresOn":"2036-01-01T00:00:00Z"},
     "connectionOptions":{"reserveUser":true,"userCouplingMode":"STRICT","passwordLength":30},
     "extraOptions":{"vpnAccess":false,"legacyMode":false,"legacyUsernameMode":false,
      "deviceConfiguration":{"configuration":[{"id":"a","properties":{"property":[{"name":"n",
       "array":false,"encrypted":false,"type":"Password","value":["x"]}]}}]}}}}
    """
        .formatted(clientId, endpointId);
  }

  static String group(String name) {
    return "{\"name\":\"%s\",\"displayName\":\"G\",\"description\":\"d\",\"defaultGroup\":true}"
        .formatted(name);
  }

  static Bodied device(String clientId) {
    Bodied device = Bodied.of("{\"clientId\":\"" + clientId + "\",\"status\":\"ENABLED\"}");
    for (String attribute : ATTRIBUTES) {
      device = device.with("/" + attribute, "\"x\"");
    }
    return device;
  }

  /** What is sent to an operation that makes or does something, where that is anything. */
  static Optional<String> of(Operation operation, Furnished world) {
    if (operation.path().endsWith("/_query") || operation.path().endsWith("/_count")) {
      return Optional.of(PAGE);
    }
    return switch (operation.name()) {
      case "POST /v1/authentication/user" ->
          Optional.of(
              "{\"user\":\"ann\",\"authenticationCode\":null,\"trustKey\":null,\"trustMe\":false,"
                  + "\"password\":\"%s\"}".formatted(Installation.PASSWORD));
      case "POST /v1/authentication/apikey" -> Optional.of("{\"apiKey\":\"" + world.apiKey + "\"}");
      case "POST /v1/authentication/refresh" -> Optional.of(refresh(world));
      case "POST /accounts" -> Optional.of(account("another"));
      case "POST /users" -> Optional.of(user("another"));
      case "POST /credentials" ->
          Optional.of(credential(world.ids.get("otherUserId"), "PASSWORD", "\"a long password\""));
      case "POST /users/{userId}/credentials" ->
          Optional.of(credential(world.ids.get("userId"), "API_KEY", "null"));
      case "POST /users/{userId}/credentials/password/_reset" ->
          Optional.of("{\"newPassword\":\"a longer password\"}");
      case "POST /endpointInfos" -> Optional.of(endpoint(8884));
      case "POST /provisionRequests" ->
          Optional.of(request("another", world.ids.get("endpointInfoId")));
      case "POST /provisionRequests/{provisionRequestId}/_stop" -> Optional.of("{\"forced\":true}");
      case "POST /provisionTemplates" -> Optional.of(TEMPLATE);
      case "POST /provisionGroups" -> Optional.of(group("h"));
      case "POST /provisionTemplates/default/providedServices",
          "POST /provisionTemplates/{templateId}/providedServices" ->
          Optional.of(SERVICE);
      case "POST /bulkProvisionRequests" -> Optional.of(bulk(world.ids.get("templateId")));
      case "POST /devices" ->
          Optional.of(
              device("another")
                  .with("/groupId", "null")
                  .with("/lastEventId", "null")
                  .with("/tagIds", "[]")
                  .json());
      default -> Optional.empty();
    };
  }

  private static String credential(String userId, String type, String key) {
    return """
    {"userId":"%s","credentialType":"%s","credentialKey":%s,"credentialStatus":"ENABLED",
     "expirationDate":"2036-01-01T00:00:00.000Z"}
    """
        .formatted(userId, type, key);
  }

  /** Of one that can be made, and of one that is there already. */
  private static String bulk(String templateId) {
    return """
    {"devices":[{"clientId":"bulk-1","serialNo":"1"},{"clientId":"gateway","serialNo":"2"}],
     "templateId":"%s","providedServices":[{"serviceId":"s","group":"g"}]}
    """
        .formatted(templateId);
  }

  private static String refresh(Furnished world) {
    Reply login =
        world
            .slipway
            .tryLogin("{\"username\":\"ann\",\"password\":\"" + Installation.PASSWORD + "\"}")
            .is(200);
    return "{\"tokenId\":\"%s\",\"refreshToken\":\"%s\"}"
        .formatted(login.at("/tokenId"), login.at("/refreshToken"));
  }
}
