/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark check`: the same reading as the gateway's own, so what is sound here is taken there. Changes nothing.
 */
#include "check.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/code.h"
#include "common/finding.h"
#include "json.h"
#include "menu/menu.h"
#include "paint.h"
#include "words/catalogue.h"
#include "words/review.h"

struct checking {
        struct config config;
        struct findings *findings;
        struct catalogue *catalogue;
        struct review *review;          /* NULL if the catalogue is unsound */
        bool as_json, all;              /* all: hints too */
};

static const char *const severity_names[] = {
        [FINDING_SEVERITY_NOTE] = "hint",
        [FINDING_SEVERITY_WARNING] = "warning",
        [FINDING_SEVERITY_ERROR] = "error",
};

#define TABLE_COLUMN 10                 /* the longest topic, "privacy", behind two spaces */

/* Screens that a text may be shown on, page by page; the names are in --json too: they stay. */
static const struct {
        const char *name;
        struct menu_size size;
} fronts[] = {
        {"gsup", {.gsm7 = 128, .ucs2 = 56}},    /* an own network */
        {"http", {.gsm7 = 182, .ucs2 = 80}},    /* an operator's call-back */
        {"sms", {.gsm7 = 160, .ucs2 = 70}},     /* one short message */
};

#define NFRONTS (sizeof fronts / sizeof fronts[0])

static const struct {
        const char *sign, *name;        /* the names are in --json too: they stay */
        enum paint paint;
} states[] = {
        [REVIEW_STATE_MISSING] = {"-", "missing", PAINT_BAD},
        [REVIEW_STATE_STALE] = {"!", "older than the English text", PAINT_CARE},
        [REVIEW_STATE_UNREVIEWED] = {"o", "not reviewed", PAINT_FAINT},
        [REVIEW_STATE_SOUND] = {"+", "reviewed", PAINT_GOOD},
};

static const char *
coding_name(enum segment_coding coding)
{
        return coding == SEGMENT_CODING_UCS2 ? "UCS-2" : "GSM-7";
}

static bool
is_sound(const struct checking *checking)
{
        return findings_count(checking->findings, FINDING_SEVERITY_ERROR) == 0 && checking->catalogue != NULL;
}

/* False for a topic that topics.cfg has not and nobody wrote: it is no gap. */
static bool
topic_is_written(const struct checking *checking, enum topic topic)
{
        for (int i = 0; i < catalogue_nlanguages(checking->catalogue); i++)
                if (review_state(checking->review, catalogue_language(checking->catalogue, i), topic) != REVIEW_STATE_MISSING)
                        return true;
        return false;
}

/* How many pages the i-th reply is on a screen; the menu is a list there, and what was not understood is not told: 0. */
static int
pages_of(const struct checking *checking, size_t i, const struct menu_size *size)
{
        const struct review_reply *reply = review_reply(checking->review, i);
        char text[CATALOGUE_REPLY_TEXT];

        if (reply->topic == TOPIC_UNKNOWN)
                return 0;
        if (reply->topic == TOPIC_MENU)
                return menu_topics_pages(checking->catalogue, reply->language, size);
        review_text(checking->review, i, text);
        return menu_pages(checking->catalogue, reply->language, text, size);
}

/* --- for people ---------------------------------------------------------------------------------------- */

static void
print_findings(const struct checking *checking, bool colours)
{
        static const enum paint paints[] = {
                [FINDING_SEVERITY_NOTE] = PAINT_FAINT,
                [FINDING_SEVERITY_WARNING] = PAINT_CARE,
                [FINDING_SEVERITY_ERROR] = PAINT_BAD,
        };
        const struct finding *finding;
        bool any = false;

        for (size_t i = 0; (finding = findings_at(checking->findings, i)) != NULL; i++) {
                if (finding->severity == FINDING_SEVERITY_NOTE && !checking->all)
                        continue;
                paint_text(stdout, colours, paints[finding->severity], severity_names[finding->severity]);
                fputs(": ", stdout);
                paint_column(stdout, finding->text, 0);
                putchar('\n');
                any = true;
        }
        if (any)
                putchar('\n');
}

/* One reply in GSM-7 tells that the language can be written so: its dear letters strayed into it. In Cyrillic every letter is dear. */
static bool
language_is_cheap(const struct review *review, uint16_t language)
{
        const struct review_reply *reply;

        for (size_t i = 0; (reply = review_reply(review, i)) != NULL; i++)
                if (reply->language == language && reply->coding == SEGMENT_CODING_GSM7)
                        return true;
        return false;
}

/* What a person can do about the cost of a reply. A letter that is filled in stands in no line. */
static void
print_dear(const struct review_reply *reply, bool colours)
{
        char place[24] = "", text[160];

        if (reply->forcing_line > 0)
                snprintf(place, sizeof place, "line %d: ", reply->forcing_line);
        if (reply->saves_parts > 0 && reply->cheaper[0] != '\0') {
                snprintf(text, sizeof text, "  %s\"%s\" costs %d part%s, \"%s\" would not", place, reply->forcing, reply->saves_parts,
                         reply->saves_parts == 1 ? "" : "s", reply->cheaper);
                paint_text(stdout, colours, PAINT_CARE, text);
        } else {
                snprintf(text, sizeof text, "  %s\"%s\" is dear", place, reply->forcing);
                paint_text(stdout, colours, PAINT_FAINT, text);
        }
}

static void
print_pages(const struct checking *checking, size_t i)
{
        for (size_t f = 0; f < NFRONTS; f++) {
                int pages = pages_of(checking, i, &fronts[f].size);

                if (pages > 0)
                        printf("%5d", pages);
                else
                        printf("%5s", "-");
        }
}

static void
print_reply(const struct checking *checking, size_t i, bool colours)
{
        const struct review *review = checking->review;
        const struct review_reply *reply = review_reply(review, i);
        const char *slash = strrchr(reply->file, '/');
        char number[40];

        fputs("  ", stdout);
        paint_column(stdout, slash != NULL ? slash + 1 : reply->file, 20);
        snprintf(number, sizeof number, "%6d  %-6s %5d %5d       ", reply->characters, coding_name(reply->coding), reply->parts, reply->room);
        fputs(number, stdout);
        print_pages(checking, i);
        if (reply->forcing[0] != '\0' && (reply->cheaper[0] != '\0' || language_is_cheap(review, reply->language)))
                print_dear(reply, colours);
        if (reply->stale)
                paint_text(stdout, colours, PAINT_CARE, "  older than the English text");
        else if (!reply->reviewed)
                paint_text(stdout, colours, PAINT_FAINT, "  not reviewed");
        putchar('\n');
}

static void
print_replies(const struct checking *checking, bool colours)
{
        const struct review_reply *reply;
        uint16_t language = 0;
        char code[CODE_TEXT];

        for (size_t i = 0; (reply = review_reply(checking->review, i)) != NULL; i++) {
                if (reply->language != language) {
                        language = reply->language;
                        paint_text(stdout, colours, PAINT_STRONG, code_language(language, code));
                        fputs("  ", stdout);
                        paint_text(stdout, colours, PAINT_STRONG, catalogue_language_name(checking->catalogue, language));
                        putchar('\n');
                        paint_text(stdout, colours, PAINT_FAINT, "  file                 chars  coding parts  room  pages: gsup http  sms\n");
                }
                print_reply(checking, i, colours);
        }
        putchar('\n');
}

static void
print_states(const struct checking *checking, enum topic topic, bool colours)
{
        for (int i = 0; i < catalogue_nlanguages(checking->catalogue); i++) {
                enum review_state state = review_state(checking->review, catalogue_language(checking->catalogue, i), topic);

                fputs("   ", stdout);
                paint_text(stdout, colours, states[state].paint, states[state].sign);
        }
        putchar('\n');
}

/* Topics by languages: where there is work left. */
static void
print_table(const struct checking *checking, bool colours)
{
        char code[CODE_TEXT];

        paint_text(stdout, colours, PAINT_STRONG, "topic");
        printf("%*s", TABLE_COLUMN - 5, "");
        for (int i = 0; i < catalogue_nlanguages(checking->catalogue); i++)
                printf("%4s", code_language(catalogue_language(checking->catalogue, i), code));
        putchar('\n');
        for (int topic = 1; topic < TOPIC_COUNT; topic++) {
                if (!topic_is_written(checking, (enum topic)topic))
                        continue;
                fputs("  ", stdout);
                paint_column(stdout, topic_name((unsigned)topic), TABLE_COLUMN - 2);
                print_states(checking, (enum topic)topic, colours);
        }
        fputs("  ", stdout);
        for (int state = REVIEW_STATE_SOUND; state >= REVIEW_STATE_MISSING; state--) {
                paint_text(stdout, colours, states[state].paint, states[state].sign);
                printf(" %s%s", states[state].name, state > REVIEW_STATE_MISSING ? "   " : "\n\n");
        }
}

static void
print_verdict(const struct checking *checking, bool colours)
{
        size_t errors = findings_count(checking->findings, FINDING_SEVERITY_ERROR);
        size_t warnings = findings_count(checking->findings, FINDING_SEVERITY_WARNING);
        size_t hints = findings_count(checking->findings, FINDING_SEVERITY_NOTE);
        bool sound = is_sound(checking);

        paint_text(stdout, colours, sound ? PAINT_GOOD : PAINT_BAD, sound ? "sound" : "not sound");
        printf(": %zu error%s, %zu warning%s, %zu hint%s", errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s", hints,
               hints == 1 ? "" : "s");
        if (checking->review != NULL)
                printf("; %zu replies, %zu keywords", review_nreplies(checking->review), catalogue_nkeywords(checking->catalogue));
        putchar('\n');
        if (!sound)
                puts("A running gateway goes on with what it had. Do not start it again before this is put right: it would end at once.");
        else if (hints > 0 && !checking->all)
                puts("\"waymark check --all\" shows the hints too.");
}

/* --- for programs ----------------------------------------------------------------------------------------- */

static void
print_json_pages(struct json *json, const struct checking *checking, size_t i)
{
        json_open(json, "pages", '{');
        for (size_t f = 0; f < NFRONTS; f++) {
                int pages = pages_of(checking, i, &fronts[f].size);

                if (pages > 0)
                        json_number(json, fronts[f].name, pages);
                else
                        json_null(json, fronts[f].name);
        }
        json_close(json, '}');
}

static void
print_json_reply(struct json *json, const struct checking *checking, size_t i)
{
        const struct review_reply *reply = review_reply(checking->review, i);
        char code[CODE_TEXT];

        json_open(json, NULL, '{');
        json_text(json, "language", code_language(reply->language, code));
        json_text(json, "topic", topic_name(reply->topic));
        json_text(json, "file", reply->file);
        json_number(json, "line", reply->line);
        if (reply->country != 0)
                json_text(json, "country", code_country(reply->country, code));
        else
                json_null(json, "country");
        json_text(json, "coding", coding_name(reply->coding));
        json_number(json, "characters", reply->characters);
        json_number(json, "units", reply->units);
        json_number(json, "parts", reply->parts);
        json_number(json, "room", reply->room);
        json_text(json, "forcing", reply->forcing);
        json_number(json, "forcing_line", reply->forcing_line);
        json_text(json, "cheaper", reply->cheaper);
        json_number(json, "saves_parts", reply->saves_parts);
        json_number(json, "reading_grade", reply->reading_grade);
        json_bool(json, "reviewed", reply->reviewed);
        json_bool(json, "stale", reply->stale);
        print_json_pages(json, checking, i);
        json_close(json, '}');
}

/* "topics": { "job": { "uk": "not reviewed", ... }, ... } */
static void
print_json_table(struct json *json, const struct checking *checking)
{
        char code[CODE_TEXT];

        json_open(json, "topics", '{');
        for (int topic = 1; topic < TOPIC_COUNT; topic++) {
                if (!topic_is_written(checking, (enum topic)topic))
                        continue;
                json_open(json, topic_name((unsigned)topic), '{');
                for (int i = 0; i < catalogue_nlanguages(checking->catalogue); i++) {
                        uint16_t language = catalogue_language(checking->catalogue, i);

                        json_text(json, code_language(language, code), states[review_state(checking->review, language, (enum topic)topic)].name);
                }
                json_close(json, '}');
        }
        json_close(json, '}');
}

static void
print_json(const struct checking *checking)
{
        const struct finding *finding;
        struct json json = {.out = stdout};

        json_open(&json, NULL, '{');
        json_bool(&json, "sound", is_sound(checking));
        json_number(&json, "errors", (int64_t)findings_count(checking->findings, FINDING_SEVERITY_ERROR));
        json_number(&json, "warnings", (int64_t)findings_count(checking->findings, FINDING_SEVERITY_WARNING));
        json_number(&json, "hints", (int64_t)findings_count(checking->findings, FINDING_SEVERITY_NOTE));
        json_open(&json, "findings", '[');
        for (size_t i = 0; (finding = findings_at(checking->findings, i)) != NULL; i++) {
                json_open(&json, NULL, '{');
                json_text(&json, "severity", severity_names[finding->severity]);
                json_text(&json, "text", finding->text);
                json_close(&json, '}');
        }
        json_close(&json, ']');
        json_open(&json, "replies", '[');
        for (size_t i = 0; checking->review != NULL && i < review_nreplies(checking->review); i++)
                print_json_reply(&json, checking, i);
        json_close(&json, ']');
        if (checking->review != NULL)
                print_json_table(&json, checking);
        json_close(&json, '}');
}

/* --- the command --------------------------------------------------------------------------------------------- */

/* The messages are looked at as far as the configuration tells where they are. */
static void
look(const struct command_call *call, struct checking *checking)
{
        struct catalogue_options options = {.today = command_today(), .for_review = true};
        int rc = config_load(call->config_file, &checking->config, checking->findings);

        if (rc < 0 && (checking->config.nlanguages == 0 || checking->config.country == 0 || checking->config.messages[0] == '\0'))
                return;
        options.country = checking->config.country;
        options.languages = checking->config.languages;
        options.nlanguages = checking->config.nlanguages;
        checking->catalogue = catalogue_load(checking->config.messages, &options, checking->findings);
        if (checking->catalogue != NULL)
                checking->review = review_new(checking->catalogue, options.today, checking->findings);
}

static int
print_result(const struct checking *checking)
{
        bool colours = paint_wanted(stdout);

        if (checking->as_json) {
                print_json(checking);
        } else {
                if (checking->review != NULL)
                        print_replies(checking, colours);
                print_findings(checking, colours);
                if (checking->review != NULL)
                        print_table(checking, colours);
                print_verdict(checking, colours);
        }
        return is_sound(checking) ? COMMAND_EXIT_OK : COMMAND_EXIT_UNSOUND;
}

int
check_command(const struct command_call *call)
{
        static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {"all", no_argument, NULL, 'a'}, {NULL, 0, NULL, 0}};
        struct checking *checking = calloc(1, sizeof *checking);
        int option, rc = 0;

        if (checking == NULL)
                return COMMAND_EXIT_TROUBLE;
        while (rc == 0 && (option = getopt_long(call->argc, call->argv, "", options, NULL)) != -1) {
                checking->as_json = checking->as_json || option == 'j';
                checking->all = checking->all || option == 'a';
                if (option == '?')
                        rc = command_misused(call, "unknown option");
        }
        if (rc == 0 && optind < call->argc)
                rc = command_misused(call, "\"%s\" is too much", call->argv[optind]);
        if (rc == 0) {
                checking->findings = findings_new();
                rc = checking->findings == NULL ? COMMAND_EXIT_TROUBLE : 0;
        }
        if (rc == 0) {
                look(call, checking);
                rc = print_result(checking);
        }
        review_free(checking->review);
        catalogue_free(checking->catalogue);
        findings_free(checking->findings);
        config_wipe(&checking->config);
        free(checking);
        return rc;
}
