-- SPDX-License-Identifier: Apache-2.0
--
-- Who may do what, what was done, and orders for many devices. Only adds, so that nodes of the
-- version before go on working.

-- Accounts and users.

ALTER TABLE account ADD COLUMN details TEXT;
CREATE INDEX account_parent ON account (parent_id, created_on, id);

-- Passwords lie in user_credential from now on. Users of before were all administrators.
ALTER TABLE app_user ADD COLUMN roles TEXT NOT NULL DEFAULT '["ADMINISTRATOR"]';
ALTER TABLE app_user ADD COLUMN details TEXT NOT NULL DEFAULT '{"enabled":true}';
CREATE INDEX app_user_created ON app_user (scope_id, created_on, id);

CREATE TABLE user_credential (
  id            BIGINT NOT NULL PRIMARY KEY,
  scope_id      BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  user_id       BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  type          TEXT ${bytewise} NOT NULL,
  public_key    TEXT ${bytewise} NOT NULL,
  verifier      TEXT NOT NULL,
  enabled       INTEGER NOT NULL,
  expires_on    BIGINT,
  failures      INTEGER NOT NULL,
  first_failure BIGINT,
  created_on    BIGINT NOT NULL,
  created_by    BIGINT NOT NULL,
  modified_on   BIGINT NOT NULL,
  modified_by   BIGINT NOT NULL,
  optlock       INTEGER NOT NULL
);
CREATE UNIQUE INDEX user_credential_password ON user_credential (user_id) WHERE type = 'PASSWORD';
CREATE UNIQUE INDEX user_credential_key ON user_credential (public_key) WHERE type = 'API_KEY';
CREATE INDEX user_credential_created ON user_credential (scope_id, created_on, id);
CREATE INDEX user_credential_user ON user_credential (user_id, created_on, id);

INSERT INTO user_credential
  SELECT id, scope_id, id, 'PASSWORD', '', password_verifier, 1, NULL, 0, NULL,
         created_on, created_by, modified_on, modified_by, 1
  FROM app_user;

CREATE TABLE user_session (
  id                 BIGINT NOT NULL PRIMARY KEY,
  login_id           BIGINT NOT NULL,
  scope_id           BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  user_id            BIGINT NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  refresh_verifier   TEXT NOT NULL,
  created_on         BIGINT NOT NULL,
  expires_on         BIGINT NOT NULL,
  refresh_expires_on BIGINT NOT NULL,
  ended_on           BIGINT,
  used               INTEGER NOT NULL
);
CREATE INDEX user_session_login ON user_session (login_id);
CREATE INDEX user_session_user ON user_session (user_id);
CREATE INDEX user_session_outdated ON user_session (refresh_expires_on);

