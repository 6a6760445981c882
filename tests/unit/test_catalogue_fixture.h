/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A small sound catalogue in memory for the tests of src/words/, to which a test adds or from which it replaces files.
 */
#ifndef WAYMARK_TESTS_UNIT_TEST_CATALOGUE_FIXTURE_H
#define WAYMARK_TESTS_UNIT_TEST_CATALOGUE_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "common/code.h"
#include "words/builder.h"
#include "words/catalogue.h"

struct fixture_file {
        const char *path;
        const void *bytes;
        size_t len;                     /* 0: as long as the text */
};

static const char *const fixture_topics =
        "topics = (\n"
        "  { id = \"help\"; priority = 0; menu = 1; },\n"
        "  { id = \"job\"; priority = 5; menu = 2; },\n"
        "  { id = \"house\"; priority = 6; menu = 3; flash = true; },\n"
        "  { id = \"rights\"; priority = 8; menu = 4; expires = \"2027-03-04\"; }\n"
        ");\n";

static const char *const fixture_helplines =
        "words = { free = { en = \"free\"; uk = \"безкоштовно\"; }; police = { en = \"police\"; uk = \"поліція\"; };\n"
        "          noline = { en = \"aid staff\"; uk = \"волонтери\"; }; };\n"
        "countries = (\n"
        "  { code = \"RO\"; eu = true; emergency = \"112\"; child = \"116 000\"; names = { en = \"Romania\"; uk = \"Румунія\"; };\n"
        "    also = [ \"bucharest\", \"румунії\" ];\n"
        "    lines = ( { number = \"0800 111\"; free = true; police = true; mark = \"B\"; },\n"
        "              { number = \"0800 800 678\"; free = true; police = false; mark = \"A\"; checked_on = \"2022\"; } ); },\n"
        "  { code = \"ES\"; eu = true; emergency = \"112\"; names = { en = \"Spain\"; uk = \"Іспанія\"; };\n"
        "    lines = ( { number = \"900 10 50 90\"; free = true; police = true; mark = \"A-\"; checked_on = \"2025-12\"; } ); },\n"
        "  { code = \"MD\"; eu = false; emergency = \"112\"; names = { en = \"Moldova\"; uk = \"Молдова\"; }; lines = ( ); },\n"
        "  { code = \"UA\"; eu = false; emergency = \"102\"; names = { en = \"Ukraine\"; uk = \"Україна\"; };\n"
        "    lines = ( { number = \"527\"; free = true; mark = \"A\"; } ); }\n"
        ");\n";

static const struct fixture_file fixture_files[] = {
        { "en/help.txt",
          "Keywords: help, advice, !locked in, !he beats me, !raped, !throat=1, !takes my phone=1, !belt=1, number to call=3\nMenu: Get help\nChanged: 2026-11-01\n\n"
          "Danger: call 112. Advice in {COUNTRY}: {HELP}.\n", 0 },
        { "en/help-noline.txt", "Reviewed: no\n\nDanger: call 112. No number for {COUNTRY}.\n", 0 },
        { "en/job.txt", "Keywords: job, work, vacancy, looking for work=3, factory=1, interview, hire me=3\nMenu: Job offers\nChanged: 2026-11-01\n\n"
          "Job tips: keep your passport.\nAdvice: {HELP}\n", 0 },
        { "en/house.txt", "Keywords: house, room, apartment, place to stay=3, -mouse\nMenu: Room or flat\n\nRoom tips. {HELP}\n", 0 },
        { "en/rights.txt", "Keywords: rights, asylum, -right now, permit, right=1\nMenu: My rights\n\nEU rights. {HELP}\n", 0 },
        { "en/rights-noneu.txt", "Reviewed: yes\n\nYou have rights here. {HELP}. Danger: {EMERGENCY}\n", 0 },
        { "en/menu.txt", "Language: English\nNames: english, en, in english, speak english\nKeys: more, back, menu\nKeywords: menu, hello=1\n\n"
          "Text a number or a word: {TOPICS}. Other language: text its name. Danger: 112\n", 0 },
        { "en/country.txt", "Keywords: change country=3\n\nWhich country are you in?\n", 0 },
        { "en/stop.txt", "Keywords: stop, stop texting, unsubscribe\n\nOK, no more texts.\n", 0 },
        { "en/privacy.txt", "Keywords: privacy, who reads this=3\n\nWe store nothing.\n", 0 },
        { "en/limit.txt", "Reviewed: no\n\nToo many texts. {HELP}\n", 0 },
        { "en/unknown.txt", "Reviewed: no\n\nSorry, we did not understand.\n", 0 },
        { "uk/help.txt", "Keywords: допомога, допоможіть, порада, !мене б'ють, !не випускають, !замкнули, !насильств*\nMenu: Допомога\n"
          "English: 2026-10-01\n\nНебезпека: 112. Порада ({COUNTRY}): {HELP}.\n", 0 },
        { "uk/help-noline.txt", "Reviewed: no\n\nНебезпека: 112. Для {COUNTRY} номера немає.\n", 0 },
        { "uk/job.txt", "Keywords: робота, роботу, робот*, вакансія, шукаю роботу=3\nMenu: Робота\nEnglish: 2026-11-01\n\nПро роботу: {HELP}\n", 0 },
        { "uk/house.txt", "Keywords: житло, квартира\nMenu: Житло\n\nПро житло: {HELP}\n", 0 },
        { "uk/rights.txt", "Keywords: права\nMenu: Права\n\nПрава: {HELP}\n", 0 },
        { "uk/rights-noneu.txt", "Reviewed: no\n\nПрава поза ЄС: {HELP}\n", 0 },
        { "uk/menu.txt", "Language: українська\nNames: ukrainian, ukr, українська, українською, ukrainska\nKeys: далі, назад, меню\nKeywords: меню, привіт=1\n\n"
          "Надішліть цифру: {TOPICS}. Небезпека: 112\n", 0 },
        { "uk/country.txt", "Keywords: країна=1\n\nУ якій Ви країні?\n", 0 },
        { "uk/stop.txt", "Keywords: стоп\n\nДобре.\n", 0 },
        { "uk/privacy.txt", "Keywords: приватність\n\nМи нічого не зберігаємо.\n", 0 },
        { "uk/limit.txt", "Reviewed: no\n\nЗабагато SMS. {HELP}\n", 0 },
        { "uk/unknown.txt", "Reviewed: no\n\nМи не зрозуміли.\n", 0 },
};

