-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- ledger.db, version 2: all that Waymark ever keeps. There is no column for a person, a number, a text, a time of day or an order.
-- day: days since 1970-01-01, 0 = unknown. month: 202611, 0 = unknown. topic, channel, outcome: common/kinds.def. language: common/code.h.
--
-- open_*: the newest day, the month of that day, and the unknown; written anew, sorted, at every fold, so that the place of a row in
-- the file does not tell when it first came. closed_*: days and months that are over; a row is written once and never changed.
-- The views without a prefix show both.
--
-- A file of version 1 becomes one of version 2 by schema_ledger_to_2.sql.

CREATE TABLE open_topics (
    day INTEGER NOT NULL, topic INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (day, topic)
) WITHOUT ROWID;

CREATE TABLE open_languages (
    day INTEGER NOT NULL, language INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (day, language)
) WITHOUT ROWID;

CREATE TABLE open_outcomes (
    day INTEGER NOT NULL, channel INTEGER NOT NULL, outcome INTEGER NOT NULL, messages INTEGER NOT NULL, parts INTEGER NOT NULL,
    PRIMARY KEY (day, channel, outcome)
) WITHOUT ROWID;

CREATE TABLE open_months (
    month INTEGER NOT NULL, topic INTEGER NOT NULL, language INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (month, topic, language)
) WITHOUT ROWID;

-- The last batch that was folded, and the newest day known: days before it are closed.
CREATE TABLE state (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    batch  INTEGER NOT NULL,
    newest INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 0);

CREATE TABLE closed_topics (
    day INTEGER NOT NULL, topic INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (day, topic)
) WITHOUT ROWID;

CREATE TABLE closed_languages (
    day INTEGER NOT NULL, language INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (day, language)
) WITHOUT ROWID;

CREATE TABLE closed_outcomes (
    day INTEGER NOT NULL, channel INTEGER NOT NULL, outcome INTEGER NOT NULL, messages INTEGER NOT NULL, parts INTEGER NOT NULL,
    PRIMARY KEY (day, channel, outcome)
) WITHOUT ROWID;

CREATE TABLE closed_months (
    month INTEGER NOT NULL, topic INTEGER NOT NULL, language INTEGER NOT NULL, messages INTEGER NOT NULL,
    PRIMARY KEY (month, topic, language)
) WITHOUT ROWID;

CREATE VIEW topics AS SELECT * FROM closed_topics UNION ALL SELECT * FROM open_topics;
CREATE VIEW languages AS SELECT * FROM closed_languages UNION ALL SELECT * FROM open_languages;
CREATE VIEW outcomes AS SELECT * FROM closed_outcomes UNION ALL SELECT * FROM open_outcomes;
CREATE VIEW months AS SELECT * FROM closed_months UNION ALL SELECT * FROM open_months;


-- people: how many different people were answered on a day, estimated and rounded (engine/reach.h). A day's number comes here when the
-- day is over or the gateway is ended, not at every fold: between two folds it would tell whether few texts came from one person.
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
