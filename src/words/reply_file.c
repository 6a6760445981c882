/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One message file: headers, an empty line, the reply as a paragraph. Library.
 *
 *     # A note for colleagues, anywhere.
 *     Keywords: job, looking for work=3, work*, !locked in, -newspaper,
 *       goes on in a line that begins with spaces
 *     Menu: Job offers
 *     Reviewed: no
 *
 *     The reply; its lines are joined with one space.
 *
 * Keywords: word or phrase; `*` ends a stem; `=1` to `=3` is its weight (2 if nothing is said); `!` a danger phrase (help.txt
 * only); `-` an ordinary word or phrase that must not be taken for this topic.
 */
#include "builder_priv.h"

#include <ctype.h>
#include <string.h>

#include <utf8proc.h>

#include "common/clock.h"

#define KEYWORD_TEXT 120                /* bytes of one keyword */
#define MENU_CHARACTERS 18
#define KEYS_CHARACTERS 24              /* the three words for keys together: feet of a page of 56 characters */
#define STEM_LETTERS 3

enum header {
        HEADER_NONE = 0,
        HEADER_KEYWORDS,
        HEADER_NAMES,
        HEADER_MENU,
        HEADER_LANGUAGE,
        HEADER_KEYS,
        HEADER_REVIEWED,
        HEADER_ENGLISH,
        HEADER_CHANGED,
        HEADER_COUNT
};

static const char *const header_names[HEADER_COUNT] = {
        [HEADER_NONE] = "",
        [HEADER_KEYWORDS] = "Keywords",
        [HEADER_NAMES] = "Names",
        [HEADER_MENU] = "Menu",
        [HEADER_LANGUAGE] = "Language",
        [HEADER_KEYS] = "Keys",
        [HEADER_REVIEWED] = "Reviewed",
        [HEADER_ENGLISH] = "English",
        [HEADER_CHANGED] = "Changed",
};

/* A piece of the file. */
struct span {
        const char *at;
        size_t len;
};

struct reader {
        struct builder *builder;
        int language;
        enum topic topic;
        enum variant variant;
        struct reply *reply;
        bool seen[HEADER_COUNT];
        enum header last;               /* what a continued line belongs to */
        bool in_text;
        uint16_t line;
        char text[CATALOGUE_REPLY_TEXT];
        size_t text_len;
        bool text_too_long;
};

static struct span
trimmed(struct span span)
{
        while (span.len > 0 && isspace((unsigned char)*span.at)) {
                span.at++;
                span.len--;
        }
        while (span.len > 0 && isspace((unsigned char)span.at[span.len - 1]))
                span.len--;
        return span;
}

static enum header
header_by_name(struct span name)
{
        for (int i = HEADER_NONE + 1; i < HEADER_COUNT; i++)
                if (strlen(header_names[i]) == name.len && strncasecmp(header_names[i], name.at, name.len) == 0)
                        return (enum header)i;
        return HEADER_NONE;
}

/* "Keywords: a, b" -> header and value; HEADER_NONE if it is no header that we know. */
static enum header
split_header(struct span line, struct span *value)
{
        const char *colon = memchr(line.at, ':', line.len);
        struct span name = { line.at, colon != NULL ? (size_t)(colon - line.at) : 0 };

        if (colon == NULL)
                return HEADER_NONE;
        *value = trimmed((struct span){ colon + 1, line.len - name.len - 1 });
        return header_by_name(trimmed(name));
}

static bool
has_letter(struct span span)
{
        utf8proc_int32_t code;
        utf8proc_ssize_t step;

        for (size_t at = 0; at < span.len; at += (size_t)step) {
                step = utf8proc_iterate((const utf8proc_uint8_t *)span.at + at, (utf8proc_ssize_t)(span.len - at), &code);
                if (step <= 0)
                        return false;
                if (utf8proc_category(code) <= UTF8PROC_CATEGORY_LO && utf8proc_category(code) != UTF8PROC_CATEGORY_CN)
                        return true;
        }
        return false;
}

/* "=3" at the end. */
static bool
take_weight(struct reader *reader, struct span *word, uint8_t *weight)
{
        const char *sign = memrchr(word->at, '=', word->len);
        size_t digits = sign != NULL ? word->len - (size_t)(sign - word->at) - 1 : 0;

        *weight = 2;
        if (sign == NULL)
                return true;
        if (digits != 1 || sign[1] < '1' || sign[1] > '3') {
                builder_error(reader->builder, reader->line, "the weight of the keyword \"%.*s\" is not 1, 2 or 3; write =1, =2 or =3 after it",
                              (int)word->len, word->at);
                return false;
        }
        *weight = (uint8_t)(sign[1] - '0');
        *word = trimmed((struct span){ word->at, (size_t)(sign - word->at) });
        return true;
}

