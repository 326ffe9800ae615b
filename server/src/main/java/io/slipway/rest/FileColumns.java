// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.registry.DeviceRow;
import io.slipway.registry.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The columns of a file of orders, by their places. */
final class FileColumns {
  /** What a file of failed rows says beside the rows; it may be imported again with that. */
  static final String LINE = "slipway-line";

  static final String REASON = "slipway-reason";

  static final int MOST = 100;
  private static final int LONGEST_NAME = 64;
  private static final Set<String> CLIENT_ID = Set.of("clientid");
  private static final Set<String> SERIAL_NO = Set.of("serialno", "serialnumber", "serial");
  private static final Set<String> OURS = Set.of("account", "password");

  private final List<String> names = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  /** Adds a column; throws {@link RefusedException} where it cannot be one. */
  void add(String given) {
    String name = given.strip();
    if (name.isEmpty() || name.length() > LONGEST_NAME || name.matches(".*[${}\\p{Cntrl}].*")) {
      throw refused("column " + (names.size() + 1) + " must have a name of 1 to 64 characters");
    }
    if (OURS.contains(plain(name))) {
      throw refused(
          "a column cannot be called "
              + name
              + ": accounts and passwords are not taken from files");
    }
    String key =
        isClientId(name)
            ? "clientId"
            : isSerialNo(name) ? "serialNo" : name.toLowerCase(Locale.ROOT);
    if (!known.add(key)) {
      throw refused("column " + name + " is there twice");
    }
    if (names.size() == MOST) {
      throw refused("the file has more than " + MOST + " columns");
    }
    names.add(name);
  }

  int size() {
    return names.size();
  }

  boolean hasClientId() {
    return known.contains("clientId");
  }

  boolean knows(String name) {
    return names.contains(name.strip());
  }

  /** The names of those that are variables of their own. */
  List<String> variables() {
    return names.stream().filter(n -> !isClientId(n) && !isSerialNo(n) && !isOfFailure(n)).toList();
  }

  /** The device that a row is about; cells that are empty count as not given. */
  DeviceRow device(Map<String, String> cells) {
    String clientId = "";
    Optional<String> serialNo = Optional.empty();
    Map<String, String> others = new LinkedHashMap<>();
    for (Map.Entry<String, String> cell : cells.entrySet()) {
      String name = cell.getKey().strip();
      if (isClientId(name)) {
        clientId = cell.getValue();
      } else if (isSerialNo(name)) {
        serialNo = Optional.of(cell.getValue()).filter(s -> !s.isEmpty());
      } else if (!isOfFailure(name) && !cell.getValue().isEmpty()) {
        others.put(name, cell.getValue());
      }
    }
    return new DeviceRow(clientId, serialNo, others);
  }

  /** The same for the cells in the order of the columns. */
  DeviceRow device(String[] cells) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      byName.put(names.get(i), cells[i]);
    }
    return device(byName);
  }

  static RefusedException refused(String problem) {
    return RefusedException.invalid("/", problem);
  }

  static RefusedException refused(long line, String problem) {
    return refused("line " + line + " " + problem);
  }

  private static boolean isClientId(String name) {
    return CLIENT_ID.contains(plain(name));
  }

  private static boolean isSerialNo(String name) {
    return SERIAL_NO.contains(plain(name));
  }

  private static boolean isOfFailure(String name) {
    return name.equalsIgnoreCase(LINE) || name.equalsIgnoreCase(REASON);
  }

  private static String plain(String name) {
    return name.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
  }
}
