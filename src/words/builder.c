/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Putting a catalogue together, file by file; see builder.h. Library.
 */
#include "builder_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/lexicon.h"
#include "words/noise.h"
#include "words/sense.h"
#include "words/textfile.h"

static void
take_languages(struct catalogue *catalogue, const struct catalogue_options *options)
{
        for (int i = 0; i < options->nlanguages && catalogue->nlanguages < CATALOGUE_LANGUAGES; i++)
                if (options->languages[i] != 0 && catalogue_language_index(catalogue, options->languages[i]) < 0)
                        catalogue->languages[catalogue->nlanguages++] = options->languages[i];
}

struct builder *
builder_new(const char *label, const struct catalogue_options *options, struct findings *findings)
{
        struct builder *builder = calloc(1, sizeof *builder);
        struct catalogue *catalogue = calloc(1, sizeof *catalogue);

        if (builder == NULL || catalogue == NULL) {
                free(builder);
                free(catalogue);
                return NULL;
        }
        builder->catalogue = catalogue;
        builder->label = label;
        builder->findings = findings;
        builder->errors_before = findings_count(findings, FINDING_SEVERITY_ERROR);
        builder->country = options->country;
        builder->today = options->today;
        catalogue->for_review = options->for_review;
        if (options->for_review)
                catalogue->label = pool_add(&catalogue->pool, label, strlen(label));
        catalogue->home = -1;
        take_languages(catalogue, options);
        catalogue->replies = calloc((size_t)catalogue->nlanguages + 1, sizeof *catalogue->replies);
        catalogue->sense = sense_new();
        if (catalogue->replies == NULL || catalogue->sense == NULL) {
                builder_free(builder);
                return NULL;
        }
        for (unsigned topic = 1; topic < TOPIC_COUNT; topic++)
                if (topic_is_service(topic))
                        catalogue->topics[topic] = (struct topic_settings){ .listed = true, .priority = 50 };
        return builder;
}

void
builder_free(struct builder *builder)
{
        if (builder == NULL)
                return;
        catalogue_free(builder->catalogue);
        free(builder);
}

void
builder_set_place(struct builder *builder, const char *path)
{
        snprintf(builder->place, sizeof builder->place, "%s%s%s", builder->label, *path != '\0' ? "/" : "", path);
}

uint32_t
builder_add_text(struct builder *builder, const char *text)
{
        size_t len;

        text += strspn(text, " \t\r\n");
        len = strlen(text);
        while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
                len--;
        return pool_add(&builder->catalogue->pool, text, len);
}

void
builder_add_keyword(struct builder *builder, const struct keyword *keyword, const char *text, size_t len)
{
        struct catalogue *catalogue = builder->catalogue;
        struct keyword *keywords;

        if (catalogue->nkeywords == CATALOGUE_KEYWORDS && keyword->kind != KEYWORD_KIND_NOISE) {
                if (!builder->told_too_many)
                        builder_error(builder, keyword->line, "there are more than %d keywords in all; take some out", CATALOGUE_KEYWORDS);
                builder->told_too_many = true;
                return;
        }
        keywords = array_grow(catalogue->keywords, catalogue->nkeywords, &builder->keywords_room, sizeof *keywords);
        if (keywords == NULL) {
                builder->short_of_memory = true;
                return;
        }
        catalogue->keywords = keywords;
        keywords[catalogue->nkeywords] = *keyword;
        keywords[catalogue->nkeywords++].text = pool_add(&catalogue->pool, text, len);
}

int32_t
builder_day(const char *text)
{
        int year = 0, month = 1, day = 1, used = 0;
        int fields = sscanf(text, "%4d%n-%2d%n-%2d%n", &year, &used, &month, &used, &day, &used);

        if (fields < 1 || text[used] != '\0' || year < 1000 || month < 1 || month > 12 || day < 1 || day > 31)
                return DAY_UNKNOWN;
        return (int32_t)(clock_from_civil(year, month, day, 0, 0, 0) / 86400);
}

static bool
ends_with(const char *name, const char *end)
{
        size_t len = strlen(name), end_len = strlen(end);

        return len >= end_len && strcasecmp(name + len - end_len, end) == 0;
}

bool
builder_ignores(const char *name)
{
        static const char *const endings[] = { "~", ".bak", ".swp", ".swo", ".swx", ".tmp", ".part", ".orig", ".rej", ".dpkg-old", ".dpkg-dist",
                                               ".dpkg-new" };
        size_t len = strlen(name);

        if (*name == '.' || strncasecmp(name, "readme", 6) == 0)
                return true;
        if (*name == '#' && name[len - 1] == '#')
                return true;
        for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
                if (ends_with(name, endings[i]))
                        return true;
        return len >= 4 && strspn(name, "0123456789") == len; /* vim's test file "4913" */
}

bool
builder_wants_language(const struct builder *builder, const char *folder)
{
        uint16_t code = code_pack(folder);

        return code != 0 && catalogue_language_index(builder->catalogue, code) >= 0;
}

/* "job.txt" -> topic and variant. */
static enum topic
topic_of_file(const char *name, enum variant *variant)
{
        char expected[CATALOGUE_FILE_NAME];

        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                for (int i = 0; i < VARIANT_COUNT; i++)
                        if (strcmp(catalogue_file_name((enum topic)topic, (enum variant)i, expected), name) == 0) {
                                *variant = (enum variant)i;
                                return (enum topic)topic;
                        }
        return TOPIC_NONE;
}

