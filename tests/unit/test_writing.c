/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How people write, against the real messages/: styled and full-width letters, emoji, invisible characters, look-alikes of other scripts,
 * Ukrainian and Russian in Latin letters in all the usual styles, words without their marks; countries and languages by any name.
 * (covers: fold keys letters lookup place language)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/answer.h"
#include "words/catalogue.h"

#define LANGUAGES 7
#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const languages[LANGUAGES] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };

static struct catalogue *catalogue;

static int
load(void **state)
{
        uint16_t codes[LANGUAGES];
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = codes, .nlanguages = LANGUAGES };
        struct findings *findings = findings_new();

        (void)state;
        for (int i = 0; i < LANGUAGES; i++)
                codes[i] = code_pack(languages[i]);
        catalogue = catalogue_load("messages", &options, findings);
        if (catalogue == NULL)
                fprintf(stderr, "%s\n", findings_first_error(findings));
        findings_free(findings);
        return catalogue != NULL ? 0 : -1;
}

static int
unload(void **state)
{
        (void)state;
        catalogue_free(catalogue);
        return 0;
}

static void
ask(const char *text, struct talk *talk, struct answer *answer)
{
        const struct question question = { .text = text, .today = DAY_UNKNOWN };

        memset(talk, 0, sizeof *talk);
        answer_make(catalogue, &question, talk, answer);
}

static void
a_word_is_a_word_however_it_is_written(void **state)
{
        static const struct {
                enum topic topic;
                const char *texts[38];
        } cases[] = {
                { TOPIC_JOB, { "\uff2a\uff2f\uff22", "\uff4a\uff4f\uff42", "\U0001d409\U0001d40e\U0001d401", "\U0001d4d9\U0001d4f8\U0001d4eb",
                  "\U0001d55b\U0001d560\U0001d553", "\u24d9\u24de\u24d1", "\U0001f179\U0001f17e\U0001f171", "J O B", "j.o.b",
                  "\U0001f64f\U0001f64f job \U0001f64f", "job\u203c\ufe0f", "j\u200bo\u200bb", "\u202ejob\u202c", "«робота»", "\u201cwork\u201d",
                  "\ufeffробота", "рoбoта", "РOБOTA", "pабота", "раbота", "ρaбoтa", "jοb", "robota", "rabota", "r0b0ta", "praca", "pracya",
                  "pratsia", "pratsya", "vakansiya", "vakansija", "vakansiia", "pidrobitok", "pidrobytok", "Arbeitsplätze", "Arbeitsplaetze",
                  "Arbeitsplatze", NULL } },
                { TOPIC_HOUSE, { "zhytlo", "jytlo", "jitlo", "zhitlo", "zytlo", "zhilyo", "jilie", "zhilye", "kvartyra", "kvartira", "kimnata",
                  "komnata", "wohnung", "Unterkünfte", "Unterkuenfte", NULL } },
                { TOPIC_HELP, { "dopomoha", "dopomoga", "dopomozhit", "dopomojit", "pomosch", "pomoshch", "pomosh", "pomow", "pomo6", "pomogite",
                  "pamagite", "ryatuyte", "rjatujte", "riatuite", "spasite", "ДOПOMOГA", "д о п о м о г а", "\u1d34\u1d31\u1d38\u1d3e",
                  "h\u0336e\u0336l\u0336p\u0336", "héłp", "\uff44\uff4f\uff50\uff4f\uff4d\uff4f\uff48\uff41",
                  "\U0001d5f5\U0001d5f2\U0001d5f9\U0001d5fd", "\U0001f198", "\U0001f198\U0001f198", "SОS", NULL } },
                { TOPIC_PAPERS, { "pasport", "dokumenty", "dokumenti", "dokymentu", "pașaport", "pasaport", "paşaport", "paszport", "reisepaß",
                  "reisepass", NULL } },
                { TOPIC_CHILD, { "dity", "diti", "dytyna", "ditina", "deti", "rebenok", "rebyonok", "rebjonok", "rebionok", "mal4ik", "дiти",
                  "дітu", NULL } },
                { TOPIC_RIDE, { "poizdka", "poyizdka", "pojizdka", "poezdka", "poyezdka", "ma6ina", "mawina", "mashina", "mashyna", "mašina",
                  "maşină", "avtobus", "putewestvie", NULL } },
                { TOPIC_LOVE, { "kohannya", "kokhannia", "koxannya", "lyubov", "lubov", "ljubov", "liubov", "l'ubov", "znakomstvo", "znayomstvo",
                  "znajomstvo", "miłość", "milosc", NULL } },
                { TOPIC_RIGHTS, { "prava", "zahyst", "zakhyst", "zaxyst", "zashita", "zaschita", "zashchita", "za6ita", "zawita", "Rechte", NULL } },
                { TOPIC_STOP, { "löschen", "loeschen", "STOP", "стоп", "сTOП", NULL } },
                { TOPIC_SIGNS, { "oznaky", "oznaki", "priznaki", NULL } },
                { TOPIC_PRIVACY, { "хто читає", NULL } },
                { TOPIC_MENU, { "mеню", "menju", "privit", "pryvit", "privet", NULL } },
        };
        struct answer answer;
        struct talk talk;

        (void)state;
        for (size_t i = 0; i < COUNT(cases); i++)
                for (const char *const *text = cases[i].texts; *text != NULL; text++) {
                        ask(*text, &talk, &answer);
                        if (answer.topic != cases[i].topic)
                                fail_msg("%s: %s instead of %s", *text, topic_name(answer.topic), topic_name(cases[i].topic));
                }
}

