-- SPDX-License-Identifier: Apache-2.0
--
-- One text for SQLite and PostgreSQL. Times are milliseconds since 1970, flags 0 or 1, nested
-- values JSON. ${bytewise} orders text by its bytes on both, so that a range of an index is a
-- prefix search.

CREATE TABLE account (
  id          BIGINT NOT NULL PRIMARY KEY,
  parent_id   BIGINT REFERENCES account (id),
  name        TEXT ${bytewise} NOT NULL UNIQUE,
  created_on  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL,
  modified_on BIGINT NOT NULL,
  modified_by BIGINT NOT NULL,
  optlock     INTEGER NOT NULL
);

CREATE TABLE app_user (
  id                BIGINT NOT NULL PRIMARY KEY,
  scope_id          BIGINT NOT NULL REFERENCES account (id),
  name              TEXT ${bytewise} NOT NULL UNIQUE,
  password_verifier TEXT NOT NULL,
  created_on        BIGINT NOT NULL,
  created_by        BIGINT NOT NULL,
  modified_on       BIGINT NOT NULL,
  modified_by       BIGINT NOT NULL,
  optlock           INTEGER NOT NULL
);

CREATE TABLE endpoint_info (
  id          BIGINT NOT NULL PRIMARY KEY,
  scope_id    BIGINT NOT NULL REFERENCES account (id),
  schema      TEXT ${bytewise} NOT NULL,
  dns         TEXT ${bytewise} NOT NULL,
  port        INTEGER NOT NULL,
  secure      INTEGER NOT NULL,
  usages      TEXT ${bytewise} NOT NULL,
  created_on  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL,
  modified_on BIGINT NOT NULL,
  modified_by BIGINT NOT NULL,
  optlock     INTEGER NOT NULL,
  UNIQUE (scope_id, dns, port, schema)
);

CREATE TABLE provision_request (
  id                BIGINT NOT NULL PRIMARY KEY,
  scope_id          BIGINT NOT NULL REFERENCES account (id),
  client_id         TEXT ${bytewise} NOT NULL,
  auth_type         TEXT ${bytewise} NOT NULL,
  username          TEXT ${bytewise} NOT NULL,
  password_verifier TEXT NOT NULL,
  activation_key    TEXT,
  options           TEXT NOT NULL,
  status            TEXT ${bytewise} NOT NULL,
  failure_cause     TEXT,
  generation        INTEGER NOT NULL,
  attempts          INTEGER NOT NULL,
  password_kid      TEXT,
  password_length   INTEGER,
  delivered         INTEGER NOT NULL,
  pinned_full       INTEGER NOT NULL,
  revision          BIGINT NOT NULL,
  created_on        BIGINT NOT NULL,
  created_by        BIGINT NOT NULL,
  modified_on       BIGINT NOT NULL,
  modified_by       BIGINT NOT NULL,
  optlock           INTEGER NOT NULL,
  UNIQUE (scope_id, client_id)
);
CREATE INDEX provision_request_login ON provision_request (client_id, username, id);
CREATE INDEX provision_request_username ON provision_request (
  scope_id, username, client_id, id
);
CREATE INDEX provision_request_created ON provision_request (
  scope_id, created_on, id, client_id, username
);
CREATE INDEX provision_request_modified ON provision_request (scope_id, modified_on, id);
CREATE INDEX provision_request_status ON provision_request (scope_id, status, created_on, id);
CREATE INDEX provision_request_running ON provision_request (id) WHERE status = 'RUNNING';

CREATE TABLE provision_execution (
  id            BIGINT NOT NULL PRIMARY KEY,
  request_id    BIGINT NOT NULL REFERENCES provision_request (id) ON DELETE CASCADE,
  scope_id      BIGINT NOT NULL,
  generation    INTEGER NOT NULL,
  attempt       INTEGER NOT NULL,
  seed          TEXT NOT NULL,
  profile       TEXT NOT NULL,
  announcement  TEXT NOT NULL,
  destination   TEXT NOT NULL,
  status        TEXT ${bytewise} NOT NULL,
  failure_cause TEXT,
  conversation  TEXT NOT NULL,
  log           TEXT NOT NULL,
  started_on    BIGINT NOT NULL,
  ended_on      BIGINT,
  UNIQUE (request_id, generation, attempt)
);

CREATE TABLE device_credential (
  request_id   BIGINT NOT NULL REFERENCES provision_request (id) ON DELETE CASCADE,
  generation   INTEGER NOT NULL,
  scope_id     BIGINT NOT NULL,
  client_id    TEXT ${bytewise} NOT NULL,
  username     TEXT ${bytewise} NOT NULL,
  verifier     TEXT NOT NULL,
  coupling     TEXT NOT NULL,
  reserve_user INTEGER NOT NULL,
  revoked      INTEGER NOT NULL,
  created_on   BIGINT NOT NULL,
  PRIMARY KEY (request_id, generation)
);
CREATE INDEX device_credential_username ON device_credential (username, revoked, request_id);

CREATE TABLE device (
  id                   BIGINT NOT NULL PRIMARY KEY,
  scope_id             BIGINT NOT NULL REFERENCES account (id),
  client_id            TEXT ${bytewise} NOT NULL,
  enabled              INTEGER NOT NULL,
  attributes           TEXT NOT NULL,
  connection_status    TEXT ${bytewise},
  connection_session   TEXT,
  connection_username  TEXT,
  connection_protocol  TEXT,
  connection_client_ip TEXT,
  connection_since     BIGINT,
  last_event_id        BIGINT,
  created_on           BIGINT NOT NULL,
  created_by           BIGINT NOT NULL,
  modified_on          BIGINT NOT NULL,
  modified_by          BIGINT NOT NULL,
  optlock              INTEGER NOT NULL,
  UNIQUE (scope_id, client_id)
);
CREATE INDEX device_created ON device (scope_id, created_on, id);
CREATE INDEX device_connection ON device (scope_id, connection_status, created_on, id);

CREATE TABLE device_event (
  id          BIGINT NOT NULL PRIMARY KEY,
  scope_id    BIGINT NOT NULL,
  device_id   BIGINT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
  sent_on     BIGINT NOT NULL,
  received_on BIGINT NOT NULL,
  resource    TEXT ${bytewise} NOT NULL,
  message     TEXT NOT NULL
);
CREATE INDEX device_event_received ON device_event (device_id, received_on, id);
CREATE INDEX device_event_resource ON device_event (device_id, resource, received_on, id);

-- Written by the health check, so that it knows whether the database takes writes.
CREATE TABLE store_check (
  id     INTEGER NOT NULL PRIMARY KEY,
  checks BIGINT NOT NULL,
  filler TEXT NOT NULL
);
