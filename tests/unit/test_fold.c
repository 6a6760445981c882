/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folding and keys (covers: fold letters keys distance inflection): what people do to letters, one case each.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/code.h"
#include "words/distance.h"
#include "words/fold.h"
#include "words/inflection.h"
#include "words/keys.h"

static struct folded folded;

/* The words of a text as keys with spaces between: spelling for Latin, sound for Cyrillic, digits as they are. */
static const char *
keys(const char *text)
{
        static char all[8000];
        size_t len = 0;

        fold_text(text, strlen(text), &folded);
        all[0] = '\0';
        for (int i = 0; i < folded.nwords && len < sizeof all - 70; i++) {
                const struct fold_word *word = &folded.words[i];
                char key[KEY_TEXT];

                if (word->script == SCRIPT_CYRILLIC)
                        key_sound(&folded.letters[word->start], word->len, key);
                else
                        key_spelling(&folded.letters[word->start], word->len, key);
                len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i > 0 ? " " : "", key);
        }
        return all;
}

static const char *
latin_sound(const char *text, int reading)
{
        static char key[KEY_TEXT];

        fold_text(text, strlen(text), &folded);
        key[0] = '\0';
        key_sound_of_latin(folded.letters, folded.words[0].len, reading, key);
        return key;
}

/* Both are found under one key. */
static void
assert_sounds_alike(const char *latin, const char *cyrillic)
{
        char wanted[KEY_TEXT];

        snprintf(wanted, sizeof wanted, "%.60s", keys(cyrillic));
        for (int reading = 0; reading < KEY_READINGS; reading++)
                if (strcmp(latin_sound(latin, reading), wanted) == 0)
                        return;
        print_error("%s does not sound like %s (%s): %s\n", latin, cyrillic, wanted, latin_sound(latin, 0));
        fail();
}

static void
case_and_marks_do_not_matter(void **state)
{
        (void)state;
        assert_string_equal(keys("HELP"), "help");
        assert_string_equal(keys("cazare mașină MAȘINĂ masina"), "cazare masina masina masina");
        assert_string_equal(keys("Paszport łódź PRACĘ"), "paszport lodz prace");
        assert_string_equal(keys("Straße STRASSE"), "strasse strasse");
        assert_string_equal(keys("ma\u0306s\u0326ina\u0306"), "masina");
}

static void
punctuation_quotes_and_emoji_stand_outside_words(void **state)
{
        (void)state;
        assert_string_equal(keys("\"job!!!\" (please)..."), "job please");
        assert_string_equal(keys("\u00abHELP\u00bb\U0001f62d\U0001f64f"), "help");
        assert_string_equal(keys("#job @work"), "job work");
        assert_string_equal(keys("  \t job \r\n"), "job");
}

static void
invisible_characters_do_not_cut_words(void **state)
{
        (void)state;
        assert_string_equal(keys("he\u200blp"), "help");
        assert_string_equal(keys("\u202ehe\u00adlp\u2066"), "help");
        assert_string_equal(keys("\ufeffjob"), "job");
}

static void
apostrophes_belong_to_the_word(void **state)
{
        (void)state;
        assert_string_equal(keys("can't can\u2019t can\u02bct can`t"), "cant cant cant cant");
        assert_string_equal(keys("'help'"), "help");
        assert_string_equal(keys("б'є"), keys("б\u2019є"));
        assert_string_equal(keys("б*є"), keys("б'є"));
}

static void
styled_letters_are_plain_letters(void **state)
{
        (void)state;
        assert_string_equal(keys("\uff2a\uff2f\uff22"), "job");
        assert_string_equal(keys("\U0001d421\U0001d41e\U0001d425\U0001d429"), "help");
        assert_string_equal(keys("\u24d9\u24de\u24d1"), "job");
        assert_string_equal(keys("\U0001f179\U0001f17e\U0001f171"), "job");
        assert_string_equal(keys("\u1d0a\u1d0f\u0299"), "job");
}

static void
lookalikes_follow_the_rest_of_the_word(void **state)
{
        (void)state;
        assert_string_equal(keys("h\u0435lp"), "help");
        assert_string_equal(keys("\u0441\u0430s\u0430"), "casa");
        assert_string_equal(keys("p\u043e\u0431o\u0442a"), keys("\u0440\u043e\u0431\u043e\u0442\u0430"));
        assert_string_equal(keys("\u0397\u0395LP"), "help");
        assert_string_equal(keys("j\u03bfb"), "job");
        assert_string_equal(keys("h3lp p0moc"), "help pomoc");
        assert_string_equal(keys("\u0440\u043eб0\u0442\u0430"), keys("робота"));
}

