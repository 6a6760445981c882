-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- What version 2 of ledger.db has more than version 1, in the words of schema_ledger.sql.

CREATE TABLE open_people (
    day INTEGER NOT NULL, people INTEGER NOT NULL,
    PRIMARY KEY (day)
) WITHOUT ROWID;

CREATE TABLE closed_people (
    day INTEGER NOT NULL, people INTEGER NOT NULL,
    PRIMARY KEY (day)
) WITHOUT ROWID;

CREATE VIEW people AS SELECT * FROM closed_people UNION ALL SELECT * FROM open_people;

PRAGMA user_version = 2;
