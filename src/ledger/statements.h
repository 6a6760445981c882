/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every SQL statement of the ledger process by its name; prepared when its database is opened. Values are bound, never printed in.
 * PENDING_STATEMENTS belong to pending.c, BOOK_STATEMENTS to book.c.
 */
#ifndef WAYMARK_LEDGER_STATEMENTS_H
#define WAYMARK_LEDGER_STATEMENTS_H

/* A counter's new row, or more in the row that is there. */
#define ADD_MESSAGES " ON CONFLICT DO UPDATE SET messages = messages + excluded.messages"
#define LARGER_PEOPLE " ON CONFLICT DO UPDATE SET people = max(people, excluded.people)"

#define PENDING_STATEMENTS(STATEMENT)                                                                  \
        STATEMENT(BEGIN, "BEGIN IMMEDIATE")                                                            \
        STATEMENT(COMMIT, "COMMIT")                                                                    \
        STATEMENT(ROLLBACK, "ROLLBACK")                                                                \
        STATEMENT(TRUNCATE, "PRAGMA wal_checkpoint(TRUNCATE)")                                         \
        STATEMENT(SEE, "INSERT INTO seen VALUES (?1, ?2) ON CONFLICT DO NOTHING")                      \
        STATEMENT(FORGET, "DELETE FROM seen WHERE front = ?1 AND sequence < ?2")                       \
        STATEMENT(ADD_TOPIC, "INSERT INTO topics VALUES (?1, ?2, ?3, 1)" ADD_MESSAGES)                 \
        STATEMENT(ADD_LANGUAGE, "INSERT INTO languages VALUES (?1, ?2, ?3, 1)" ADD_MESSAGES)           \
        STATEMENT(ADD_OUTCOME, "INSERT INTO outcomes VALUES (?1, ?2, ?3, ?4, 1, ?5)" ADD_MESSAGES      \
                               ", parts = parts + excluded.parts")                                     \
        STATEMENT(ADD_MONTH, "INSERT INTO months VALUES (?1, ?2, ?3, ?4, 1)" ADD_MESSAGES)             \
        STATEMENT(STATE, "SELECT current, based FROM state")                                           \
        STATEMENT(SET_STATE, "UPDATE state SET current = ?1, based = 1")                               \
        STATEMENT(SUMS, "SELECT total(messages), total(iif(outcome = ?2, messages, 0)), total(parts) " \
                        "FROM outcomes WHERE day = ?1")                                                \
        STATEMENT(UNFOLDED, "SELECT total(messages), coalesce(max(day), 0) FROM outcomes")             \
        STATEMENT(BASE_TOPICS, "UPDATE topics SET batch = batch + ?1")                                 \
        STATEMENT(BASE_LANGUAGES, "UPDATE languages SET batch = batch + ?1")                           \
        STATEMENT(BASE_OUTCOMES, "UPDATE outcomes SET batch = batch + ?1")                             \
        STATEMENT(BASE_MONTHS, "UPDATE months SET batch = batch + ?1")                                 \
        STATEMENT(DROP_TOPICS, "DELETE FROM topics WHERE batch <= ?1")                                 \
        STATEMENT(DROP_LANGUAGES, "DELETE FROM languages WHERE batch <= ?1")                           \
        STATEMENT(DROP_OUTCOMES, "DELETE FROM outcomes WHERE batch <= ?1")                             \
        STATEMENT(DROP_MONTHS, "DELETE FROM months WHERE batch <= ?1")                                 \
        STATEMENT(READ, "SELECT 0, day, topic, 0, sum(messages), 0 FROM topics "                       \
                        "WHERE batch <= ?1 GROUP BY day, topic UNION ALL "                             \
                        "SELECT 1, day, language, 0, sum(messages), 0 FROM languages "                 \
                        "WHERE batch <= ?1 GROUP BY day, language UNION ALL "                          \
                        "SELECT 2, day, channel, outcome, sum(messages), sum(parts) FROM outcomes "    \
                        "WHERE batch <= ?1 GROUP BY day, channel, outcome UNION ALL "                  \
                        "SELECT 3, month, topic, language, sum(messages), 0 FROM months "              \
                        "WHERE batch <= ?1 GROUP BY month, topic, language ORDER BY 1, 2, 3, 4")       \
        STATEMENT(REACH, "INSERT INTO people VALUES (?1, ?2)" LARGER_PEOPLE)                           \
        STATEMENT(PEOPLE, "SELECT day, people FROM people WHERE day < ?1 ORDER BY day")                \
        STATEMENT(DROP_PEOPLE, "DELETE FROM people WHERE day < ?1")