static bool
stems_are_sound(struct reader *reader, struct span word)
{
        size_t letters = 0;

        for (size_t i = 0; i < word.len; i++) {
                unsigned char c = (unsigned char)word.at[i];

                if (c == '*' && letters < STEM_LETTERS) {
                        builder_error(reader->builder, reader->line,
                                      "the stem \"%.*s\" is too short; give at least three letters before the *", (int)word.len, word.at);
                        return false;
                }
                if (c == '*' && i + 1 < word.len && word.at[i + 1] != ' ') {
                        builder_error(reader->builder, reader->line,
                                      "the * in \"%.*s\" stands inside a word; it may only end one", (int)word.len, word.at);
                        return false;
                }
                if ((c & 0xc0) != 0x80)
                        letters = c == ' ' || c == '*' ? 0 : letters + 1;
        }
        return true;
}

/* The sign before a keyword: "!" danger, "-" excluded. */
static bool
take_sign(struct reader *reader, struct span *word, uint8_t *kind)
{
        if (*kind == KEYWORD_KIND_LANGUAGE)
                return true;
        if (*word->at == '!') {
                if (reader->topic != TOPIC_HELP) {
                        builder_error(reader->builder, reader->line,
                                      "a danger phrase (with ! in front) stands outside help.txt; move \"%.*s\" to help.txt", (int)word->len,
                                      word->at);
                        return false;
                }
                *kind = KEYWORD_KIND_DANGER;
        } else if (*word->at == '-') {
                *kind = KEYWORD_KIND_EXCLUDED;
        } else {
                return true;
        }
        *word = trimmed((struct span){ word->at + 1, word->len - 1 });
        return true;
}

static uint32_t
keep(struct reader *reader, struct span value)
{
        return pool_add(&reader->builder->catalogue->pool, value.at, value.len);
}

static void
read_keyword(struct reader *reader, struct span word, uint8_t kind)
{
        struct keyword keyword = { .kind = kind, .line = reader->line, .topic = (uint8_t)reader->topic, .language = (uint8_t)reader->language };

        word = trimmed(word);
        if (word.len == 0)
                return;
        if (!take_sign(reader, &word, &keyword.kind) || !take_weight(reader, &word, &keyword.weight))
                return;
        if (keyword.kind == KEYWORD_KIND_DANGER && keyword.weight == 1)
                keyword.kind = KEYWORD_KIND_HINT;
        if (word.len > KEYWORD_TEXT) {
                builder_error(reader->builder, reader->line, "the keyword \"%.20s...\" is too long; is a comma missing?", word.at);
                return;
        }
        if (!has_letter(word)) {
                builder_error(reader->builder, reader->line, "the keyword \"%.*s\" has no letter in it; take it out", (int)word.len, word.at);
                return;
        }
        if (!stems_are_sound(reader, word))
                return;
        builder_add_keyword(reader->builder, &keyword, word.at, word.len);
        if (keyword.kind == KEYWORD_KIND_WORD && reader->reply->word == 0 && memchr(word.at, '*', word.len) == NULL)
                reader->reply->word = keep(reader, word);
}

static void
read_keywords(struct reader *reader, struct span list, uint8_t kind)
{
        while (list.len > 0) {
                const char *comma = memchr(list.at, ',', list.len);
                size_t len = comma != NULL ? (size_t)(comma - list.at) : list.len;

                read_keyword(reader, (struct span){ list.at, len }, kind);
                if (comma == NULL)
                        break;
                list.at += len + 1;
                list.len -= len + 1;
        }
}

static int32_t
read_day(struct reader *reader, struct span value)
{
        char text[16];
        int32_t day;

        if (value.len == 0)
                return DAY_UNKNOWN;
        memset(text, 0, sizeof text);
        memcpy(text, value.at, value.len < sizeof text ? value.len : sizeof text - 1);
        day = builder_day(text);
        if (day == DAY_UNKNOWN)
                builder_warning(reader->builder, reader->line, "\"%.*s\" is not a date; write it like 2026-11-23", (int)value.len, value.at);
        return day;
}