static void
a_word_of_lookalikes_has_a_twin_in_the_other_script(void **state)
{
        uint16_t letters[FOLD_LETTERS];

        (void)state;
        fold_text("COC", 3, &folded);
        assert_int_equal(fold_other_script(&folded, &folded.words[0], letters), 3);
        assert_int_equal(letters[0], 0x0441);
        fold_text("JOB", 3, &folded);
        assert_int_equal(fold_other_script(&folded, &folded.words[0], letters), 0);
        fold_text("HELP", 4, &folded);
        assert_int_equal(fold_other_script(&folded, &folded.words[0], letters), 0);
}

static void
letters_drawn_out_or_apart_are_joined(void **state)
{
        (void)state;
        assert_string_equal(keys("heeeeelp"), "help");
        assert_string_equal(keys("j o b"), "j o b job");
        assert_string_equal(keys("S.O.S."), "s o s sos");
        assert_string_equal(keys("a b"), "a b");
}

static void
digits_of_every_script_are_digits(void **state)
{
        (void)state;
        assert_string_equal(keys("2"), "2");
        assert_string_equal(keys("2\ufe0f\u20e3"), "2");
        assert_string_equal(keys("\u0662"), "2");
        assert_string_equal(keys("\uff12."), "2");
        assert_true(folded.words[0].number);
}