/*
 * One counter's way through a fold: the open rows are taken into memory (fold_*), the batch is added (ADD: ?1 period, ?2 and ?3 the
 * key, ?4 messages, ?5 parts), and all is written back in the order of the key: what is over (period before ?1) to closed_*, the rest
 * to open_*.
 */
#define FOLD_STATEMENTS(STATEMENT, NAME, table, period, key, all, values, merge)                       \
        STATEMENT(NAME##_FORGET, "DELETE FROM fold_" table)                                            \
        STATEMENT(NAME##_TAKE, "INSERT INTO fold_" table " SELECT * FROM open_" table)                 \
        STATEMENT(NAME##_ADD, "INSERT INTO fold_" table " VALUES (" values ")" merge)                  \
        STATEMENT(NAME##_CLEAR, "DELETE FROM open_" table all)                                         \
        STATEMENT(NAME##_CLOSE, "INSERT INTO closed_" table " SELECT * FROM fold_" table               \
                                " WHERE " period " > 0 AND " period " < ?1 ORDER BY " key)             \
        STATEMENT(NAME##_OPEN, "INSERT INTO open_" table " SELECT * FROM fold_" table                  \
                               " WHERE " period " = 0 OR " period " >= ?1 ORDER BY " key)

/* open_people is empty most of the time: with a condition, SQLite does not write the page of a table that is empty already. */
#define IF_ANY " WHERE day >= 0"

#define BOOK_STATEMENTS(STATEMENT)                                                                     \
        STATEMENT(STATE, "SELECT batch, newest FROM state")                                            \
        STATEMENT(SET_STATE, "UPDATE state SET batch = ?1, newest = ?2")                               \
        STATEMENT(SUMS, "SELECT total(messages), total(iif(outcome = ?2, messages, 0)), total(parts) " \
                        "FROM outcomes WHERE day = ?1")                                                \
        FOLD_STATEMENTS(STATEMENT, TOPICS, "topics", "day", "1, 2", "", "?1, ?2, ?4", ADD_MESSAGES)    \
        FOLD_STATEMENTS(STATEMENT, LANGUAGES, "languages", "day", "1, 2", "", "?1, ?2, ?4",            \
                        ADD_MESSAGES)                                                                  \
        FOLD_STATEMENTS(STATEMENT, OUTCOMES, "outcomes", "day", "1, 2, 3", "", "?1, ?2, ?3, ?4, ?5",   \
                        ADD_MESSAGES ", parts = parts + excluded.parts")                               \
        FOLD_STATEMENTS(STATEMENT, MONTHS, "months", "month", "1, 2, 3", "", "?1, ?2, ?3, ?4",         \
                        ADD_MESSAGES)                                                                  \
        FOLD_STATEMENTS(STATEMENT, PEOPLE, "people", "day", "1", IF_ANY, "?1, ?4", LARGER_PEOPLE)

/* What fold_* look like: in memory, as their open_* sisters; gone with the connection. */
#define BOOK_MEMORY                                                                                    \
        "CREATE TEMP TABLE fold_topics (day, topic, messages, PRIMARY KEY (day, topic)) "              \
        "WITHOUT ROWID;"                                                                               \
        "CREATE TEMP TABLE fold_languages (day, language, messages, PRIMARY KEY (day, language)) "     \
        "WITHOUT ROWID;"                                                                               \
        "CREATE TEMP TABLE fold_outcomes (day, channel, outcome, messages, parts, "                    \
        "PRIMARY KEY (day, channel, outcome)) WITHOUT ROWID;"                                          \
        "CREATE TEMP TABLE fold_months (month, topic, language, messages, "                            \
        "PRIMARY KEY (month, topic, language)) WITHOUT ROWID;"                                         \
        "CREATE TEMP TABLE fold_people (day, people, PRIMARY KEY (day)) WITHOUT ROWID;"

#endif
