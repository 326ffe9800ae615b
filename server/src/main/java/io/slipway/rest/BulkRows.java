// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slipway.registry.DeviceRow;
import io.slipway.registry.ImportRow;
import io.slipway.registry.RefusedException;
import io.slipway.registry.RowSource;
import io.slipway.registry.ServiceChoice;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A file of orders in the form of {@code bulkProvisionRequests}, which may name its template. */
final class BulkRows implements RowSource {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final JsonParser parser;
  private final FileColumns columns = new FileColumns();
  private final List<ServiceChoice> services = new ArrayList<>();
  private Optional<String> templateId = Optional.empty();
  private Optional<ImportRow> next = Optional.empty();
  private boolean inDevices;

  BulkRows(Reader file) {
    try {
      parser = MAPPER.createParser(file);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw FileColumns.refused("the file must be a JSON object with the list devices");
      }
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  /** Where the file names one. */
  Optional<String> templateId() {
    return templateId;
  }

  List<ServiceChoice> services() {
    return List.copyOf(services);
  }

  @Override
  public List<String> columns() {
    return columns.variables();
  }

  @Override
  public boolean hasNext() {
    try {
      while (next.isEmpty() && advance()) {
        // Until there is a device, or the end.
      }
      return next.isPresent();
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  @Override
  public ImportRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the file has ended");
    }
    ImportRow row = next.orElseThrow();
    next = Optional.empty();
    return row;
  }

  /** Reads the next device or field; false at the end. */
  private boolean advance() throws IOException {
    JsonToken token = parser.nextToken();
    if (inDevices) {
      inDevices = token != JsonToken.END_ARRAY;
      if (inDevices) {
        next = Optional.of(device());
      }
      return true;
    }
    if (token != JsonToken.FIELD_NAME) {
      return false;
    }
    field(parser.currentName());
    return true;
  }

  private void field(String name) throws IOException {
    JsonToken value = parser.nextToken();
    switch (name) {
      case "type" -> parser.skipChildren();
      case "templateId" -> templateId = Optional.ofNullable(parser.getValueAsString());
      case "devices" -> {
        if (value != JsonToken.START_ARRAY) {
          throw FileColumns.refused("devices must be a list");
        }
        inDevices = true;
      }
      case "providedServices" -> {
        JsonNode list = MAPPER.readTree(parser);
        list.forEach(
            s ->
                services.add(
                    new ServiceChoice(
                        s.path("serviceId").asText(),
                        Optional.ofNullable(s.path("group").textValue()))));
      }
      default -> throw FileColumns.refused(name + " is not a known field");
    }
  }

  private ImportRow device() throws IOException {
    long line = parser.currentTokenLocation().getLineNr();
    JsonNode device = MAPPER.readTree(parser);
    if (!device.isObject()) {
      throw FileColumns.refused(line, "must hold an object");
    }
    try {
      DeviceRow row = JsonLineRows.device(new JsonFields(device, "").texts(), columns);
      return new ImportRow(line, row);
    } catch (RefusedException refused) {
      throw FileColumns.refused(line, "is refused: " + refused.getMessage());
    }
  }

  private static RefusedException broken(IOException broken) {
    return broken instanceof JacksonException json
        ? FileColumns.refused(
            "is not valid JSON"
                + (json.getLocation() == null
                    ? ""
                    : " near line " + json.getLocation().getLineNr()))
        : ImportBody.cutOff(broken);
  }
}