-- Who did what. Rows are only ever added; no foreign keys, since they outlive what they tell of.
-- Those that somebody listens for are marked until they are told (see request_event).
CREATE TABLE audit_record (
  id           BIGINT NOT NULL PRIMARY KEY,
  scope_id     BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  actor_id     BIGINT NOT NULL,
  actor_name   TEXT ${bytewise} NOT NULL,
  source       TEXT NOT NULL,
  action       TEXT ${bytewise} NOT NULL,
  subject_type TEXT ${bytewise} NOT NULL,
  subject_id   BIGINT NOT NULL,
  subject_name TEXT ${bytewise} NOT NULL,
  detail       TEXT NOT NULL,
  untold       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX audit_record_at ON audit_record (scope_id, at, id);
CREATE INDEX audit_record_subject ON audit_record (scope_id, subject_id, at, id);
CREATE INDEX audit_record_untold ON audit_record (id) WHERE untold = 1;

-- Templates, bulk and import.

-- What many requests are made from; at most one of an account is its default ("standard").
CREATE TABLE provision_template (
  id           BIGINT NOT NULL PRIMARY KEY,
  scope_id     BIGINT NOT NULL REFERENCES account (id),
  standard     INTEGER NOT NULL,
  display_name TEXT,
  description  TEXT,
  body         TEXT NOT NULL,
  created_on   BIGINT NOT NULL,
  created_by   BIGINT NOT NULL,
  modified_on  BIGINT NOT NULL,
  modified_by  BIGINT NOT NULL,
  optlock      INTEGER NOT NULL
);
CREATE INDEX provision_template_scope ON provision_template (scope_id, id);
CREATE UNIQUE INDEX provision_template_standard ON provision_template (scope_id)
  WHERE standard = 1;

CREATE TABLE provision_group (
  scope_id      BIGINT NOT NULL REFERENCES account (id),
  name          TEXT ${bytewise} NOT NULL,
  display_name  TEXT,
  description   TEXT,
  default_group INTEGER NOT NULL,
  created_on    BIGINT NOT NULL,
  created_by    BIGINT NOT NULL,
  modified_on   BIGINT NOT NULL,
  modified_by   BIGINT NOT NULL,
  optlock       INTEGER NOT NULL,
  PRIMARY KEY (scope_id, name)
);

CREATE TABLE provided_service (
  template_id     BIGINT NOT NULL REFERENCES provision_template (id) ON DELETE CASCADE,
  scope_id        BIGINT NOT NULL,
  service_id      TEXT ${bytewise} NOT NULL,
  group_name      TEXT ${bytewise} NOT NULL,
  display_name    TEXT,
  description     TEXT,
  default_service INTEGER NOT NULL,
  supplied        TEXT NOT NULL,
  created_on      BIGINT NOT NULL,
  created_by      BIGINT NOT NULL,
  modified_on     BIGINT NOT NULL,
  modified_by     BIGINT NOT NULL,
  optlock         INTEGER NOT NULL,
  PRIMARY KEY (template_id, service_id, group_name),
  FOREIGN KEY (scope_id, group_name) REFERENCES provision_group (scope_id, name)
);
CREATE INDEX provided_service_group ON provided_service (scope_id, group_name);

-- What a request that was made from a row of a file was made of, to tell the same row again.
ALTER TABLE provision_request ADD COLUMN origin TEXT;

-- Passwords that were made for requests and have not been told yet.
CREATE TABLE request_secret (
  request_id      BIGINT NOT NULL PRIMARY KEY REFERENCES provision_request (id) ON DELETE CASCADE,
  sealed_password TEXT NOT NULL,
  import_id       BIGINT
);
CREATE INDEX request_secret_import ON request_secret (import_id, request_id)
  WHERE import_id IS NOT NULL;

-- A file whose rows are orders. What is not worked off yet is in import_chunk.
CREATE TABLE import_job (
  id            BIGINT NOT NULL PRIMARY KEY,
  scope_id      BIGINT NOT NULL REFERENCES account (id),
  state         TEXT ${bytewise} NOT NULL,
  template_id   BIGINT NOT NULL,
  plan          TEXT NOT NULL,
  overwrite     INTEGER NOT NULL,
  dry_run       INTEGER NOT NULL,
  file_columns  TEXT NOT NULL,
  row_count     BIGINT NOT NULL,
  next_chunk    INTEGER NOT NULL,
  created       BIGINT NOT NULL,
  unchanged     BIGINT NOT NULL,
  overwritten   BIGINT NOT NULL,
  failed        BIGINT NOT NULL,
  failure       TEXT,
  secrets_taken INTEGER NOT NULL,
  owner         BIGINT,
  revision      BIGINT NOT NULL,
  started_on    BIGINT,
  ended_on      BIGINT,
  created_on    BIGINT NOT NULL,
  created_by    BIGINT NOT NULL,
  modified_on   BIGINT NOT NULL,
  modified_by   BIGINT NOT NULL,
  optlock       INTEGER NOT NULL
);
CREATE INDEX import_job_created ON import_job (scope_id, created_on, id);
CREATE INDEX import_job_open ON import_job (created_on, id)
  WHERE state IN ('RECEIVING', 'WAITING', 'RUNNING');

-- Rows of a file, sealed, since they may hold what only the devices are to know.
CREATE TABLE import_chunk (
  import_id BIGINT NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
  number    INTEGER NOT NULL,
  content   TEXT NOT NULL,
  PRIMARY KEY (import_id, number)
);

-- Those that could not be ordered, with the reasons, sealed too.
CREATE TABLE import_failure (
  import_id BIGINT NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
  number    INTEGER NOT NULL,
  content   TEXT NOT NULL,
  PRIMARY KEY (import_id, number)
);

-- Devices that were turned away, those of one kind in one row. Of the root account where nobody
-- has ordered them.
CREATE TABLE rejection (
  scope_id  BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  client_id TEXT ${bytewise} NOT NULL,
  point     TEXT ${bytewise} NOT NULL,
  cause     TEXT ${bytewise} NOT NULL,
  source    TEXT ${bytewise} NOT NULL,
  reason    TEXT NOT NULL,
  username  TEXT NOT NULL,
  secure    INTEGER NOT NULL,
  visits    BIGINT NOT NULL,
  first_on  BIGINT NOT NULL,
  last_on   BIGINT NOT NULL,
  PRIMARY KEY (scope_id, client_id, point, cause, source)
);
CREATE INDEX rejection_last ON rejection (last_on);
CREATE INDEX rejection_stray ON rejection (last_on) WHERE cause = 'UNKNOWN_CLIENT_ID';

-- Events: what happens to requests, for those who listen.

-- Accounts that somebody listens to: a webhook, or a stream that was open lately.
CREATE TABLE event_audience (
  scope_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  until    BIGINT NOT NULL
);

-- Numbered as they are told, one telling after the other, so that none comes after a later one.
CREATE TABLE request_event (
  number        BIGINT NOT NULL PRIMARY KEY,
  scope_id      BIGINT NOT NULL,
  at            BIGINT NOT NULL,
  kind          TEXT ${bytewise} NOT NULL,
  request_id    BIGINT NOT NULL,
  client_id     TEXT ${bytewise} NOT NULL,
  execution_id  BIGINT,
  failure_cause TEXT,
  told_on       BIGINT NOT NULL
);
CREATE INDEX request_event_scope ON request_event (scope_id, number);

CREATE TABLE webhook (
  id             BIGINT NOT NULL PRIMARY KEY,
  scope_id       BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name           TEXT ${bytewise} NOT NULL,
  url            TEXT NOT NULL,
  enabled        INTEGER NOT NULL,
  kinds          TEXT NOT NULL,
  sealed_secret  TEXT NOT NULL,
  failures       INTEGER NOT NULL,
  failed_on      BIGINT,
  failure        TEXT,
  delivered_on   BIGINT,
  failing        INTEGER NOT NULL,
  owner          BIGINT,
  revision       BIGINT NOT NULL,
  created_on     BIGINT NOT NULL,
  created_by     BIGINT NOT NULL,
  modified_on    BIGINT NOT NULL,
  modified_by    BIGINT NOT NULL,
  optlock        INTEGER NOT NULL,
  UNIQUE (scope_id, name)
);
CREATE INDEX webhook_created ON webhook (scope_id, created_on, id);

-- What a webhook has not taken yet.
CREATE TABLE webhook_delivery (
  webhook_id    BIGINT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  event_number  BIGINT NOT NULL,
  request_id    BIGINT NOT NULL,
  tries         INTEGER NOT NULL,
  due_on        BIGINT NOT NULL,
  failing_since BIGINT,
  PRIMARY KEY (webhook_id, event_number)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_on, event_number);
CREATE INDEX webhook_delivery_request ON webhook_delivery (webhook_id, request_id, event_number);
CREATE INDEX webhook_delivery_event ON webhook_delivery (event_number);

-- Trust: certificates that devices were given.

-- They outlive their requests, as revoked ones: who trusts an account's authority has to learn
-- which of them count no more.
CREATE TABLE device_certificate (
  id          BIGINT NOT NULL PRIMARY KEY,
  scope_id    BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  request_id  BIGINT NOT NULL,
  generation  INTEGER NOT NULL,
  client_id   TEXT ${bytewise} NOT NULL,
  csr_sha256  TEXT ${bytewise} NOT NULL,
  serial      TEXT ${bytewise} NOT NULL,
  fingerprint TEXT ${bytewise} NOT NULL,
  not_before  BIGINT NOT NULL,
  not_after   BIGINT NOT NULL,
  pem         TEXT NOT NULL,
  created_on  BIGINT NOT NULL,
  revoked_on  BIGINT,
  cause       TEXT,
  -- The one that it renews, 0 where it is the first; no key, since rows are moved in any order.
  replaces    BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX device_certificate_csr
  ON device_certificate (request_id, generation, csr_sha256, replaces);
CREATE UNIQUE INDEX device_certificate_fingerprint ON device_certificate (fingerprint);
CREATE INDEX device_certificate_device
  ON device_certificate (scope_id, client_id, created_on, id);
CREATE INDEX device_certificate_serial ON device_certificate (scope_id, serial);
CREATE INDEX device_certificate_revoked ON device_certificate (scope_id, not_after, revoked_on)
  WHERE revoked_on IS NOT NULL;

-- The newest list of revoked certificates that an authority has signed, so that all nodes publish
-- the same.
CREATE TABLE revocation_list (
  authority TEXT ${bytewise} NOT NULL PRIMARY KEY,
  scope_id  BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  number    BIGINT NOT NULL,
  made_on   BIGINT NOT NULL,
  next_on   BIGINT NOT NULL,
  revoked   BIGINT NOT NULL,
  content   TEXT NOT NULL
);


-- Devices that slept past the end of their certificates, and ask for one more.
CREATE TABLE certificate_renewal (
  certificate_id BIGINT NOT NULL PRIMARY KEY
    REFERENCES device_certificate (id) ON DELETE CASCADE,
  scope_id       BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  client_id      TEXT ${bytewise} NOT NULL,
  expired_on     BIGINT NOT NULL,
  asked_on       BIGINT NOT NULL,
  source         TEXT NOT NULL,
  state          TEXT ${bytewise} NOT NULL,
  decided_on     BIGINT,
  decided_by     BIGINT
);
CREATE INDEX certificate_renewal_scope ON certificate_renewal (scope_id, asked_on, certificate_id);
CREATE INDEX certificate_renewal_device ON certificate_renewal (scope_id, client_id);


-- Factory certificates: which one the device of an order has to show, and whose they are.
ALTER TABLE provision_request ADD COLUMN certificate_dev_id TEXT;

CREATE TABLE manufacturer_authority (
  id              BIGINT NOT NULL PRIMARY KEY,
  scope_id        BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name            TEXT ${bytewise} NOT NULL,
  certificates    TEXT NOT NULL,
  fingerprint     TEXT ${bytewise} NOT NULL,
  subject         TEXT NOT NULL,
  not_after       BIGINT NOT NULL,
  crl_policy      TEXT ${bytewise} NOT NULL,
  crls            TEXT,
  crl_next_update BIGINT,
  created_on      BIGINT NOT NULL,
  created_by      BIGINT NOT NULL,
  modified_on     BIGINT NOT NULL,
  modified_by     BIGINT NOT NULL,
  optlock         INTEGER NOT NULL,
  UNIQUE (scope_id, name),
  UNIQUE (scope_id, fingerprint)
);
CREATE INDEX manufacturer_authority_created
  ON manufacturer_authority (scope_id, created_on, id);


-- Applications that devices are given.

-- Their bytes, those of equal contents once. One without a hash is still being received.
CREATE TABLE package_content (
  id         BIGINT NOT NULL PRIMARY KEY,
  sha256     TEXT ${bytewise} UNIQUE,
  created_on BIGINT NOT NULL
);
CREATE INDEX package_content_created ON package_content (created_on);

CREATE TABLE package_chunk (
  content_id BIGINT NOT NULL REFERENCES package_content (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,
  bytes      BYTEA NOT NULL,
  PRIMARY KEY (content_id, number)
);

CREATE TABLE deployment_package (
  id         BIGINT NOT NULL PRIMARY KEY,
  scope_id   BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name       TEXT ${bytewise} NOT NULL,
  version    TEXT ${bytewise} NOT NULL,
  handler    TEXT ${bytewise} NOT NULL,
  sha256     TEXT ${bytewise} NOT NULL,
  size       BIGINT NOT NULL,
  content_id BIGINT REFERENCES package_content (id),
  url        TEXT,
  bundles    TEXT NOT NULL,
  created_on BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  UNIQUE (scope_id, name, version)
);
CREATE INDEX deployment_package_created ON deployment_package (scope_id, created_on, id);
CREATE INDEX deployment_package_content ON deployment_package (content_id);

-- Which packages requests name, so that none of them goes while its device may come for it.
CREATE TABLE request_package (
  request_id BIGINT NOT NULL REFERENCES provision_request (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  package_id BIGINT NOT NULL REFERENCES deployment_package (id),
  PRIMARY KEY (request_id, position)
);
CREATE INDEX request_package_package ON request_package (package_id);
