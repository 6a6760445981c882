/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark export` and `import` on a copy of the real messages: what comes back unchanged changes nothing, what is changed changes only
 * its file, and what is wrong changes nothing at all.
 * covers: export import merge trial install message_file translation briefing po_read po_write
 */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/message_file.h"

#define SIZE (2 << 20)
#define PATH 512
#define FILES 256
#define WORDS 10

static const char *const languages[] = {"uk", "ru", "ro", "pl", "de", "nl"};

#define NLANGUAGES (sizeof languages / sizeof languages[0])

struct kept {
        char path[64];                  /* below messages/ */
        char *bytes;
};

struct fixture {
        char folder[64];
        char *out, *po;                 /* of the last command; the PO file at work */
        struct kept kept[FILES];
        size_t nkept;
};

/* --- files ------------------------------------------------------------------------------------------------- */

static const char *
in_folder(const struct fixture *fixture, const char *name, char path[static PATH])
{
        snprintf(path, PATH, "%s/%.400s", fixture->folder, name);
        return path;
}

/* The whole file with a NUL, the caller's; NULL if there is none. */
static char *
read_file(const char *path)
{
        FILE *file = fopen(path, "rb");
        char *bytes = file != NULL ? calloc(1, SIZE) : NULL;

        if (bytes != NULL)
                (void)!fread(bytes, 1, SIZE - 1, file);
        if (file != NULL)
                fclose(file);
        return bytes;
}

static void
write_bytes(const char *path, const char *bytes, size_t len)
{
        FILE *file = fopen(path, "wb");

        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, len, file), len);
        assert_int_equal(fclose(file), 0);
}

static void
copy_folder(struct fixture *fixture, const char *name)
{
        char from[PATH], to[PATH], path[PATH];
        struct dirent *entry;
        DIR *dir;

        snprintf(from, sizeof from, "messages%s%s", *name != '\0' ? "/" : "", name);
        snprintf(path, sizeof path, "%s", from);
        assert_int_equal(mkdir(in_folder(fixture, path, to), 0755), 0);
        dir = opendir(from);
        assert_non_null(dir);
        while ((entry = readdir(dir)) != NULL) {
                char *bytes;

                snprintf(path, sizeof path, "%.100s/%.100s", from, entry->d_name);
                if (strstr(entry->d_name, ".txt") == NULL && strstr(entry->d_name, ".cfg") == NULL)
                        continue;
                bytes = read_file(path);
                assert_non_null(bytes);
                write_bytes(in_folder(fixture, path, to), bytes, strlen(bytes));
                assert_true(fixture->nkept < FILES);
                snprintf(fixture->kept[fixture->nkept].path, sizeof fixture->kept[0].path, "%.40s", path + strlen("messages/"));
                fixture->kept[fixture->nkept++].bytes = bytes;
        }
        closedir(dir);
}

static void
write_config(const struct fixture *fixture, const char *list)
{
        char path[PATH], text[400];

        snprintf(text, sizeof text, "country = \"RO\";\nlanguages = [ %s ];\nmessages = \"messages\";\nstate = \"state\";\nruntime = \"run\";\n"
                 "modems = ( { name = \"sim1\"; device = \"nothing\"; } );\n", list);
        write_bytes(in_folder(fixture, "waymark.cfg", path), text, strlen(text));
}

static void
rewrite_message(const struct fixture *fixture, const char *name, const char *text)
{
        char path[PATH], below[PATH];

        snprintf(below, sizeof below, "messages/%s", name);
        write_bytes(in_folder(fixture, below, path), text, strlen(text));
}

static int
set_up_real(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-po-XXXXXX");
        if (mkdtemp(fixture->folder) == NULL)
                return -1;
        copy_folder(fixture, "");
        copy_folder(fixture, "en");
        for (size_t i = 0; i < NLANGUAGES; i++)
                copy_folder(fixture, languages[i]);
        write_config(fixture, "\"uk\", \"ru\", \"ro\", \"pl\", \"de\", \"nl\", \"en\"");
        *state = fixture;
        return 0;
}

/* Texts that the cases change: colleagues may change the real ones every day. */
static const struct kept fixed[] = {
        {"en/job.txt", (char *)(uintptr_t)"# Of an offer.\nKeywords: job, jobs, work\nMenu: Job offers\nReviewed: no\nChanged: 2026-11-23\n\n"
                                          "Job offer? Get a contract.\nAdvice: {HELP}. Danger: 112\n"},
        {"uk/job.txt", (char *)(uintptr_t)"# Пропозиція роботи.\nKeywords: робот*, праця,\n  вакансія\nMenu: Робота\nReviewed: no\n"
                                          "English: 2026-11-23\n\nПропонують роботу? Попросіть договір.\nПорада: {HELP}. Небезпека: 112\n"},
        {"en/stop.txt", (char *)(uintptr_t)"Keywords: stop\nReviewed: no\nChanged: 2026-11-23\n\nOK.\n"},
        {"uk/stop.txt", (char *)(uintptr_t)"Keywords: стоп\nReviewed: no\nEnglish: 2026-11-23\n\nДобре.\n"},
        {"en/unknown.txt", (char *)(uintptr_t)"Reviewed: no\nChanged: 2026-11-23\n\nSorry. Danger: call 112.\n"},
        {"uk/unknown.txt", (char *)(uintptr_t)"Reviewed: no\nEnglish: 2026-11-23\n\nНа жаль, ні. Небезпека: 112.\n"},
};

static int
set_up(void **state)
{
        struct fixture *fixture;

        if (set_up_real(state) < 0)
                return -1;
        fixture = *state;
        for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
                rewrite_message(fixture, fixed[i].path, fixed[i].bytes);
                for (size_t k = 0; k < fixture->nkept; k++) {
                        if (strcmp(fixture->kept[k].path, fixed[i].path) != 0)
                                continue;
                        free(fixture->kept[k].bytes);
                        fixture->kept[k].bytes = strdup(fixed[i].bytes);
                }
        }
        return 0;
}

static void
remove_tree(const char *path)
{
        DIR *dir = opendir(path);
        struct dirent *entry;
        char below[PATH];

        while (dir != NULL && (entry = readdir(dir)) != NULL) {
                if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                        continue;
                snprintf(below, sizeof below, "%.200s/%.200s", path, entry->d_name);
                if (unlink(below) < 0)
                        remove_tree(below);
        }
        if (dir != NULL)
                closedir(dir);
        rmdir(path);
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        remove_tree(fixture->folder);
        for (size_t i = 0; i < fixture->nkept; i++)
                free(fixture->kept[i].bytes);
        free(fixture->out);
        free(fixture->po);
        free(fixture);
        return 0;
}

/* Every file is as it was, but for `except` (NULL: none), and no other file has come. */
static void
assert_untouched(const struct fixture *fixture, const char *except)
{
        char path[PATH], below[PATH];
        size_t n = 0;

        for (size_t i = 0; i < fixture->nkept; i++) {
                char *now;

                snprintf(below, sizeof below, "messages/%s", fixture->kept[i].path);
                now = read_file(in_folder(fixture, below, path));
                assert_non_null(now);
                if (except == NULL || strcmp(fixture->kept[i].path, except) != 0)
                        assert_string_equal(now, fixture->kept[i].bytes);
                else
                        assert_string_not_equal(now, fixture->kept[i].bytes);
                free(now);
        }
        for (size_t i = 0; i <= NLANGUAGES; i++) {
                struct dirent *entry;
                DIR *dir;

                snprintf(below, sizeof below, "messages/%s", i < NLANGUAGES ? languages[i] : "en");
                dir = opendir(in_folder(fixture, below, path));
                while ((entry = readdir(dir)) != NULL)
                        n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
                closedir(dir);
        }
        assert_int_equal(n + 2, fixture->nkept);
}

/* --- commands ----------------------------------------------------------------------------------------------- */

/* The words behind "-c FILE", up to NULL; output and errors go to fixture->out. Returns the exit status. */
static int
run(struct fixture *fixture, ...)
{
        char program[256], config[PATH], out[PATH];
        const char *argv[WORDS + 4] = {"waymark", "-c", in_folder(fixture, "waymark.cfg", config)};
        const char *build = getenv("WAYMARK_BUILD");
        int n = 3, status;
        va_list args;
        pid_t pid;

        va_start(args, fixture);
        while (n < WORDS + 3 && (argv[n] = va_arg(args, const char *)) != NULL)
                n++;
        va_end(args);
        snprintf(program, sizeof program, "%s/waymark", build != NULL ? build : "build");
        in_folder(fixture, "out", out);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

                (void)dup2(fd, 1);
                (void)dup2(fd, 2);
                execv(program, (char **)(uintptr_t)argv);
                _exit(126);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        free(fixture->out);
        fixture->out = read_file(out);
        return WEXITSTATUS(status);
}

/* Into fixture->po. */
static void
export(struct fixture *fixture, const char *language)
{
        char path[PATH];

        (void)unlink(in_folder(fixture, "work.po", path));
        assert_int_equal(run(fixture, "export", "--language", language, "--output", path, NULL), 0);
        free(fixture->po);
        fixture->po = read_file(path);
        assert_non_null(fixture->po);
}

static int
import(struct fixture *fixture, const char *option)
{
        char path[PATH];

        write_bytes(in_folder(fixture, "work.po", path), fixture->po, strlen(fixture->po));
        return option != NULL ? run(fixture, "import", option, path, NULL) : run(fixture, "import", path, NULL);
}

/* Replaces the first `old` behind `behind` in the PO file. */
static void
edit(struct fixture *fixture, const char *behind, const char *old, const char *new)
{
        char *at = strstr(fixture->po, behind), *changed;

        assert_non_null(at);
        at = strstr(at, old);
        if (at == NULL)
                fail_msg("\"%s\" is not in the file", old);
        assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - fixture->po), fixture->po, new, at + strlen(old)) > 0);
        free(fixture->po);
        fixture->po = changed;
}

static void
assert_says(const struct fixture *fixture, const char *words)
{
        if (strstr(fixture->out, words) == NULL)
                fail_msg("\"%s\" is missing in:\n%s", words, fixture->out);
}

static void
assert_refused(struct fixture *fixture, const char *words)
{
        assert_int_equal(import(fixture, NULL), 1);
        assert_says(fixture, "work.po:");
        assert_says(fixture, words);
        assert_untouched(fixture, NULL);
}

static char *
message(const struct fixture *fixture, const char *name)
{
        char path[PATH], below[PATH];
        char *text;

        snprintf(below, sizeof below, "messages/%s", name);
        text = read_file(in_folder(fixture, below, path));
        assert_non_null(text);
        return text;
}

/* --- a round trip ------------------------------------------------------------------------------------------- */

static void
real_messages_come_back_byte_for_byte(void **state)
{
        struct fixture *fixture = *state;

        for (size_t i = 0; i < NLANGUAGES; i++) {
                export(fixture, languages[i]);
                assert_int_equal(import(fixture, NULL), 0);
                assert_string_equal(fixture->out, "Nothing changes.\n");
        }
        assert_untouched(fixture, NULL);
}

static void
english_is_neither_exported_nor_imported(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "export", "--language", "en", NULL), 64);
        export(fixture, "uk");
        edit(fixture, "", "Language: uk", "Language: en");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "Job offer");
        assert_refused(fixture, "English is what the others are translated from");
}

static void
export_never_writes_over_a_file(void **state)
{
        struct fixture *fixture = *state;
        char path[PATH];

        write_bytes(in_folder(fixture, "work.po", path), "mine", 4);
        assert_int_equal(run(fixture, "export", "--language", "uk", "--output", path, NULL), 1);
        free(fixture->po);
        fixture->po = read_file(path);
        assert_string_equal(fixture->po, "mine");
}

static void
a_translator_is_told_what_matters(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "export", "--language", "uk", NULL), 0);
        assert_says(fixture, "\"Language: uk\\n\"");
        assert_says(fixture, "charset=UTF-8");
        assert_says(fixture, "\"PO-Revision-Date: \\n\"\n\"Last-Translator: \\n\"\n\"Language-Team: none\\n\""); /* msgfmt -c misses them */
        assert_says(fixture, "#. At most 134 characters in Cyrillic");
        assert_says(fixture, "#. At most 201 characters in Cyrillic");
        assert_says(fixture, "#. Keep {HELP} as it is");
        assert_says(fixture, "#. Note (uk): Пропозиція роботи.");
        assert_says(fixture, "msgctxt \"rights-noneu\"");
        assert_says(fixture, "msgctxt \"menu:names\"");
        assert_says(fixture, "msgctxt \"menu:keys\"");
        assert_says(fixture, "msgctxt \"job:keywords\"\nmsgid \"job, jobs, work\"\nmsgstr \"робот*, праця, вакансія\"\n");
}

/* --- changes -------------------------------------------------------------------------------------------------- */

static void
a_changed_text_changes_only_its_file(void **state)
{
        struct fixture *fixture = *state;
        char *text;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job\"", "Пропонують роботу?", "Вам пропонують роботу?");
        assert_int_equal(import(fixture, NULL), 0);
        assert_string_equal(fixture->out, "uk/job.txt: text\n");
        assert_untouched(fixture, "uk/job.txt");
        text = message(fixture, "uk/job.txt");
        assert_int_equal(strncmp(text, "# Пропозиція роботи.", strlen("# Пропозиція роботи.")), 0);
        assert_non_null(strstr(text, "\n\nВам пропонують роботу? Попросіть договір. Порада: {HELP}. Небезпека: 112\n"));
        assert_non_null(strstr(text, "\nKeywords: робот*, праця,\n  вакансія\nMenu: Робота\n"));
        free(text);
}

static void
a_dry_run_only_tells(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "Про роботу");
        assert_int_equal(import(fixture, "--dry-run"), 0);
        assert_says(fixture, "uk/job.txt: menu\n");
        assert_untouched(fixture, NULL);
}

static void
keywords_and_names_are_replaced_whole(void **state)
{
        struct fixture *fixture = *state;
        char *text;

        export(fixture, "pl");
        edit(fixture, "msgctxt \"menu:names\"", "msgstr \"\"\n\"", "msgstr \"\"\n\"polszczyzna , nowe  imie\\n po naszemu, ");
        assert_int_equal(import(fixture, NULL), 0);
        assert_string_equal(fixture->out, "pl/menu.txt: names\n");
        assert_untouched(fixture, "pl/menu.txt");
        text = message(fixture, "pl/menu.txt");
        assert_non_null(strstr(text, "\nNames: polszczyzna, nowe imie, po naszemu, "));
        free(text);
        export(fixture, "pl");
        assert_int_equal(import(fixture, NULL), 0);
        assert_string_equal(fixture->out, "Nothing changes.\n");
}

static void
a_changed_text_is_to_be_reviewed_again(void **state)
{
        struct fixture *fixture = *state;
        char *text;

        rewrite_message(fixture, "uk/stop.txt", "# Note above.\nKeywords: стоп\nReviewed: Olena, 2026-11-20\n# Note between.\nEnglish: 2026-11-23\n\n"
                                                "Добре.\n# Note in the text.\n\nБільше не пишемо.\n");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"stop\"", "Добре. Більше не пишемо.", "Гаразд. Більше не пишемо.");
        assert_int_equal(import(fixture, NULL), 0);
        text = message(fixture, "uk/stop.txt");
        assert_string_equal(text, "# Note above.\nKeywords: стоп\nReviewed: no\n# Note between.\nEnglish: 2026-11-23\n\n"
                                  "Гаразд. Більше не пишемо.\n# Note in the text.\n");
        free(text);
}

static void
an_old_translation_is_fuzzy_until_someone_looks(void **state)
{
        struct fixture *fixture = *state;
        char *text;

        rewrite_message(fixture, "uk/stop.txt", "Keywords: стоп\nReviewed: no\nEnglish: 2026-10-01\n\nДобре.\n");
        export(fixture, "uk");
        assert_int_equal(import(fixture, NULL), 0);
        assert_string_equal(fixture->out, "Nothing changes.\n");
        edit(fixture, "#, fuzzy", "#, fuzzy\nmsgctxt \"stop\"", "msgctxt \"stop\"");
        assert_int_equal(import(fixture, NULL), 0);
        assert_string_equal(fixture->out, "uk/stop.txt: date of the English text\n");
        text = message(fixture, "uk/stop.txt");
        assert_string_equal(text, "Keywords: стоп\nReviewed: no\nEnglish: 2026-11-23\n\nДобре.\n");
        free(text);
}

static void
what_is_fuzzy_or_empty_stays(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "msgstr \"Робота\"", "msgstr \"\"");
        edit(fixture, "", "msgctxt \"house:menu\"", "#, fuzzy\nmsgctxt \"house:menu\"");
        edit(fixture, "msgctxt \"house:menu\"", "msgstr \"", "msgstr \"A");
        assert_int_equal(import(fixture, NULL), 0);
        assert_says(fixture, "job:menu is empty");
        assert_says(fixture, "house:menu is still marked as fuzzy");
        assert_untouched(fixture, NULL);
}

static void
a_translation_of_an_older_english_text_keeps_its_date(void **state)
{
        struct fixture *fixture = *state;
        char *english = message(fixture, "en/job.txt"), *day = strstr(english, "Changed: 2026-11-23"), *text;

        export(fixture, "uk");
        assert_non_null(day);
        memcpy(day + 9, "2026-12-24", 10);
        memcpy(strstr(english, "Job offer?"), "Job Offer!", 10);
        rewrite_message(fixture, "en/job.txt", english);
        edit(fixture, "msgctxt \"job\"", "Пропонують роботу?", "Вам пропонують роботу?");
        assert_int_equal(import(fixture, NULL), 0);
        assert_says(fixture, "the English text was changed after this file was exported");
        text = message(fixture, "uk/job.txt");
        assert_non_null(strstr(text, "English: 2026-11-23\n"));
        free(text);
        free(english);
}

static void
a_new_language_is_a_new_folder(void **state)
{
        struct fixture *fixture = *state;
        char *text;

        export(fixture, "bg");
        edit(fixture, "msgctxt \"job\"", "msgstr \"\"", "msgstr \"Работа? Съвет: {HELP}. Опасност: 112\"");
        edit(fixture, "msgctxt \"job:menu\"", "msgstr \"\"", "msgstr \"Работа\"");
        edit(fixture, "msgctxt \"house:menu\"", "msgstr \"\"", "msgstr \"Жилище\"");
        assert_refused(fixture, "not among `languages`");
        write_config(fixture, "\"en\", \"uk\", \"bg\"");
        assert_int_equal(import(fixture, NULL), 0);
        assert_says(fixture, "bg/job.txt: text (new)\nbg/job.txt: menu (new)\n");
        assert_says(fixture, "house:menu is left out");
        text = message(fixture, "bg/job.txt");
        assert_string_equal(text, "Menu: Работа\nReviewed: no\nEnglish: 2026-11-23\n\nРабота? Съвет: {HELP}. Опасност: 112\n");
        free(text);
        assert_untouched(fixture, NULL);
        assert_int_equal(run(fixture, "answer", "job", NULL), 0);
}

/* --- refusals ------------------------------------------------------------------------------------------------- */

static void
refuses_a_language_that_is_not_ours(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "", "Language: uk", "Language: ../uk");
        assert_refused(fixture, "does not name one of our languages");
        edit(fixture, "", "Language: ../uk", "Language: uk/");
        assert_refused(fixture, "does not name one of our languages");
        edit(fixture, "", "Language: uk/", "Language: fr");
        assert_refused(fixture, "not among `languages`");
        edit(fixture, "", "\"Language: fr\\n\"\n", "");
        assert_refused(fixture, "does not name one of our languages");
}

static void
refuses_texts_of_another_language_than_its_header_says(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "", "\"Language: uk\\n\"", "\"Language: ru\\n\"");
        assert_refused(fixture, "these are texts in \"українська\", but the folder \"ru\" is for \"русский\"; correct Language:");
}

static void
refuses_names_that_are_no_texts_of_ours(void **state)
{
        static const char *const names[] = {"../ru/job", "/etc/passwd", ".job", "ru/job", "job.txt", "topics.cfg", "job:reviewed", "job:text", "",
                                            "jobs", "help-noneu", "JOB"};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                char context[60];

                snprintf(context, sizeof context, "msgctxt \"%s\"", names[i]);
                export(fixture, "uk");
                edit(fixture, "", "msgctxt \"job\"", context);
                edit(fixture, context, "Пропонують", "Вам пропонують");
                assert_refused(fixture, "is none of our texts");
        }
}

static void
refuses_a_missing_or_foreign_placeholder(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job\"", "Порада: {HELP}", "Порада: {help}");
        assert_refused(fixture, "job: {HELP} is missing");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"unknown\"", "На жаль", "На жаль {KIDS}");
        assert_refused(fixture, "{KIDS} does not stand in the English text");
}

static void
refuses_what_is_too_long(void **state)
{
        struct fixture *fixture = *state;
        char words[600] = "Пропонують роботу? ";

        export(fixture, "uk");
        for (int i = 0; i < 30; i++)
                strncat(words, "дуже ", sizeof words - strlen(words) - 1);
        edit(fixture, "msgctxt \"job\"", "Пропонують роботу? ", words);
        assert_refused(fixture, "more than 3; shorten it");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "Робота, робота, робота");
        assert_refused(fixture, "shorten it to 18");
}

static void
refuses_keywords_that_cannot_be_read(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:keywords\"", "робот*, праця", "ро*, праця");
        assert_refused(fixture, "too short");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:keywords\"", "робот*, праця", "!робот, праця=9");
        assert_refused(fixture, "move \"!робот\" to help.txt");
        assert_says(fixture, "праця=9");
}

static void
refuses_what_would_be_read_as_something_else(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job\"", "Пропонують роботу?", "# Пропонують роботу?");
        assert_refused(fixture, "cannot stand in a message file like this");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"job\"", "Пропонують роботу?", "Menu: роботу?");
        assert_refused(fixture, "looks like a header");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"job\"", "Пропонують роботу?", "\\a роботу?");
        assert_refused(fixture, "control character");
}

static void
a_line_end_in_a_value_begins_no_header(void **state)
{
        struct fixture *fixture = *state;
        char *text;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "\"Робота\"", "\"X\\nEnglish: 1\\r\"");
        assert_int_equal(import(fixture, NULL), 0);
        text = message(fixture, "uk/job.txt");
        assert_non_null(strstr(text, "\nMenu: X English: 1\nReviewed: no\nEnglish: 2026-11-23\n"));
        free(text);
        assert_untouched(fixture, "uk/job.txt");
}

static void
refuses_broken_files(void **state)
{
        struct fixture *fixture = *state;
        char path[PATH];
        char *huge;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "msgstr \"Робота\"", "msgstr \"Робота");
        assert_refused(fixture, "correct it with an editor for PO files");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "\xd0");
        assert_refused(fixture, "not UTF-8");
        export(fixture, "uk");
        edit(fixture, "", "charset=UTF-8", "charset=KOI8-U");
        assert_refused(fixture, "UTF-8");
        export(fixture, "uk");
        edit(fixture, "", "msgctxt \"job:menu\"\n", "");
        assert_refused(fixture, "no msgctxt");
        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "msgstr \"", "msgid_plural \"Jobs\"\nmsgstr[0] \"");
        assert_refused(fixture, "plural");
        export(fixture, "uk");
        edit(fixture, "", "msgctxt \"house:menu\"", "msgctxt \"job:menu\"");
        assert_refused(fixture, "twice");
        huge = malloc(SIZE);
        memset(huge, '\n', SIZE);
        write_bytes(in_folder(fixture, "work.po", path), huge, SIZE);
        free(huge);
        assert_int_equal(run(fixture, "import", path, NULL), 1);
        assert_says(fixture, "larger than 1 MB");
        assert_int_equal(run(fixture, "import", fixture->folder, NULL), 1);
        assert_int_equal(run(fixture, "import", "/dev/zero", NULL), 1);
        assert_int_equal(run(fixture, "import", "nowhere.po", NULL), 1);
        assert_int_equal(run(fixture, "import", NULL), 64);
        assert_untouched(fixture, NULL);
}

static void
one_mistake_keeps_back_everything(void **state)
{
        struct fixture *fixture = *state;

        export(fixture, "uk");
        edit(fixture, "msgctxt \"house:menu\"", "msgstr \"", "msgstr \"A");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "Робота, робота, робота");
        assert_refused(fixture, "shorten it to 18");
        assert_null(strstr(fixture->out, "uk/house.txt: menu"));
}

static void
refuses_a_folder_that_is_a_link_to_another(void **state)
{
        struct fixture *fixture = *state;
        char uk[PATH], away[PATH];

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "Про роботу");
        assert_int_equal(rename(in_folder(fixture, "messages/uk", uk), in_folder(fixture, "away", away)), 0);
        assert_int_equal(symlink("../away", uk), 0);
        assert_int_equal(import(fixture, NULL), 1);
        assert_says(fixture, "not a link");
        assert_int_equal(unlink(uk), 0);
        assert_int_equal(rename(away, uk), 0);
        assert_untouched(fixture, NULL);
}

static void
a_file_that_cannot_be_written_keeps_back_all(void **state)
{
        struct fixture *fixture = *state;
        char in_the_way[PATH];

        export(fixture, "uk");
        edit(fixture, "msgctxt \"job:menu\"", "Робота", "Про роботу");
        edit(fixture, "msgctxt \"unknown\"", "На жаль", "Вибачте");
        assert_int_equal(mkdir(in_folder(fixture, "messages/uk/.unknown.txt.import", in_the_way), 0700), 0);
        assert_int_equal(import(fixture, NULL), 1);
        assert_says(fixture, "uk/unknown.txt: it cannot be written");
        assert_int_equal(rmdir(in_the_way), 0);
        assert_untouched(fixture, NULL);
        assert_int_equal(import(fixture, NULL), 0);
        assert_string_equal(fixture->out, "uk/job.txt: menu\nuk/unknown.txt: text\n");
}

static void
a_message_file_is_read_as_the_gateway_reads_it(void **state)
{
        struct message_file *file = message_file_new("# a note\nKeywords: one, two three ,\n  four\nMenu : Line\n\nText  one\n\n# b\ntext two\n");
        char *value;

        (void)state;
        value = message_file_value(file, MESSAGE_PART_KEYWORDS);
        assert_string_equal(value, "one, two three, four");
        free(value);
        value = message_file_value(file, MESSAGE_PART_MENU);
        assert_string_equal(value, "Line");
        free(value);
        value = message_file_value(file, MESSAGE_PART_TEXT);
        assert_string_equal(value, "Text one text two");
        free(value);
        value = message_file_notes(file);
        assert_string_equal(value, "a note\nb\n");
        free(value);
        assert_null(message_file_value(file, MESSAGE_PART_ENGLISH));
        assert_int_equal(message_file_part_at(file, 3), MESSAGE_PART_KEYWORDS);
        assert_int_equal(message_file_part_at(file, 99), MESSAGE_PART_NONE);
        message_file_free(file);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(real_messages_come_back_byte_for_byte, set_up_real, tear_down),
                CASE(english_is_neither_exported_nor_imported),
                CASE(export_never_writes_over_a_file),
                CASE(a_translator_is_told_what_matters),
                CASE(a_changed_text_changes_only_its_file),
                CASE(a_dry_run_only_tells),
                CASE(keywords_and_names_are_replaced_whole),
                CASE(a_changed_text_is_to_be_reviewed_again),
                CASE(an_old_translation_is_fuzzy_until_someone_looks),
                CASE(what_is_fuzzy_or_empty_stays),
                CASE(a_translation_of_an_older_english_text_keeps_its_date),
                CASE(a_new_language_is_a_new_folder),
                CASE(refuses_a_language_that_is_not_ours),
                CASE(refuses_texts_of_another_language_than_its_header_says),
                CASE(refuses_names_that_are_no_texts_of_ours),
                CASE(refuses_a_missing_or_foreign_placeholder),
                CASE(refuses_what_is_too_long),
                CASE(refuses_keywords_that_cannot_be_read),
                CASE(refuses_what_would_be_read_as_something_else),
                CASE(a_line_end_in_a_value_begins_no_header),
                CASE(refuses_broken_files),
                CASE(one_mistake_keeps_back_everything),
                CASE(refuses_a_folder_that_is_a_link_to_another),
                CASE(a_file_that_cannot_be_written_keeps_back_all),
                cmocka_unit_test(a_message_file_is_read_as_the_gateway_reads_it),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
