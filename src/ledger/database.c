/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Small helpers around SQLite. Ledger process.
 */
#include "database.h"

#include <errno.h>
#include <string.h>

int
database_error(sqlite3 *db, int rc)
{
        int system = db != NULL ? sqlite3_system_errno(db) : 0;

        switch (rc & 0xff) {
        case SQLITE_OK:
        case SQLITE_ROW:
        case SQLITE_DONE:     return 0;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:   return -EUCLEAN;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:   return -EBUSY;
        case SQLITE_FULL:     return -ENOSPC;
        case SQLITE_READONLY: return -EROFS;
        case SQLITE_NOMEM:    return -ENOMEM;
        case SQLITE_IOERR:    return system > 0 ? -system : -EIO;
        case SQLITE_CANTOPEN: return system > 0 ? -system : -EACCES;
        }
        return -EINVAL;
}

int
database_run(sqlite3 *db, const char *sql)
{
        return database_error(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

int
database_ask(sqlite3 *db, const char *sql, int64_t *number)
{
        sqlite3_stmt *statement = NULL;
        int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

        if (rc != SQLITE_OK)
                return database_error(db, rc);
        rc = database_get(statement, NULL, 0, number, 1);
        sqlite3_finalize(statement);
        return rc == 0 ? -EINVAL : rc < 0 ? rc : 0;
}

int
database_check(sqlite3 *db)
{
        sqlite3_stmt *statement = NULL;
        const unsigned char *verdict;
        int rc = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL);

        if (rc == SQLITE_OK)
                rc = sqlite3_step(statement);
        if (rc == SQLITE_ROW) {
                verdict = sqlite3_column_text(statement, 0);
                rc = verdict != NULL && strcmp((const char *)verdict, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
        }
        rc = database_error(db, rc);
        sqlite3_finalize(statement);
        return rc;
}

int
database_prepare(sqlite3 *db, const char *const sql[], size_t n, sqlite3_stmt *statements[])
{
        for (size_t i = 0; i < n; i++) {
                int rc = sqlite3_prepare_v3(db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &statements[i], NULL);

                if (rc != SQLITE_OK)
                        return database_error(db, rc);
        }
        return 0;
}

void
database_finalize(sqlite3_stmt *statements[], size_t n)
{
        for (size_t i = 0; i < n; i++) {
                sqlite3_finalize(statements[i]);
                statements[i] = NULL;
        }
}

static int
bind(sqlite3_stmt *statement, const int64_t values[], size_t n)
{
        size_t wanted = (size_t)sqlite3_bind_parameter_count(statement);

        for (size_t i = 0; i < n && i < wanted; i++) {
                int rc = sqlite3_bind_int64(statement, (int)i + 1, values[i]);

                if (rc != SQLITE_OK)
                        return rc;
        }
        return wanted <= n ? SQLITE_OK : SQLITE_RANGE;
}

int
database_do(sqlite3_stmt *statement, const int64_t values[], size_t n)
{
        int rc = bind(statement, values, n);

        if (rc == SQLITE_OK)
                rc = sqlite3_step(statement);
        rc = database_error(sqlite3_db_handle(statement), rc);
        sqlite3_reset(statement);
        return rc;
}

int
database_get(sqlite3_stmt *statement, const int64_t values[], size_t n, int64_t columns[], size_t ncolumns)
{
        int rc = bind(statement, values, n);

        if (rc == SQLITE_OK)
                rc = sqlite3_step(statement);
        if (rc == SQLITE_ROW) {
                for (size_t i = 0; i < ncolumns; i++)
                        columns[i] = sqlite3_column_int64(statement, (int)i);
                rc = 1;
        } else {
                rc = database_error(sqlite3_db_handle(statement), rc);
        }
        sqlite3_reset(statement);
        return rc;
}