static bool
variant_is_used(enum topic topic, enum variant variant)
{
        switch (variant) {
        case VARIANT_PLAIN:
                return true;
        case VARIANT_NOLINE:
                return topic == TOPIC_HELP;
        case VARIANT_NONEU:
                return topic == TOPIC_RIGHTS;
        case VARIANT_COUNT:
                break;
        }
        return false;
}

static void
add_reply(struct builder *builder, const char *folder, const char *name, const char *text)
{
        enum variant variant = VARIANT_PLAIN;
        enum topic topic = topic_of_file(name, &variant);
        int language = catalogue_language_index(builder->catalogue, code_pack(folder));
        enum sense_kind kind;

        if (language < 0)
                return;
        if (examples_name(name, &kind)) {
                examples_read(builder, kind, text);
                return;
        }
        if (topic == TOPIC_NONE || !variant_is_used(topic, variant)) {
                builder_warning(builder, 0, "no topic has this name, so the file is not used; rename it, or take it away");
                return;
        }
        reply_file_read(builder, language, topic, variant, text);
}

/* libconfig would read further files for it. */
static bool
includes_files(const char *text)
{
        for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
                at += strspn(at, " \t\n");
                if (strncmp(at, "@include", 8) == 0)
                        return true;
        }
        return false;
}

static void
add_text(struct builder *builder, const char *path, const char *text)
{
        const char *slash = strrchr(path, '/');
        char folder[8] = "";
        bool settings = strcmp(path, "topics.cfg") == 0 || strcmp(path, "helplines.cfg") == 0;

        if (settings && includes_files(text))
                builder_error(builder, 0, "@include is not allowed here; write everything into this file");
        else if (strcmp(path, "topics.cfg") == 0)
                topics_read(builder, text);
        else if (strcmp(path, "helplines.cfg") == 0)
                helplines_read(builder, text);
        else if (slash != NULL && (size_t)(slash - path) < sizeof folder) {
                memcpy(folder, path, (size_t)(slash - path));
                add_reply(builder, folder, slash + 1, text);
        }
}

void
builder_add_file(struct builder *builder, const char *path, const struct textfile *file)
{
        builder_set_place(builder, path);
        if (file->fault == TEXTFILE_FAULT_NONE)
                add_text(builder, path, file->text);
        else if (file->error != 0)
                builder_error(builder, 0, "%s (%s)", textfile_fault_text(file->fault), strerror(file->error));
        else
                builder_error(builder, file->line, "%s", textfile_fault_text(file->fault));
}

void
builder_add(struct builder *builder, const char *path, const void *bytes, size_t len)
{
        struct textfile file;

        textfile_decode(bytes, len, &file);
        builder_add_file(builder, path, &file);
        textfile_clear(&file);
}

/* Findings of others (the configuration's) may stand in the same list. */
static bool
is_sound(const struct builder *builder)
{
        return findings_count(builder->findings, FINDING_SEVERITY_ERROR) == builder->errors_before && !builder->short_of_memory;
}

static void
find_home(struct builder *builder)
{
        char code[CODE_TEXT];

        builder->catalogue->home = catalogue_country_index(builder->catalogue, builder->country);
        builder_set_place(builder, "helplines.cfg");
        if (builder->catalogue->home < 0 && builder->have_helplines)
                builder_error(builder, 0, "the country %s, where the gateway stands, is not in the list; add it, or correct `country` in waymark.cfg",
                              code_country(builder->country, code));
}

static void
add_noise(struct builder *builder)
{
        const struct noise_phrase *phrase;

        builder->catalogue->nown = builder->catalogue->nkeywords;
        for (size_t i = 0; (phrase = noise_phrase_at(i)) != NULL; i++) {
                const struct keyword keyword = {
                        .kind = KEYWORD_KIND_NOISE,
                        .language = KEYWORD_ANY_LANGUAGE,
                        .weight = (uint8_t)phrase->weight,
                };

                builder_add_keyword(builder, &keyword, phrase->text, strlen(phrase->text));
        }
}

struct catalogue *
builder_finish(struct builder *builder)
{
        struct catalogue *catalogue = builder->catalogue;

        builder_set_place(builder, "");
        if (catalogue->nlanguages == 0)
                builder_error(builder, 0, "no language is configured; set `languages` in waymark.cfg");
        if (!builder->have_topics)
                builder_error(builder, 0, "topics.cfg is missing or cannot be used; put it back");
        if (!builder->have_helplines)
                builder_error(builder, 0, "helplines.cfg is missing or cannot be used; put it back");
        find_home(builder);
        builder_set_place(builder, "");
        examples_check(builder);
        if (is_sound(builder))
                checks_run(builder);
        add_noise(builder);
        if (is_sound(builder))
                catalogue->lexicon = lexicon_new(catalogue);
        builder_set_place(builder, "");
        if (catalogue->pool.failed || builder->short_of_memory || (is_sound(builder) && (catalogue->lexicon == NULL || !sense_learn(catalogue->sense))))
                builder_error(builder, 0, "not enough memory for the catalogue; restart the gateway");
        if (!is_sound(builder))
                return NULL;
        pool_trim(&catalogue->pool);
        builder->catalogue = NULL;
        return catalogue;
}