static void
latin_writing_sounds_like_cyrillic(void **state)
{
        static const char *const pairs[][2] = {
                { "robota", "робота" },     { "rabota", "работа" },       { "zhytlo", "житло" },       { "jitlo", "житло" },
                { "jytlo", "житло" },       { "dopomoha", "допомога" },   { "dopomoga", "допомога" },  { "pomoshch", "помощь" },
                { "pomosch", "помощь" },    { "pomosh", "помощь" },       { "pomo6", "помощь" },       { "pratsia", "праця" },
                { "pracya", "праця" },      { "kvartyra", "квартира" },   { "kvartira", "квартира" },  { "kwartira", "квартира" },
                { "lyubov", "любов" },      { "liubov", "любов" },        { "ljubov", "любов" },       { "dytyna", "дитина" },
                { "ditina", "дитина" },     { "poyizdka", "поїздка" },    { "poizdka", "поїздка" },    { "khlopets", "хлопець" },
                { "hlopec", "хлопець" },    { "xlopets", "хлопець" },     { "dokumenty", "документы" },{ "mashina", "машина" },
                { "mawina", "машина" },     { "4oloviky", "чоловіки" },   { "choloviky", "чоловіки" }, { "zashchita", "защита" },
                { "zaschita", "защита" },   { "rebyonok", "ребёнок" },    { "rebenok", "ребёнок" },    { "moqa", "моя" },
                { "xochu", "хочу" },        { "khochu", "хочу" },         { "polshcha", "польща" },    { "polscha", "польща" },
                { "zdorov'ya", "здоров'я" },{ "znajomstvo", "знайомство" }, { "chaj", "чай" },         { "taksi", "такси" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
                assert_sounds_alike(pairs[i][0], pairs[i][1]);
}

static void
marks_tell_that_a_word_is_latin(void **state)
{
        (void)state;
        keys("będą beda für чи");
        assert_true(folded.words[0].marked);
        assert_false(folded.words[1].marked);
        assert_true(folded.words[2].marked);
        assert_false(folded.words[3].marked);
        keys("їжа ёж zażółć");
        assert_false(folded.words[0].marked);
        assert_false(folded.words[1].marked);
        assert_true(folded.words[2].marked);
}

static void
any_bytes_are_bounded(void **state)
{
        static char text[20000];

        (void)state;
        memset(text, 0xff, sizeof text - 1);
        fold_text(text, sizeof text - 1, &folded);
        assert_int_equal(folded.nwords, 0);
        memset(text, 'a', sizeof text - 1);
        fold_text(text, sizeof text - 1, &folded);
        assert_true(folded.nwords <= 1);
        for (size_t i = 0; i < sizeof text - 1; i++)
                text[i] = i % 2 == 0 ? 'x' : ' ';
        fold_text(text, sizeof text - 1, &folded);
        assert_true(folded.nwords <= FOLD_WORDS);
        assert_true(folded.nletters <= FOLD_TOTAL);
        fold_text("\xd0", 1, &folded);
        assert_int_equal(folded.nwords, 0);
}

static int
distance(const char *typed, const char *meant)
{
        return distance_keys(typed, (int)strlen(typed), meant, (int)strlen(meant), KEY_SPACE_SPELLING, false, 60);
}

static void
slips_of_the_thumb_cost_less(void **state)
{
        (void)state;
        assert_int_equal(distance("help", "help"), 0);
        assert_true(distance("heelp", "help") < distance("hoelp", "help"));
        assert_true(distance("hepl", "help") < DISTANCE_EDIT);
        assert_true(distance("wprk", "work") < distance("wzrk", "work"));
        assert_true(distance("elp", "help") > distance("hep", "help"));
        assert_int_equal(distance("abcdefgh", "zyxwvuts"), DISTANCE_FAR);
        assert_int_equal(distance_keys("workers", 7, "work", 4, KEY_SPACE_SPELLING, true, 10), 0);
}

static int
cyrillic_distance(const char *typed, const char *meant)
{
        char one[KEY_TEXT], two[KEY_TEXT];
        int one_len, two_len;

        fold_text(typed, strlen(typed), &folded);
        one_len = key_letters(folded.letters, folded.words[0].len, one);
        fold_text(meant, strlen(meant), &folded);
        two_len = key_letters(folded.letters, folded.words[0].len, two);
        return distance_keys(one, one_len, two, two_len, KEY_SPACE_SPELLING, false, 60);
}

static void
cyrillic_keyboards_have_their_own_neighbours(void **state)
{
        (void)state;
        assert_int_equal(cyrillic_distance("работа", "работа"), 0);
        assert_true(cyrillic_distance("рпбота", "работа") < cyrillic_distance("ршбота", "работа"));
        assert_true(cyrillic_distance("документв", "документы") < cyrillic_distance("документв", "документи"));
        assert_true(cyrillic_distance("роьота", "робота") < DISTANCE_EDIT);
        assert_true(cyrillic_distance("дзти", "діти") == DISTANCE_EDIT);
}

static void
words_are_also_written_as_they_are_heard(void **state)
{
        char key[KEY_TEXT] = "poizdka", other[KEY_TEXT] = "robota";

        (void)state;
        assert_true(key_as_heard(key, 7));
        assert_string_equal(key, "poistka");
        assert_false(key_as_heard(other, 6));
        assert_string_equal(other, "robota");
}

static void
longer_words_are_forgiven_more(void **state)
{
        (void)state;
        assert_int_equal(distance_budget(2, true), 0);
        for (int letters = 2; letters < 12; letters++) {
                assert_true(distance_budget(letters + 1, true) >= distance_budget(letters, true));
                assert_true(distance_budget(letters, true) >= distance_budget(letters, false));
        }
}

static void
forms_of_a_word_share_a_core(void **state)
{
        int russian = inflection_group(code_pack("ru"), KEY_SPACE_SOUND), english = inflection_group(code_pack("en"), KEY_SPACE_SPELLING);

        (void)state;
        assert_int_equal(inflection_core("robota", 6, russian), 5);
        assert_int_equal(inflection_core("robotou", 7, russian), 5);
        assert_int_equal(inflection_core("landlords", 9, english), 8);
        assert_int_equal(inflection_core("bus", 3, english), 0);
        assert_int_equal(inflection_group(code_pack("xx"), KEY_SPACE_SPELLING), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(case_and_marks_do_not_matter),
                cmocka_unit_test(punctuation_quotes_and_emoji_stand_outside_words),
                cmocka_unit_test(invisible_characters_do_not_cut_words),
                cmocka_unit_test(apostrophes_belong_to_the_word),
                cmocka_unit_test(styled_letters_are_plain_letters),
                cmocka_unit_test(lookalikes_follow_the_rest_of_the_word),
                cmocka_unit_test(a_word_of_lookalikes_has_a_twin_in_the_other_script),
                cmocka_unit_test(letters_drawn_out_or_apart_are_joined),
                cmocka_unit_test(digits_of_every_script_are_digits),
                cmocka_unit_test(latin_writing_sounds_like_cyrillic),
                cmocka_unit_test(marks_tell_that_a_word_is_latin),
                cmocka_unit_test(any_bytes_are_bounded),
                cmocka_unit_test(slips_of_the_thumb_cost_less),
                cmocka_unit_test(cyrillic_keyboards_have_their_own_neighbours),
                cmocka_unit_test(words_are_also_written_as_they_are_heard),
                cmocka_unit_test(longer_words_are_forgiven_more),
                cmocka_unit_test(forms_of_a_word_share_a_core),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