/* The country's helpline in the language of its name. A name that is only near to one is asked for. */
static void
a_country_has_many_names(void **state)
{
        static const struct {
                const char *text, *language, *country; /* "": it is asked for */
        } cases[] = {
                { "Romania", "ro", "RO" }, { "Romaniaa", "ro", "RO" }, { "România", "ro", "RO" }, { "Румунія", "uk", "RO" },
                { "Румынии", "ru", "RO" }, { "rumuniya", "uk", "RO" }, { "Germny", "en", "" }, { "Germnay", "en", "" },
                { "Deutchland", "de", "" }, { "Нимеччина", "uk", "DE" }, { "Німечина", "uk", "DE" }, { "nime4yna", "uk", "DE" },
                { "nimechyna", "uk", "DE" }, { "я в германии", "ru", "DE" }, { "Niemczech", "pl", "DE" }, { "Polshcha", "uk", "PL" },
                { "Полща", "uk", "PL" }, { "Польшча", "ru", "" }, { "ПОЛЬША", "ru", "PL" }, { "Polsce", "pl", "PL" }, { "polska", "pl", "PL" },
                { "Польше", "ru", "PL" }, { "варшаві", "uk", "PL" }, { "варшаве", "ru", "PL" }, { "Україна", "uk", "UA" },
                { "Ukraine", "en", "UA" }, { "Чехія", "uk", "CZ" }, { "chehiya", "uk", "CZ" }, { "Czechy", "pl", "CZ" },
                { "Словачина", "uk", "SK" }, { "Угорщина", "uk", "HU" }, { "uhorschyna", "uk", "HU" }, { "vengria", "ru", "HU" },
                { "Венгрии", "ru", "HU" }, { "Nederlnd", "nl", "" }, { "Нидерланды", "ru", "NL" }, { "Holandia", "pl", "NL" },
                { "moldova", "ro", "MD" }, { "молдові", "uk", "MD" }, { "Франція", "uk", "FR" }, { "испании", "ru", "ES" },
                { "Großbritannien", "de", "GB" }, { "Grossbritannien", "de", "GB" }, { "Österreich", "de", "AT" }, { "Oesterreich", "de", "AT" },
                { "Osterreich", "de", "AT" }, { "Włochy", "pl", "IT" }, { "Wlochy", "pl", "IT" },
        };
        struct answer answer;
        struct talk talk;

        (void)state;
        for (size_t i = 0; i < COUNT(cases); i++) {
                ask(cases[i].text, &talk, &answer);
                if (answer.topic != TOPIC_COUNTRY || answer.language != code_pack(cases[i].language) || talk.country != code_pack(cases[i].country))
                        fail_msg("%s: %s", cases[i].text, answer.text);
                assert_int_equal(answer.reply, *cases[i].country != '\0' ? TOPIC_HELP : TOPIC_COUNTRY);
        }
}

static void
a_language_is_chosen_by_its_name(void **state)
{
        static const struct {
                const char *text, *language;
        } cases[] = {
                { "UKR", "uk" }, { "УКР", "uk" }, { "укр", "uk" }, { "українська", "uk" }, { "ukrainska", "uk" }, { "ukrainian", "uk" },
                { "ukranian", "uk" }, { "українскька", "uk" }, { "ua", "uk" }, { "RUS", "ru" }, { "рус", "ru" }, { "русский", "ru" },
                { "po-russki", "ru" }, { "RO", "ro" }, { "romana", "ro" }, { "română", "ro" }, { "румунська", "ro" }, { "EN", "en" },
                { "english", "en" }, { "englsh", "en" }, { "англійська", "en" }, { "PL", "pl" }, { "polski", "pl" }, { "по-польськи", "pl" },
                { "DE", "de" }, { "deutsch", "de" }, { "Deutch", "de" }, { "німецька", "de" }, { "NL", "nl" }, { "nederlands", "nl" },
                { "dutch", "nl" },
        };
        struct answer answer;
        struct talk talk;

        (void)state;
        for (size_t i = 0; i < COUNT(cases); i++) {
                ask(cases[i].text, &talk, &answer);
                if (answer.topic != TOPIC_MENU || answer.language != code_pack(cases[i].language) || talk.language != code_pack(cases[i].language))
                        fail_msg("%s: %s", cases[i].text, answer.text);
        }
}

/* The code of the Ukrainian language, and a short name of a country. */
static void
uk_is_asked_for(void **state)
{
        struct answer answer;
        struct talk talk;

        (void)state;
        ask("UK", &talk, &answer);
        assert_int_equal(answer.topic, TOPIC_COUNTRY);
        assert_int_equal(answer.reply, TOPIC_COUNTRY);
        assert_int_equal(talk.country, 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_word_is_a_word_however_it_is_written),
                cmocka_unit_test(a_country_has_many_names),
                cmocka_unit_test(a_language_is_chosen_by_its_name),
                cmocka_unit_test(uk_is_asked_for),
        };

        return cmocka_run_group_tests_name("writing", tests, load, unload);
}