static void
read_menu_line(struct reader *reader, struct span value)
{
        utf8proc_ssize_t characters = 0;

        for (size_t i = 0; i < value.len; i++)
                characters += ((unsigned char)value.at[i] & 0xc0) != 0x80;
        if (characters > MENU_CHARACTERS)
                builder_warning(reader->builder, reader->line, "the menu line has %d characters; shorten it to %d", (int)characters,
                                MENU_CHARACTERS);
        if (memchr(value.at, '{', value.len) != NULL)
                builder_error(reader->builder, reader->line, "a placeholder in the menu line is not filled in; take it out");
        reader->reply->menu = keep(reader, value);
}

/* "Keys: more, back, menu" */
static void
read_keys(struct reader *reader, struct span value)
{
        struct key_words *keys = &reader->builder->catalogue->keys[reader->language];
        uint32_t *words[] = {&keys->more, &keys->back, &keys->start};
        size_t n = 0, characters = 0;

        for (size_t i = 0; i < value.len; i++) {
                n += value.at[i] == ',';
                characters += ((unsigned char)value.at[i] & 0xc0) != 0x80 && value.at[i] != ',' && value.at[i] != ' ';
        }
        if (n != 2) {
                builder_warning(reader->builder, reader->line, "\"Keys:\" needs three words: more, back, menu; write them with two commas between");
                return;
        }
        if (characters > KEYS_CHARACTERS)
                builder_warning(reader->builder, reader->line, "the words for keys have %zu characters; shorten them to %d", characters,
                                KEYS_CHARACTERS);
        for (size_t i = 0; i < 3; i++) {
                const char *comma = memchr(value.at, ',', value.len);
                size_t len = comma != NULL ? (size_t)(comma - value.at) : value.len;

                *words[i] = keep(reader, trimmed((struct span){ value.at, len }));
                value.at += len + (comma != NULL);
                value.len -= len + (comma != NULL);
        }
}

static bool
value_is(struct span value, const char *word)
{
        return value.len == strlen(word) && strncasecmp(value.at, word, value.len) == 0;
}

static void
read_header(struct reader *reader, enum header header, struct span value)
{
        switch (header) {
        case HEADER_KEYWORDS:
                read_keywords(reader, value, KEYWORD_KIND_WORD);
                break;
        case HEADER_NAMES:
                read_keywords(reader, value, KEYWORD_KIND_LANGUAGE);
                break;
        case HEADER_MENU:
                read_menu_line(reader, value);
                break;
        case HEADER_LANGUAGE:
                reader->builder->catalogue->language_names[reader->language] = keep(reader, value);
                break;
        case HEADER_KEYS:
                read_keys(reader, value);
                break;
        case HEADER_REVIEWED:
                reader->reply->reviewed = value.len > 0 && !value_is(value, "no");
                break;
        case HEADER_ENGLISH:
                reader->reply->english = read_day(reader, value);
                break;
        case HEADER_CHANGED:
                reader->reply->changed = read_day(reader, value);
                break;
        case HEADER_NONE:
        case HEADER_COUNT:
                break;
        }
}

static bool
header_fits(struct reader *reader, enum header header)
{
        bool of_menu = header == HEADER_NAMES || header == HEADER_LANGUAGE || header == HEADER_KEYS;

        if (of_menu && (reader->topic != TOPIC_MENU || reader->variant != VARIANT_PLAIN)) {
                builder_error(reader->builder, reader->line, "\"%s:\" belongs in menu.txt only; move it there", header_names[header]);
                return false;
        }
        if (header == HEADER_KEYWORDS && reader->variant != VARIANT_PLAIN) {
                builder_error(reader->builder, reader->line, "this file is a second wording and has no keywords of its own; move them to %s.txt",
                              topic_name(reader->topic));
                return false;
        }
        if (reader->seen[header]) {
                builder_error(reader->builder, reader->line, "a second \"%s:\"; put both lists into one", header_names[header]);
                return false;
        }
        return true;
}

static void
on_header_line(struct reader *reader, struct span line, bool continued)
{
        struct span value = { 0 };
        enum header header;

        if (continued && reader->last != HEADER_NONE) {
                if (reader->last == HEADER_KEYWORDS || reader->last == HEADER_NAMES)
                        read_header(reader, reader->last, line);
                else
                        builder_error(reader->builder, reader->line, "only Keywords: and Names: may go on in the next line; write it in one line");
                return;
        }
        header = split_header(line, &value);
        if (header == HEADER_NONE) {
                builder_error(reader->builder, reader->line,
                              "\"%.*s\" is not one of Keywords: Menu: Reviewed: English: Changed: Language: Names: Keys:; correct it, or put an empty "
                              "line before the text of the reply", (int)(line.len < 30 ? line.len : 30), line.at);
                return;
        }
        reader->last = HEADER_NONE;
        if (!header_fits(reader, header))
                return;
        reader->seen[header] = true;
        reader->last = header;
        read_header(reader, header, value);
}

