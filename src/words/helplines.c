/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * helplines.cfg: per country its names and the numbers that may be given there. Only lines with the mark A or A- are ever sent (two
 * independent sources agree); the first such line fills {HELP}. Library; libconfig reads.
 */
#include "builder_priv.h"

#include <stdlib.h>
#include <string.h>

#include <libconfig.h>

#include "common/clock.h"
#include "common/code.h"

#define NUMBER_TEXT 24
#define EMERGENCY "112"                 /* what stands in for a country's own number; valid in all of the EU */

enum key_type {
        KEY_TYPE_TEXT,
        KEY_TYPE_FLAG,
        KEY_TYPE_GROUP,
        KEY_TYPE_LIST,
};

struct key {
        const char *name;
        enum key_type type;
};

static const struct key country_keys[] = {
        { "code", KEY_TYPE_TEXT }, { "calling", KEY_TYPE_TEXT }, { "eu", KEY_TYPE_FLAG }, { "emergency", KEY_TYPE_TEXT }, { "child", KEY_TYPE_TEXT },
        { "kids", KEY_TYPE_TEXT }, { "names", KEY_TYPE_GROUP }, { "also", KEY_TYPE_LIST }, { "lines", KEY_TYPE_LIST }, { NULL, KEY_TYPE_TEXT },
};

static const struct key line_keys[] = {
        { "number", KEY_TYPE_TEXT }, { "name", KEY_TYPE_TEXT }, { "free", KEY_TYPE_FLAG }, { "police", KEY_TYPE_FLAG }, { "hours", KEY_TYPE_TEXT },
        { "mark", KEY_TYPE_TEXT }, { "checked_on", KEY_TYPE_TEXT }, { "source", KEY_TYPE_TEXT }, { "note", KEY_TYPE_TEXT }, { NULL, KEY_TYPE_TEXT },
};

static int
line_of(const config_setting_t *setting)
{
        return (int)config_setting_source_line(setting);
}

static bool
has_type(const config_setting_t *setting, enum key_type type)
{
        switch (type) {
        case KEY_TYPE_TEXT:  return config_setting_get_string(setting) != NULL;
        case KEY_TYPE_FLAG:  return config_setting_type(setting) == CONFIG_TYPE_BOOL;
        case KEY_TYPE_GROUP: return config_setting_is_group(setting);
        case KEY_TYPE_LIST:  return config_setting_is_list(setting) || config_setting_is_array(setting);
        }
        return false;
}

/* What is misspelt or without its quotation marks would be passed over: a police line, say, without a word about the police. */
static void
check_keys(struct builder *builder, const config_setting_t *group, const struct key *keys)
{
        static const char *const cures[] = {
                [KEY_TYPE_TEXT] = "write it in quotation marks",
                [KEY_TYPE_FLAG] = "write true or false, without quotation marks",
                [KEY_TYPE_GROUP] = "write it in { }",
                [KEY_TYPE_LIST] = "write it in ( ), or in [ ]",
        };

        for (int i = 0; i < config_setting_length(group); i++) {
                const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
                const struct key *key = keys;

                while (key->name != NULL && strcmp(key->name, config_setting_name(setting)) != 0)
                        key++;
                if (key->name == NULL)
                        builder_warning(builder, line_of(setting), "\"%s\" is not known here and is not used; correct it, or take it out",
                                        config_setting_name(setting));
                else if (!has_type(setting, key->type))
                        builder_error(builder, line_of(setting), "\"%s\" cannot be read so; %s", key->name, cures[key->type]);
        }
}

/* Digits with single spaces between, perhaps a + in front. */
static bool
number_is_sound(const char *number)
{
        size_t len = strlen(number);
        size_t digits = 0;

        if (len == 0 || len > NUMBER_TEXT || strspn(number, "+0123456789 -") != len || strrchr(number, '+') > number)
                return false;
        for (size_t i = 0; i < len; i++)
                digits += number[i] >= '0' && number[i] <= '9';
        return digits >= 2;
}

/* A number under `name`; 0 if there is none. */
static uint32_t
read_number(struct builder *builder, const config_setting_t *group, const char *name)
{
        const char *text;

        if (config_setting_lookup_string(group, name, &text) != CONFIG_TRUE || *text == '\0')
                return 0;
        if (!number_is_sound(text)) {
                builder_error(builder, line_of(group), "\"%s\" is not a telephone number; write digits and spaces, in quotation marks", text);
                return 0;
        }
        return builder_add_text(builder, text);
}

/* The i-th spelling of a name: a text alone, or one of a list; NULL past the last or if it is no text. */
static const char *
spelling_at(const config_setting_t *name, int i)
{
        if (config_setting_is_list(name) || config_setting_is_array(name))
                return config_setting_get_string_elem(name, i);
        return i == 0 ? config_setting_get_string(name) : NULL;
}

