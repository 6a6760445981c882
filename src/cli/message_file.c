/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A message file as a list of lines, each of which belongs to one part; see message_file.h. The rules by which lines belong to parts
 * are those of words/reply_file.c: a header goes on in lines that begin with spaces; the first empty line below a header begins
 * the text; notes may stand anywhere. Whoever changes a file reads it back: only then is it sure that both agree.
 */
#include "message_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/pool.h"

#define LINE_COLUMNS 120

struct line {
        char *text;
        enum message_part part;
};

struct message_file {
        struct line *lines;
        size_t count;
        size_t room;
};

static const char *const part_names[MESSAGE_PART_COUNT] = {
        [MESSAGE_PART_NONE] = "",
        [MESSAGE_PART_LANGUAGE] = "Language",
        [MESSAGE_PART_NAMES] = "Names",
        [MESSAGE_PART_KEYWORDS] = "Keywords",
        [MESSAGE_PART_MENU] = "Menu",
        [MESSAGE_PART_KEYS] = "Keys",
        [MESSAGE_PART_REVIEWED] = "Reviewed",
        [MESSAGE_PART_CHANGED] = "Changed",
        [MESSAGE_PART_ENGLISH] = "English",
        [MESSAGE_PART_TEXT] = "",
};

static bool
part_is_list(enum message_part part)
{
        return part == MESSAGE_PART_NAMES || part == MESSAGE_PART_KEYWORDS;
}

static bool
is_space(char c)
{
        return isspace((unsigned char)c) != 0;
}

/* --- lines to parts ------------------------------------------------------------------------------------- */

/* "Keywords: a, b" -> the part; NONE if it is no header. */
static enum message_part
part_of_header(const char *line)
{
        const char *colon = strchr(line, ':');
        size_t len = colon != NULL ? (size_t)(colon - line) : 0;

        while (len > 0 && is_space(line[len - 1]))
                len--;
        for (int i = 1; len > 0 && i < MESSAGE_PART_COUNT; i++)
                if (strlen(part_names[i]) == len && strncasecmp(part_names[i], line, len) == 0)
                        return (enum message_part)i;
        return MESSAGE_PART_NONE;
}

static void
find_parts(struct message_file *file)
{
        enum message_part last = MESSAGE_PART_NONE;
        bool in_text = false, any_header = false;

        for (size_t i = 0; i < file->count; i++) {
                struct line *line = &file->lines[i];
                const char *start = line->text;

                while (is_space(*start))
                        start++;
                if (*start == '#')
                        continue;
                if (*start == '\0') {
                        in_text = in_text || any_header;
                        continue;
                }
                if (in_text) {
                        line->part = MESSAGE_PART_TEXT;
                        continue;
                }
                if (start == line->text || last == MESSAGE_PART_NONE)
                        last = part_of_header(start);
                any_header = any_header || last != MESSAGE_PART_NONE;
                line->part = last;
        }
}

/* Takes the text over, also when it fails. */
static int
add_line(struct message_file *file, char *text, enum message_part part)
{
        struct line *lines = text != NULL ? array_grow(file->lines, file->count, &file->room, sizeof *lines) : NULL;

        if (lines == NULL) {
                free(text);
                return -ENOMEM;
        }
        file->lines = lines;
        lines[file->count++] = (struct line){.text = text, .part = part};
        return 0;
}

static void
clear_lines(struct message_file *file)
{
        for (size_t i = 0; i < file->count; i++)
                free(file->lines[i].text);
        free(file->lines);
        *file = (struct message_file){0};
}

struct message_file *
message_file_new(const char *text)
{
        struct message_file *file = calloc(1, sizeof *file);

        while (file != NULL && *text != '\0') {
                size_t len = strcspn(text, "\n");

                if (add_line(file, strndup(text, len), MESSAGE_PART_NONE) < 0) {
                        message_file_free(file);
                        return NULL;
                }
                text += len + (text[len] == '\n');
        }
        if (file != NULL)
                find_parts(file);
        return file;
}

void
message_file_free(struct message_file *file)
{
        if (file == NULL)
                return;
        clear_lines(file);
        free(file);
}

