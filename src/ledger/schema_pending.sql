-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- pending.db, on tmpfs: what was counted since the last fold, and which sequences were counted. The four counters are the ledger's own
-- and no more is crossed here than there. `batch` tells the folds apart (pending.c).

CREATE TABLE seen (
    front    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (front, sequence)
) WITHOUT ROWID;

CREATE TABLE topics (
    batch    INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    topic    INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (batch, day, topic)
) WITHOUT ROWID;

CREATE TABLE languages (
    batch    INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    language INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (batch, day, language)
) WITHOUT ROWID;

CREATE TABLE outcomes (
    batch    INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    channel  INTEGER NOT NULL,
    outcome  INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    parts    INTEGER NOT NULL,
    PRIMARY KEY (batch, day, channel, outcome)
) WITHOUT ROWID;

CREATE TABLE months (
    batch    INTEGER NOT NULL,
    month    INTEGER NOT NULL,
    topic    INTEGER NOT NULL,
    language INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (batch, month, topic, language)
) WITHOUT ROWID;

-- How many people a day reached, about. It has no batch: the larger of two numbers is the same however often it is taken.
CREATE TABLE people (
    day    INTEGER NOT NULL PRIMARY KEY,
    people INTEGER NOT NULL
) WITHOUT ROWID;

-- The batch that new counts go to. `based` is 1 once the numbers go on from the ledger's own.
CREATE TABLE state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    current INTEGER NOT NULL,
    based   INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 1, 0);

PRAGMA user_version = 2;