#define FIXTURE_LANGUAGES 8
#define FIXTURE_FILES (sizeof fixture_files / sizeof *fixture_files)

static const char fixture_absent[] = "absent";
#define FIXTURE_ABSENT ((const void *)fixture_absent) /* bytes of a change: leaves the file out */

/* English, Ukrainian, and the languages of other folders among the changes. */
static int
fixture_languages(const struct fixture_file *changes, size_t nchanges, uint16_t languages[static FIXTURE_LANGUAGES])
{
        int n = 2;

        languages[0] = code_pack("en");
        languages[1] = code_pack("uk");
        for (size_t i = 0; i < nchanges; i++) {
                uint16_t code = strchr(changes[i].path, '/') != NULL ? code_pack((const char[]){ changes[i].path[0], changes[i].path[1], '\0' }) : 0;
                bool known = code == 0;

                for (int k = 0; k < n; k++)
                        known = known || languages[k] == code;
                if (!known && n < FIXTURE_LANGUAGES)
                        languages[n++] = code;
        }
        return n;
}

/* The catalogue with `nchanges` files replaced, added or left out. English is the default language. */
static inline struct catalogue *
fixture_load(const struct fixture_file *changes, size_t nchanges, int32_t today, struct findings *findings)
{
        uint16_t languages[FIXTURE_LANGUAGES];
        const struct catalogue_options options = {
                .country = code_pack("RO"),
                .languages = languages,
                .nlanguages = fixture_languages(changes, nchanges, languages),
                .today = today,
                .for_review = true,
        };
        struct builder *builder = builder_new("messages", &options, findings);
        struct catalogue *catalogue;
        const char *text[2] = { fixture_topics, fixture_helplines };
        const char *const settings[2] = { "topics.cfg", "helplines.cfg" };

        for (int s = 0; s < 2; s++)
                for (size_t k = 0; k < nchanges; k++)
                        if (strcmp(changes[k].path, settings[s]) == 0)
                                text[s] = changes[k].bytes;
        for (int s = 0; s < 2; s++)
                if (text[s] != fixture_absent)
                        builder_add(builder, settings[s], text[s], strlen(text[s]));
        for (size_t i = 0; i < FIXTURE_FILES + nchanges; i++) {
                const struct fixture_file *file = i < FIXTURE_FILES ? &fixture_files[i] : &changes[i - FIXTURE_FILES];
                bool changed = strchr(file->path, '/') == NULL || file->bytes == FIXTURE_ABSENT;

                for (size_t k = 0; i < FIXTURE_FILES && k < nchanges; k++)
                        changed = changed || strcmp(changes[k].path, file->path) == 0;
                if (!changed)
                        builder_add(builder, file->path, file->bytes, file->len > 0 ? file->len : strlen(file->bytes));
        }
        catalogue = builder_finish(builder);
        builder_free(builder);
        return catalogue;
}

/* Whether a finding holds `part`. */
static inline bool
fixture_found(const struct findings *findings, const char *part)
{
        const struct finding *finding;

        for (size_t i = 0; (finding = findings_at(findings, i)) != NULL; i++)
                if (strstr(finding->text, part) != NULL)
                        return true;
        return false;
}

static inline void
fixture_print(const struct findings *findings)
{
        const struct finding *finding;

        for (size_t i = 0; (finding = findings_at(findings, i)) != NULL; i++)
                fprintf(stderr, "%d %s\n", (int)finding->severity, finding->text);
}

#endif