enum message_part
message_file_part_at(const struct message_file *file, int line)
{
        return line > 0 && (size_t)line <= file->count ? file->lines[line - 1].part : MESSAGE_PART_NONE;
}

/* --- values ------------------------------------------------------------------------------------------------ */

/* The words of `text` with one space between; `any` says whether something stands there already. */
static void
put_words(FILE *out, const char *text, size_t len, bool *any)
{
        size_t at = 0;

        while (at < len) {
                size_t start = at;

                while (at < len && !is_space(text[at]))
                        at++;
                if (at > start) {
                        if (*any)
                                fputc(' ', out);
                        fwrite(text + start, 1, at - start, out);
                        *any = true;
                }
                while (at < len && is_space(text[at]))
                        at++;
        }
}

static bool
is_blank(const char *text, size_t len)
{
        while (len > 0 && is_space(*text)) {
                text++;
                len--;
        }
        return len == 0;
}

/* The items, separated by commas or line ends. */
static void
put_items(FILE *out, const char *text, bool *any)
{
        while (*text != '\0') {
                size_t len = strcspn(text, ",\n");
                bool any_word = false;

                if (!is_blank(text, len)) {
                        fputs(*any ? ", " : "", out);
                        put_words(out, text, len, &any_word);
                        *any = true;
                }
                text += len + (text[len] != '\0');
        }
}

static void
put_value(FILE *out, enum message_part part, const char *text, bool *any)
{
        if (part_is_list(part))
                put_items(out, text, any);
        else
                put_words(out, text, strlen(text), any);
}

/* Ends a memory stream: its text, NULL if memory was short. */
static char *
finish(FILE *out, char **text)
{
        bool failed = ferror(out) != 0;

        if (fclose(out) != 0 || failed) {
                free(*text);
                return NULL;
        }
        return *text;
}

char *
message_value(enum message_part part, const char *value)
{
        char *text = NULL;
        size_t len;
        FILE *out = open_memstream(&text, &len);
        bool any = false;

        if (out == NULL)
                return NULL;
        put_value(out, part, value, &any);
        return finish(out, &text);
}

char *
message_file_value(const struct message_file *file, enum message_part part)
{
        char *text = NULL;
        size_t len;
        FILE *out = open_memstream(&text, &len);
        bool any = false, present = false;

        if (out == NULL)
                return NULL;
        for (size_t i = 0; i < file->count; i++) {
                const char *value = file->lines[i].text;

                if (file->lines[i].part != part)
                        continue;
                if (part != MESSAGE_PART_TEXT && !present)
                        value = strchr(value, ':') + 1;         /* a part begins with its header */
                put_value(out, part, value, &any);
                present = true;
        }
        text = finish(out, &text);
        if (!present) {
                free(text);
                return NULL;
        }
        return text;
}

char *
message_file_notes(const struct message_file *file)
{
        char *text = NULL;
        size_t len;
        FILE *out = open_memstream(&text, &len);

        if (out == NULL)
                return NULL;
        for (size_t i = 0; i < file->count; i++) {
                const char *note = file->lines[i].text + strspn(file->lines[i].text, " \t");

                if (*note != '#')
                        continue;
                note += strspn(note, "# \t");
                if (*note != '\0')
                        fprintf(out, "%s\n", note);
        }
        return finish(out, &text);
}

char *
message_file_text(const struct message_file *file)
{
        char *text = NULL;
        size_t len;
        FILE *out = open_memstream(&text, &len);

        if (out == NULL)
                return NULL;
        for (size_t i = 0; i < file->count; i++)
                fprintf(out, "%s\n", file->lines[i].text);
        return finish(out, &text);
}

/* --- changing ---------------------------------------------------------------------------------------------- */

static size_t
columns(const char *text, size_t len)
{
        size_t n = 0;

        for (size_t i = 0; i < len; i++)
                n += ((unsigned char)text[i] & 0xc0) != 0x80;
        return n;
}

/* What would be taken for a note or a header at the beginning of a line. */
static bool
may_begin_line(const char *piece)
{
        if (*piece == '#')
                return false;
        for (int i = 1; i < MESSAGE_PART_COUNT; i++)
                if (*part_names[i] != '\0' && strncasecmp(piece, part_names[i], strlen(part_names[i])) == 0)
                        return false;
        return true;
}

