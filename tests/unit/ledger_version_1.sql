-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- A ledger.db of version 1 with two days, as text: what upgrades are tested on. Never changed.
PRAGMA page_size = 1024;

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

CREATE TABLE state (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    batch  INTEGER NOT NULL,
    newest INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 7, 20781);

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

INSERT INTO closed_topics VALUES (20780, 2, 120);
INSERT INTO closed_languages VALUES (20780, 21856, 120);
INSERT INTO closed_outcomes VALUES (20780, 1, 1, 120, 240);
INSERT INTO open_topics VALUES (20781, 2, 5);
INSERT INTO open_languages VALUES (20781, 21856, 5);
INSERT INTO open_outcomes VALUES (20781, 1, 1, 5, 10);
INSERT INTO open_months VALUES (202611, 2, 21856, 125);
PRAGMA user_version = 1;