/*
 * { en = "..."; uk = [ "...", "..." ]; } -> one text per configured language, the first of its list; the first language stands in for a
 * missing one.
 */
static void
read_names(struct builder *builder, const config_setting_t *group, const char *what, uint32_t names[static CATALOGUE_LANGUAGES])
{
        struct catalogue *catalogue = builder->catalogue;
        uint32_t fallback = 0;

        for (int i = 0; group != NULL && config_setting_is_group(group) && i < config_setting_length(group); i++) {
                const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
                const char *text = spelling_at(setting, 0);
                int language = catalogue_language_index(catalogue, code_pack(config_setting_name(setting)));

                if (text == NULL || strpbrk(text, "{}") != NULL) {
                        builder_error(builder, line_of(setting), "this is not a text; write it in quotation marks, without { or }");
                        continue;
                }
                if (language >= 0)
                        names[language] = builder_add_text(builder, text);
                if (fallback == 0 || strcmp(config_setting_name(setting), "en") == 0)
                        fallback = builder_add_text(builder, text);
        }
        for (int i = 0; i < catalogue->nlanguages; i++) {
                char code[CODE_TEXT];

                if (names[i] != 0)
                        continue;
                names[i] = fallback;
                if (group != NULL)
                        builder_warning(builder, line_of(group), "%s has no \"%s\"; add it", what, code_language(catalogue->languages[i], code));
        }
}

/* `language`: its index, negative for spellings that say nothing about it. */
static void
add_spelling(struct builder *builder, int line, const char *text, int language)
{
        struct keyword keyword = { .kind = KEYWORD_KIND_COUNTRY, .topic = TOPIC_COUNTRY, .weight = 2 };

        keyword.line = (uint16_t)line;
        keyword.language = language >= 0 ? (uint8_t)language : KEYWORD_ANY_LANGUAGE;
        keyword.country = (uint8_t)builder->catalogue->ncountries;
        if (strlen(text) < 3 || strlen(text) > 80 || strpbrk(text, "*={}!") != NULL) {
                builder_error(builder, line, "\"%s\" cannot be a spelling of a country; give a name of three letters or more", text);
                return;
        }
        builder_add_keyword(builder, &keyword, text, strlen(text));
}

/* A name and its other forms in one language. */
static void
read_forms(struct builder *builder, const config_setting_t *name)
{
        int language = catalogue_language_index(builder->catalogue, code_pack(config_setting_name(name)));
        int n = config_setting_is_aggregate(name) ? config_setting_length(name) : 1;

        for (int i = 0; i < n; i++) {
                if (spelling_at(name, i) != NULL)
                        add_spelling(builder, line_of(name), spelling_at(name, i), language);
                else if (i > 0)
                        builder_error(builder, line_of(name), "this is not a text; write it in quotation marks");
        }
}

static void
read_spellings(struct builder *builder, const config_setting_t *group)
{
        const config_setting_t *names = config_setting_get_member(group, "names");
        const config_setting_t *also = config_setting_get_member(group, "also");

        for (int i = 0; names != NULL && config_setting_is_group(names) && i < config_setting_length(names); i++)
                read_forms(builder, config_setting_get_elem(names, (unsigned)i));
        for (int i = 0; also != NULL && i < config_setting_length(also); i++) {
                const config_setting_t *setting = config_setting_get_elem(also, (unsigned)i);

                if (config_setting_get_string(setting) != NULL)
                        add_spelling(builder, line_of(setting), config_setting_get_string(setting), -1);
                else
                        builder_error(builder, line_of(setting), "this is not a text; write it in quotation marks");
        }
}

static void
read_line(struct builder *builder, const config_setting_t *group, struct country *country)
{
        struct helpline *line = &country->lines[country->nlines];
        const char *mark = "", *day = "", *name = "";
        int flag = 0;

        if (!config_setting_is_group(group) || country->nlines == CATALOGUE_LINES) {
                builder_error(builder, line_of(group), "a line that cannot be taken in; write { number = \"...\"; mark = \"A\"; }, at most %d",
                              CATALOGUE_LINES);
                return;
        }
        check_keys(builder, group, line_keys);
        line->number = read_number(builder, group, "number");
        line->line = (uint16_t)line_of(group);
        config_setting_lookup_string(group, "mark", &mark);
        config_setting_lookup_string(group, "checked_on", &day);
        config_setting_lookup_string(group, "name", &name);
        line->name = builder_add_text(builder, name);
        line->checked_on = builder_day(day);
        if (*day != '\0' && line->checked_on == DAY_UNKNOWN)
                builder_warning(builder, line->line, "\"%s\" is not a date; write checked_on = \"2026-11-23\"", day);
        if (config_setting_lookup_bool(group, "free", &flag) == CONFIG_TRUE)
                line->free = flag != 0;
        if (config_setting_lookup_bool(group, "police", &flag) == CONFIG_TRUE)
                line->police = flag != 0;
        line->verified = strcmp(mark, "A") == 0 || strcmp(mark, "A-") == 0;
        if (line->number == 0)
                builder_error(builder, line->line, "this line has no number; add number = \"...\"");
        else if (!line->verified)
                builder_warning(builder, line->line, "this number has not the mark A or A- and is not sent; verify it or take it out");
        country->nlines++;
}

