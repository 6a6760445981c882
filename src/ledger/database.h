/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The little that both databases of the ledger share: errors of SQLite as -errno, statements that are prepared together, numbers in
 * and out. Ledger process only; blocks as SQLite does.
 */
#ifndef WAYMARK_LEDGER_DATABASE_H
#define WAYMARK_LEDGER_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#define DATABASE_PATH 320

/* The errno for what SQLite said: -EUCLEAN if the file is no sound database, -EBUSY if somebody else holds it, ... */
int database_error(sqlite3 *db, int rc);

/* Statements without results and without values. 0 or -errno. */
int database_run(sqlite3 *db, const char *sql);

/* The number that a pragma or a query answers with. 0 or -errno. */
int database_ask(sqlite3 *db, const char *sql, int64_t *number);

/* Reads the whole file: 0 if it is sound, -EUCLEAN if not, or what hindered it. */
int database_check(sqlite3 *db);

/* Prepares `n` statements; finalize takes NULLs too. */
int database_prepare(sqlite3 *db, const char *const sql[], size_t n, sqlite3_stmt *statements[]);
void database_finalize(sqlite3_stmt *statements[], size_t n);

/* Binds ?1, ?2, ... (as many as the statement has, at most `n`) and runs it to its end. 0 or -errno. */
int database_do(sqlite3_stmt *statement, const int64_t values[], size_t n);

/* Binds and reads the first row's columns. 1 if there was a row, 0 if none, or -errno. */
int database_get(sqlite3_stmt *statement, const int64_t values[], size_t n, int64_t columns[], size_t ncolumns);

#endif