static void
on_text_line(struct reader *reader, struct span line)
{
        struct reply *reply = reader->reply;
        struct span value;
        size_t gap = reader->text_len > 0 ? 1 : 0;

        if (split_header(line, &value) != HEADER_NONE)
                builder_error(reader->builder, reader->line,
                              "this line looks like a header but stands below the empty line; move it above, or word it differently");
        if (reader->text_len == 0)
                reply->line = reader->line;
        if (reader->text_len + gap + line.len >= sizeof reader->text) {
                reader->text_too_long = true;
                return;
        }
        if (gap > 0)
                reader->text[reader->text_len++] = ' ';
        if (reply->nstarts < REPLY_LINES) {
                reply->starts[reply->nstarts].offset = (uint16_t)reader->text_len;
                reply->starts[reply->nstarts++].line = reader->line;
        }
        for (size_t i = 0; i < line.len; i++, reader->text_len++) {
                reader->text[reader->text_len] = line.at[i];
                if (line.at[i] == '\t')
                        reader->text[reader->text_len] = ' ';
        }
}

static void
on_line(struct reader *reader, const char *at, size_t len)
{
        struct span line = trimmed((struct span){ at, len });

        if (line.len > 0 && *line.at == '#')
                return;
        if (line.len == 0) {
                for (int i = 1; i < HEADER_COUNT; i++)
                        reader->in_text = reader->in_text || reader->seen[i];
                return;
        }
        if (reader->in_text)
                on_text_line(reader, line);
        else
                on_header_line(reader, line, *at == ' ' || *at == '\t');
}

static bool
placeholder_is_known(const struct reader *reader, struct span name)
{
        static const char *const names[] = { "{HELP}", "{COUNTRY}", "{CHILD}", "{KIDS}", "{EMERGENCY}" };

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                if (strlen(names[i]) == name.len && memcmp(names[i], name.at, name.len) == 0)
                        return true;
        return reader->topic == TOPIC_MENU && name.len == 8 && memcmp(name.at, "{TOPICS}", 8) == 0;
}

static uint16_t
line_of(const struct reply *reply, size_t offset)
{
        uint16_t line = reply->line;

        for (int i = 0; i < reply->nstarts; i++)
                if (reply->starts[i].offset <= offset)
                        line = reply->starts[i].line;
        return line;
}

static void
check_placeholders(struct reader *reader)
{
        const char *at = reader->text;

        while ((at = strpbrk(at, "{}")) != NULL) {
                const char *end = *at == '{' ? strchr(at, '}') : NULL;
                struct span name = { at, end != NULL ? (size_t)(end - at) + 1 : 1 };

                if (!placeholder_is_known(reader, name))
                        builder_error(reader->builder, line_of(reader->reply, (size_t)(at - reader->text)),
                                      "\"%.*s\" is no placeholder; known are {HELP} {COUNTRY} {CHILD} {KIDS} {EMERGENCY}%s, in capitals",
                                      (int)(name.len < 40 ? name.len : 40), name.at, reader->topic == TOPIC_MENU ? " {TOPICS}" : "");
                at += name.len;
        }
}

static void
finish(struct reader *reader)
{
        if (reader->text_too_long)
                builder_error(reader->builder, reader->reply->line, "the reply is far over the limit of %d parts; shorten it", SEGMENT_PARTS);
        else if (reader->text_len == 0)
                builder_error(reader->builder, 0, "the reply is empty; write its text below the headers, after an empty line");
        reader->text[reader->text_len] = '\0';
        check_placeholders(reader);
        reader->reply->text = pool_add(&reader->builder->catalogue->pool, reader->text, reader->text_len);
}

void
reply_file_read(struct builder *builder, int language, enum topic topic, enum variant variant, const char *text)
{
        struct reader reader = { .builder = builder, .language = language, .topic = topic, .variant = variant };
        struct reply reply = { 0 };

        reader.reply = &reply;
        for (const char *at = text; *at != '\0'; reader.last = reader.in_text ? HEADER_NONE : reader.last) {
                size_t len = strcspn(at, "\n");

                if (reader.line < UINT16_MAX)
                        reader.line++;
                on_line(&reader, at, len);
                at += len + (at[len] == '\n');
        }
        finish(&reader);
        builder->catalogue->replies[language][topic][variant] = reply;
}
