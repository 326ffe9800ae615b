-- SPDX-License-Identifier: Apache-2.0
--
-- Many nodes on one database. Only adds, so that nodes of the version before go on working.

-- A node that is alive. Each start of a node is a new one.
CREATE TABLE node (
  id         BIGINT NOT NULL PRIMARY KEY,
  number     INTEGER NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  version    TEXT NOT NULL,
  started_on BIGINT NOT NULL,
  beat       BIGINT NOT NULL
);

-- The node that serves the request's device and keeps its time limits; none where there is only one.
ALTER TABLE provision_request ADD COLUMN owner BIGINT;

-- The node whose broker the device is connected to.
ALTER TABLE device ADD COLUMN connection_node BIGINT;

-- Keys of the platform with their certificates, which all nodes share. Keys are sealed.
CREATE TABLE platform_key (
  name        TEXT ${bytewise} NOT NULL PRIMARY KEY,
  sealed_key  TEXT NOT NULL,
  certificate TEXT NOT NULL,
  created_on  BIGINT NOT NULL
);