static bool
read_code(struct builder *builder, const config_setting_t *group, struct country *country)
{
        const char *text = "";

        config_setting_lookup_string(group, "code", &text);
        country->code = code_pack(text);
        if (country->code == 0 || strlen(text) != 2) {
                builder_error(builder, line_of(group), "the country has no code of two letters; write code = \"RO\"");
                return false;
        }
        if (catalogue_country_index(builder->catalogue, country->code) >= 0) {
                builder_error(builder, line_of(group), "the country %s stands here twice; put both together", text);
                return false;
        }
        return true;
}

static void
read_country(struct builder *builder, const config_setting_t *group)
{
        struct catalogue *catalogue = builder->catalogue;
        struct country *country = &catalogue->countries[catalogue->ncountries];
        const config_setting_t *lines;
        int flag = 0;

        *country = (struct country){ 0 };
        if (!config_setting_is_group(group)) {
                builder_error(builder, line_of(group), "this is not a country; write { code = \"RO\"; ... },");
                return;
        }
        if (!read_code(builder, group, country))
                return;
        country->line = (uint16_t)line_of(group);
        check_keys(builder, group, country_keys);
        if (config_setting_lookup_bool(group, "eu", &flag) == CONFIG_TRUE)
                country->eu = flag != 0;
        else
                builder_warning(builder, country->line, "it does not say whether the country is in the EU, people get rights-noneu.txt; add eu = true "
                                "or eu = false");
        country->emergency = read_number(builder, group, "emergency");
        if (country->emergency == 0) {
                builder_warning(builder, country->line, "the emergency number is missing, people get %s; add emergency = \"%s\", or the right one",
                                EMERGENCY, EMERGENCY);
                country->emergency = pool_add(&catalogue->pool, EMERGENCY, strlen(EMERGENCY));
        }
        country->child = read_number(builder, group, "child");
        country->kids = read_number(builder, group, "kids");
        read_names(builder, config_setting_get_member(group, "names"), "the list of names", country->names);
        if (catalogue->nlanguages > 0 && country->names[0] == 0)
                builder_error(builder, country->line, "the country has no name; add names = { en = \"...\"; };");
        lines = config_setting_get_member(group, "lines");
        for (int i = 0; lines != NULL && i < config_setting_length(lines); i++)
                read_line(builder, config_setting_get_elem(lines, (unsigned)i), country);
        read_spellings(builder, group);
        catalogue->ncountries++;
}

static void
read_countries(struct builder *builder, const config_setting_t *countries)
{
        if (countries == NULL || !config_setting_is_list(countries)) {
                builder_error(builder, 0, "the list of countries is missing; write countries = ( { code = \"RO\"; ... }, ... );");
                return;
        }
        if (config_setting_length(countries) > CATALOGUE_COUNTRIES) {
                builder_error(builder, line_of(countries), "there are more than %d countries; take some out", CATALOGUE_COUNTRIES);
                return;
        }
        builder->catalogue->countries = calloc((size_t)config_setting_length(countries) + 1, sizeof(struct country));
        if (builder->catalogue->countries == NULL) {
                builder->short_of_memory = true;
                return;
        }
        for (int i = 0; i < config_setting_length(countries); i++)
                read_country(builder, config_setting_get_elem(countries, (unsigned)i));
}

/* Without them a reply could not say that a number is free, or would be left without {HELP}. */
static void
read_words(struct builder *builder, const config_t *config)
{
        struct help_words *words = &builder->catalogue->words;

        read_names(builder, config_lookup(config, "words.free"), "words.free", words->free);
        read_names(builder, config_lookup(config, "words.police"), "words.police", words->police);
        read_names(builder, config_lookup(config, "words.noline"), "words.noline", words->noline);
        if (words->free[0] == 0 || words->police[0] == 0 || words->noline[0] == 0)
                builder_error(builder, 0, "the words that go with a number are missing; write words = { free = ...; police = ...; noline = ...; };");
}

void
helplines_read(struct builder *builder, const char *text)
{
        config_t config;

        config_init(&config);
        if (config_read_string(&config, text) != CONFIG_TRUE) {
                builder_error(builder, config_error_line(&config),
                              "this cannot be read (%s); look for a missing ; or quotation mark in this line or the one above",
                              config_error_text(&config));
        } else {
                builder->have_helplines = true;
                read_words(builder, &config);
                read_countries(builder, config_lookup(&config, "countries"));
        }
        config_destroy(&config);
}