/* Up to the next place where a line may be broken: behind a word, in a list behind a comma. */
static size_t
piece_len(const char *value, bool list)
{
        const char *end = strstr(value, list ? ", " : " ");

        return end != NULL ? (size_t)(end - value) + list : strlen(value);
}

/* The value as lines of the file. */
static int
format_lines(struct message_file *made, enum message_part part, const char *value)
{
        bool list = part_is_list(part), wraps = list || part == MESSAGE_PART_TEXT;
        char *line = part == MESSAGE_PART_TEXT ? strdup("") : NULL;
        size_t used;

        if (part != MESSAGE_PART_TEXT && asprintf(&line, "%s:", part_names[part]) < 0)
                line = NULL;
        used = line != NULL ? strlen(line) : 0;
        while (line != NULL && *value != '\0') {
                size_t len = piece_len(value, list);
                bool full = wraps && used > list && columns(line, used) + 1 + columns(value, len) > LINE_COLUMNS;
                char *longer;

                if (full && may_begin_line(value)) {
                        if (add_line(made, line, part) < 0)
                                return -ENOMEM;
                        line = strdup(list ? " " : "");
                        used = list;
                }
                longer = line != NULL ? realloc(line, used + len + 2) : NULL;
                if (longer == NULL) {
                        free(line);
                        return -ENOMEM;
                }
                line = longer;
                if (used > 0)
                        line[used++] = ' ';
                memcpy(line + used, value, len);
                used += len;
                line[used] = '\0';
                value += len + (value[len] == ' ');
        }
        return add_line(made, line, part);
}

/* Where a part that is missing goes: behind those that come before it, else before those that come after. */
static size_t
place_of(const struct message_file *file, enum message_part part)
{
        size_t place = 0;
        bool found = false;

        if (part == MESSAGE_PART_TEXT)
                return file->count;
        for (size_t i = 0; i < file->count; i++)
                if (file->lines[i].part != MESSAGE_PART_NONE && file->lines[i].part < part) {
                        place = i + 1;
                        found = true;
                }
        for (size_t i = 0; i < file->count && !found; i++)
                if (file->lines[i].part > part) {
                        place = i;
                        found = true;
                }
        return found ? place : file->count;
}

/* Lines that go when the part is replaced: its own, and the empty ones between those of a text. */
static bool
line_goes(const struct message_file *file, size_t i, enum message_part part, size_t first)
{
        if (file->lines[i].part == part)
                return true;
        return part == MESSAGE_PART_TEXT && i > first && is_blank(file->lines[i].text, strlen(file->lines[i].text));
}

static size_t
first_of(const struct message_file *file, enum message_part part)
{
        for (size_t i = 0; i < file->count; i++)
                if (file->lines[i].part == part)
                        return i;
        return file->count;
}

/* Copies the lines that stay and puts the new ones at `place`. */
static int
splice(const struct message_file *file, enum message_part part, size_t place, const struct message_file *made, struct message_file *out)
{
        size_t first = first_of(file, part);
        int rc = 0;

        for (size_t i = 0; i <= file->count && rc == 0; i++) {
                for (size_t k = 0; i == place && k < made->count && rc == 0; k++)
                        rc = add_line(out, strdup(made->lines[k].text), made->lines[k].part);
                if (rc == 0 && i < file->count && !line_goes(file, i, part, first))
                        rc = add_line(out, strdup(file->lines[i].text), file->lines[i].part);
        }
        return rc;
}

int
message_file_set(struct message_file *file, enum message_part part, const char *value)
{
        struct message_file made = {0}, out = {0};
        size_t place = first_of(file, part);
        int rc = 0;

        if (place == file->count) {
                place = place_of(file, part);
                if (part == MESSAGE_PART_TEXT && place > 0 && *file->lines[place - 1].text != '\0')
                        rc = add_line(&made, strdup(""), MESSAGE_PART_NONE);
        }
        if (rc == 0)
                rc = format_lines(&made, part, value);
        if (rc == 0)
                rc = splice(file, part, place, &made, &out);
        clear_lines(&made);
        if (rc < 0) {
                clear_lines(&out);
                return rc;
        }
        clear_lines(file);
        *file = out;
        return 0;
}
