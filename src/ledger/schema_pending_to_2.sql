-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- What version 2 of pending.db has more than version 1, in the words of schema_pending.sql.

CREATE TABLE people (
    day    INTEGER NOT NULL PRIMARY KEY,
    people INTEGER NOT NULL
) WITHOUT ROWID;

PRAGMA user_version = 2;
