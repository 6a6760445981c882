/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configuration file: what is taken, what each default is, and that every mistake is told with file, line and cure.
 */
#include "common/config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/code.h"

#define HEAD "country = \"RO\"; languages = [ \"uk\", \"en\" ];\n"
#define MODEM "modems = ( { name = \"sim1\"; device = \"/dev/waymark-none1\"; } );\n"
#define WHOLE HEAD MODEM

struct fixture {
        struct config config;
        struct findings *findings;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        fixture->findings = findings_new();
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        findings_free(fixture->findings);
        free(fixture);
        return 0;
}

static int
parse(struct fixture *fixture, const char *text)
{
        findings_free(fixture->findings);
        fixture->findings = findings_new();
        return config_parse("conf/x.cfg", text, strlen(text), &fixture->config, fixture->findings);
}

static void
assert_sound(struct fixture *fixture, const char *text)
{
        int rc = parse(fixture, text);

        if (rc != 0)
                print_message("%s\n", findings_first_error(fixture->findings));
        assert_int_equal(rc, 0);
        assert_int_equal(findings_count(fixture->findings, FINDING_SEVERITY_ERROR), 0);
}

/* Exactly one error, at that place, with these words in it. */
static void
assert_refused(struct fixture *fixture, const char *text, const char *place, const char *words)
{
        const char *error;

        assert_int_equal(parse(fixture, text), -EINVAL);
        error = findings_first_error(fixture->findings);
        if (strncmp(error, place, strlen(place)) != 0 || strstr(error, words) == NULL ||
            findings_count(fixture->findings, FINDING_SEVERITY_ERROR) != 1) {
                for (size_t i = 0; findings_at(fixture->findings, i) != NULL; i++)
                        print_message("finding: %s\n", findings_at(fixture->findings, i)->text);
                fail_msg("wanted one error \"%s ... %s\" for:\n%s", place, words, text);
        }
        assert_non_null(strchr(error, ';')); /* "problem; cure" */
}

static void
fills_in_every_default(void **state)
{
        struct fixture *fixture = *state;
        const struct config *config = &fixture->config;

        assert_sound(fixture, WHOLE);
        assert_string_equal(config->file, "conf/x.cfg");
        assert_int_equal(config->country, code_pack("RO"));
        assert_int_equal(config->nlanguages, 2);
        assert_int_equal(config->languages[0], code_pack("uk"));
        assert_int_equal(config->languages[1], code_pack("en"));
        assert_string_equal(config->messages, "/etc/waymark/messages");
        assert_string_equal(config->state, "/var/lib/waymark");
        assert_string_equal(config->runtime, "/run/waymark");
        assert_string_equal(config->user, "");
        assert_int_equal(config->nmodems, 1);
        assert_string_equal(config->modems[0].name, "sim1");
        assert_string_equal(config->modems[0].device, "/dev/waymark-none1");
        assert_string_equal(config->modems[0].connection, "at115200");
        assert_string_equal(config->modems[0].pin, "");
        assert_string_equal(config->modems[0].own_number, "");
        assert_int_equal(config->modems[0].poll_s, 15);
        assert_int_equal(config->modems[0].forget_s, 60);
        assert_int_equal(config->modems[0].pauses_percent, 10);
        assert_string_equal(config->modems[0].balance.code, "");
        assert_int_equal(config->guard.replies_per_hour, 10);
        assert_int_equal(config->guard.replies_per_day, 30);
        assert_int_equal(config->guard.parts_per_day, 500);
        assert_int_equal(config->guard.answer_within_h, 12);
        assert_int_equal(config->guard.validity_h, 6);
        assert_int_equal(config->guard.allow.count, 0);
        assert_int_equal(config->guard.deny.count, 5);
        assert_string_equal(config->guard.deny.list[0], "+870");
        assert_string_equal(config->guard.deny.list[4], "+979");
        assert_int_equal(config->alerts.count, 0);
        assert_string_equal(config->gsup.hlr, "");
        assert_string_equal(config->http.listen, "");
        assert_string_equal(config->web.listen, "");
        assert_string_equal(config->counts.publish, "days");
        assert_int_equal(config->counts.publish_minimum, 10);
        assert_int_equal(config->counts.fold_minutes, 15);
}

static void
takes_every_key(void **state)
{
        struct fixture *fixture = *state;
        const struct config *config = &fixture->config;

        assert_sound(fixture,
                     "country = \"pl\"; languages = ( \"ru\", \"nds\" ); messages = \"/m\"; state = \"/s\"; runtime = \"/r\";\n"
                     "user = \"waymark\";\n"
                     "modems = ( { name = \"a\"; device = \"/dev/waymark-none1\"; connection = \"at19200\"; pin = \"0012\";\n"
                     "  own_number = \"+40700000001\"; poll_s = 3600; pauses_percent = 0;\n"
                     "  balance = { code = \"*100#\"; every_h = 12; pattern = \"=([0-9]+)\"; warn_below = 3; }; },\n"
                     "  { name = \"b\"; device = \"/dev/waymark-none2\"; } );\n"
                     "guard = { replies_per_hour = 1; replies_per_day = 2; parts_per_day = 3; answer_within_h = 4;\n"
                     "  validity_h = 5; allow_prefixes = [ \"+40\", \"+380\" ]; deny_prefixes = [ ]; };\n"
                     "alerts = { numbers = [ \"+40700000009\" ]; };\n"
                     "gsup = { hlr = \"10.0.0.1:4222\"; name = \"w-1\"; session_s = 110; }; http = { listen = \"[::]:80\";\n"
                     "  secret = \"0123456789abcde_-Z\"; allow = [ \"192.0.2.0/24\", \"2001:db8:1111:2222:3333:4444:5555:6666/128\" ]; };\n"
                     "web = { listen = \"0.0.0.0:65535\"; };\n"
                     "counts = { publish_minimum = 20; fold_minutes = 60; };\n");
        assert_int_equal(config->country, code_pack("PL"));
        assert_int_equal(config->languages[1], code_pack("nds"));
        assert_string_equal(config->user, "waymark");
        assert_int_equal(config->nmodems, 2);
        assert_string_equal(config->modems[0].pin, "0012");
        assert_string_equal(config->modems[0].own_number, "+40700000001");
        assert_string_equal(config->modems[0].balance.code, "*100#");
        assert_int_equal(config->modems[0].balance.every_h, 12);
        assert_string_equal(config->modems[0].balance.pattern, "=([0-9]+)");
        assert_true(config->modems[0].balance.warn_below > 2.9 && config->modems[0].balance.warn_below < 3.1);
        assert_string_equal(config->modems[1].name, "b");
        assert_int_equal(config->modems[1].poll_s, 15);
        assert_int_equal(config->guard.validity_h, 5);
        assert_int_equal(config->guard.allow.count, 2);
        assert_string_equal(config->guard.allow.list[1], "+380");
        assert_int_equal(config->guard.deny.count, 0);
        assert_string_equal(config->alerts.numbers[0], "+40700000009");
        assert_string_equal(config->gsup.hlr, "10.0.0.1:4222");
        assert_string_equal(config->gsup.name, "w-1");
        assert_int_equal(config->gsup.session_s, 110);
        assert_string_equal(config->http.listen, "[::]:80");
        assert_string_equal(config->http.secret, "0123456789abcde_-Z");
        assert_int_equal(config->http.allow.count, 2);
        assert_string_equal(config->http.allow.list[0], "192.0.2.0/24");
        assert_string_equal(config->http.allow.list[1], "2001:db8:1111:2222:3333:4444:5555:6666/128");
        assert_string_equal(config->web.listen, "0.0.0.0:65535");
        assert_int_equal(config->counts.publish_minimum, 20);
        assert_int_equal(config->counts.fold_minutes, 60);
}

static void
balance_needs_only_its_code(void **state)
{
        struct fixture *fixture = *state;

        assert_sound(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; balance = { code = \"*100#\"; }; } );");
        assert_int_equal(fixture->config.modems[0].balance.every_h, 24);
        assert_string_equal(fixture->config.modems[0].balance.pattern, "([0-9]+[.,][0-9]+)");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\";\nbalance = { every_h = 2; }; } );",
                       "conf/x.cfg:3: ", "\"code\" is missing; add code = \"*100#\";");
}

static void
optional_groups_have_defaults_inside(void **state)
{
        struct fixture *fixture = *state;

        assert_sound(fixture, WHOLE "gsup = { }; http = { }; web = { };");
        assert_string_equal(fixture->config.gsup.hlr, "127.0.0.1:4222");
        assert_string_equal(fixture->config.gsup.name, "waymark");
        assert_int_equal(fixture->config.gsup.session_s, 25);
        assert_string_equal(fixture->config.http.listen, "127.0.0.1:8080");
        assert_string_equal(fixture->config.http.secret, "");
        assert_int_equal(fixture->config.http.allow.count, 0);
        assert_string_equal(fixture->config.web.listen, "127.0.0.1:8081");
}

static void
tells_what_is_missing(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, "languages = [ \"en\" ];" MODEM, "conf/x.cfg: ", "\"country\" is missing; add country = \"RO\";");
        assert_refused(fixture, "country = \"RO\";" MODEM, "conf/x.cfg: ", "\"languages\" is missing");
        assert_refused(fixture, HEAD, "conf/x.cfg: ", "no modem is configured");
        assert_refused(fixture, HEAD "modems = ( );", "conf/x.cfg:2: ", "no modem is configured");
        assert_refused(fixture, HEAD "modems = (\n{ device = \"/d\"; } );", "conf/x.cfg:3: ", "\"name\" is missing");
        assert_refused(fixture, HEAD "modems = (\n{ name = \"a\"; } );", "conf/x.cfg:3: ", "\"device\" is missing");
}

static void
a_gateway_without_modem_may_have_another_front(void **state)
{
        assert_sound(*state, HEAD "gsup = { };");
        assert_sound(*state, HEAD "http = { };");
}

static void
call_backs_are_never_open_to_everybody(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, WHOLE "\nhttp = { listen = \"0.0.0.0:8080\"; };", "conf/x.cfg:4: ", "add secret = \"...\" or allow = [");
        assert_refused(fixture, WHOLE "http = { listen = \"[::]:8080\"; };", "conf/x.cfg:3: ", "anybody there may");
        assert_refused(fixture, WHOLE "http = { listen = \"192.0.2.1:8080\"; };", "conf/x.cfg:3: ", "anybody there may");
        assert_sound(fixture, WHOLE "http = { listen = \"127.0.0.2:8080\"; };");
        assert_sound(fixture, WHOLE "http = { listen = \"0.0.0.0:8080\"; secret = \"0123456789abcdef\"; };");
        assert_sound(fixture, WHOLE "http = { listen = \"0.0.0.0:8080\"; allow = [ \"192.0.2.7\" ]; };");
}

static void
refuses_a_weak_secret_and_never_repeats_it(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, WHOLE "http = { secret = \"0123456789abcde\"; };", "conf/x.cfg:3: ", "16 to 64 letters");
        assert_null(strstr(findings_first_error(fixture->findings), "0123456789"));
        assert_refused(fixture, WHOLE "http = { secret = \"0123456789abcdef/\"; };", "conf/x.cfg:3: ", "16 to 64 letters");
        assert_refused(fixture, WHOLE "http = { secret = \"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0\"; };",
                       "conf/x.cfg:3: ", "at most 64 bytes");
        assert_refused(fixture, WHOLE "http = { allow = [ \"example.org\" ]; };", "conf/x.cfg:3: ", "no address that may call");
        assert_refused(fixture, WHOLE "http = { allow = [ \"10.0.0.1/8\" ]; };", "conf/x.cfg:3: ", "no address that may call");
        assert_refused(fixture, WHOLE "http = { allow = \"10.0.0.1\"; };", "conf/x.cfg:3: ", "list of texts, as in [ \"192.0.2.7\"");
}

static void
guesses_the_key_that_was_meant(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, WHOLE "mesages = \"/m\";", "conf/x.cfg:3: ", "unknown key \"mesages\"; did you mean \"messages\"?");
        assert_refused(fixture, WHOLE "\nguard = { reples_per_hour = 1; };", "conf/x.cfg:4: ", "did you mean \"replies_per_hour\"?");
        assert_refused(fixture, WHOLE "guard = { validity_hours = 1; };", "conf/x.cfg:3: ", "known here are: replies_per_hour, ");
        assert_refused(fixture, WHOLE "poll_s = 3;", "conf/x.cfg:3: ", "move it into \"modems\"");
        assert_refused(fixture, WHOLE "guard = { messages = \"/m\"; };", "conf/x.cfg:3: ", "move it out of the curly brackets");
        assert_refused(fixture, WHOLE "colour = 3;", "conf/x.cfg:3: ", "unknown key \"colour\"; remove it, known here are: country, ");
        assert_refused(fixture, WHOLE "Messages = \"/m\";", "conf/x.cfg:3: ", "did you mean \"messages\"?");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; pni = \"1\"; } );", "conf/x.cfg:2: ",
                       "did you mean \"pin\"?");
}

static void
refuses_wrong_types(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, "country = 40; languages = [ \"en\" ];" MODEM, "conf/x.cfg:1: ", "\"country\" has the wrong type");
        assert_refused(fixture, "country = \"RO\"; languages = \"en\";" MODEM, "conf/x.cfg:1: ", "\"languages\" has the wrong type");
        assert_refused(fixture, "country = \"RO\"; languages = [ ];" MODEM, "conf/x.cfg:1: ", "\"languages\" has the wrong type");
        assert_refused(fixture, "country = \"RO\"; languages = [ 1 ];" MODEM, "conf/x.cfg:1: ", "\"languages\" has the wrong type");
        assert_refused(fixture, WHOLE "messages = 1;", "conf/x.cfg:3: ", "must be a text in quotes");
        assert_refused(fixture, WHOLE "state = [ \"/s\" ];", "conf/x.cfg:3: ", "must be a text in quotes");
        assert_refused(fixture, WHOLE "guard = 1;", "conf/x.cfg:3: ", "curly brackets");
        assert_refused(fixture, WHOLE "guard = { parts_per_day = \"500\"; };", "conf/x.cfg:3: ", "whole number without quotes");
        assert_refused(fixture, WHOLE "guard = { parts_per_day = 5.5; };", "conf/x.cfg:3: ", "whole number without quotes");
        assert_refused(fixture, WHOLE "guard = { parts_per_day = true; };", "conf/x.cfg:3: ", "whole number without quotes");
        assert_refused(fixture, WHOLE "guard = { allow_prefixes = \"+40\"; };", "conf/x.cfg:3: ", "list of texts");
        assert_refused(fixture, WHOLE "guard = { allow_prefixes = [ 40 ]; };", "conf/x.cfg:3: ", "list of texts");
        assert_refused(fixture, HEAD "modems = { name = \"a\"; };", "conf/x.cfg:2: ", "list of groups");
        assert_refused(fixture, HEAD "modems = ( \"a\" );", "conf/x.cfg:2: ", "list of groups");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; balance = { code = \"*1#\"; warn_below = \"2\"; }; } );",
                       "conf/x.cfg:2: ", "a number without quotes");
}

static void
refuses_what_is_out_of_range(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, WHOLE "guard = { replies_per_hour = 0; };", "conf/x.cfg:3: ", "is 0; use a number from 1 to 1000");
        assert_refused(fixture, WHOLE "guard = { replies_per_hour = -1; };", "conf/x.cfg:3: ", "is -1; use");
        assert_refused(fixture, WHOLE "guard = { parts_per_day = 99999999999L; };", "conf/x.cfg:3: ", "is 99999999999; use");
        assert_refused(fixture, WHOLE "counts = { publish_minimum = 1; };", "conf/x.cfg:3: ", "is 1; use a number from 3");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; poll_s = 0; } );", "conf/x.cfg:2: ", "poll_s");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; poll_s = 3601; } );", "conf/x.cfg:2: ", "poll_s");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; pauses_percent = 101; } );", "conf/x.cfg:2: ",
                       "pauses_percent");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; balance = { code = \"*1#\"; warn_below = -1.0; }; } );",
                       "conf/x.cfg:2: ", "out of range");
}

static void
a_number_too_large_for_libconfig_is_not_taken_for_a_small_one(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(parse(fixture, WHOLE "guard = { parts_per_day = 4294967297; };"), -EINVAL);
        assert_int_equal(parse(fixture, WHOLE "guard = { parts_per_day = 18446744073709551617; };"), -EINVAL);
        assert_int_equal(parse(fixture, WHOLE "guard = { parts_per_day = 0x100000001; };"), -EINVAL);
        assert_sound(fixture, WHOLE "# 4294967297\n// 4294967297\n/* \n 4294967297 */ messages = \"/4294967297\";");
        assert_sound(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; balance = { code = \"*1#\"; warn_below = 1.99999999999; }; } );");
}

static void
a_text_that_is_never_closed_is_told(void **state)
{
        assert_refused(*state, WHOLE "state = \"/a;\n", "conf/x.cfg:3: ", "a text is not closed; look here and above");
        assert_refused(*state, WHOLE "state = \"/a\\\"", "conf/x.cfg:3: ", "a text is not closed");
}

static void
refuses_wrong_codes_of_country_and_language(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, "country = \"ROU\"; languages = [ \"en\" ];" MODEM, "conf/x.cfg:1: ", "two letters (ISO 3166)");
        assert_refused(fixture, "country = \"R1\"; languages = [ \"en\" ];" MODEM, "conf/x.cfg:1: ", "two letters (ISO 3166)");
        assert_refused(fixture, "country = \"\"; languages = [ \"en\" ];" MODEM, "conf/x.cfg:1: ", "two letters (ISO 3166)");
        assert_refused(fixture, "country = \"RO\"; languages = [ \"en\", \"english\" ];" MODEM, "conf/x.cfg:1: ", "language 2 is no code");
        assert_refused(fixture, "country = \"RO\"; languages = [ \"en\", \"EN\" ];" MODEM, "conf/x.cfg:1: ", "twice");
}

static void
refuses_what_is_no_number(void **state)
{
        struct fixture *fixture = *state;
        static const char *const wrong[] = {"40", "", "+", "+0", "++40", "+40 7", "+4O", "+1234567890123456", "00380"};
        char text[512];

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                snprintf(text, sizeof text, WHOLE "guard = { deny_prefixes = [ \"%s\" ]; };", wrong[i]);
                assert_refused(fixture, text, "conf/x.cfg:3: ", "is no beginning of international numbers");
                snprintf(text, sizeof text, WHOLE "alerts = { numbers = [ \"%s\" ]; };", wrong[i]);
                assert_refused(fixture, text, "conf/x.cfg:3: ", "is no international number");
        }
        assert_refused(fixture, WHOLE "alerts = { numbers = [ \"+40700\" ]; };", "conf/x.cfg:3: ", "is no international number");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; own_number = \"0700000000\"; } );", "conf/x.cfg:2: ",
                       "is no international number");
}

/* `n` different entries between the brackets of a list. */
static void
fill_list(char *text, size_t room, const char *before, const char *entry, int n, const char *after)
{
        size_t len = (size_t)snprintf(text, room, "%s[ ", before);

        for (int i = 0; i < n; i++)
                len += (size_t)snprintf(text + len, room - len, entry, i > 0 ? ", " : "", 'a' + i / 26, 'a' + i % 26);
        snprintf(text + len, room - len, " ]; %s", after);
}

static void
refuses_lists_that_are_too_long(void **state)
{
        char text[2000];

        fill_list(text, sizeof text, "country = \"RO\"; languages = ", "%s\"%c%c\"", CONFIG_LANGUAGES + 1, MODEM);
        assert_refused(*state, text, "conf/x.cfg:1: ", "\"languages\" has 33 entries; use at most 32");
        fill_list(text, sizeof text, WHOLE "guard = { allow_prefixes = ", "%s\"+%d%d\"", CONFIG_PREFIXES + 1, "};");
        assert_refused(*state, text, "conf/x.cfg:3: ", "entries; use at most");
}

static void
refuses_names_that_are_none(void **state)
{
        struct fixture *fixture = *state;
        char path[5000];

        assert_refused(fixture, WHOLE "user = \"way mark\";", "conf/x.cfg:3: ", "is no user name; write the name of a user");
        assert_refused(fixture, WHOLE "gsup = { hlr = \"127.0.0.1:4222\"; name = \"way mark\"; };", "conf/x.cfg:3: ", "is no name for the HLR; use letters");
        memset(path, 'x', sizeof path);
        path[sizeof path - 1] = '\0';
        findings_free(fixture->findings);
        fixture->findings = findings_new();
        assert_int_equal(config_parse(path, WHOLE, strlen(WHOLE), &fixture->config, fixture->findings), -EINVAL);
        assert_int_equal(findings_count(fixture->findings, FINDING_SEVERITY_ERROR), 1);
}

static void
never_repeats_a_pin_or_a_number(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; pin = \"98765x\"; } );", "conf/x.cfg:2: ", "is no PIN");
        assert_null(strstr(findings_first_error(fixture->findings), "98765"));
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; pin = 98765; } );", "conf/x.cfg:2: ", "in quotes");
        assert_null(strstr(findings_first_error(fixture->findings), "98765"));
        assert_refused(fixture, WHOLE "alerts = { numbers = [ \"0700000077\" ]; };", "conf/x.cfg:3: ", "is no international");
        assert_null(strstr(findings_first_error(fixture->findings), "0700000077"));
}

static void
refuses_pins_of_three_and_nine_digits(void **state)
{
        assert_refused(*state, HEAD "modems = ( { name = \"a\"; device = \"/d\"; pin = \"123\"; } );", "conf/x.cfg:2: ", "is no PIN");
        assert_refused(*state, HEAD "modems = ( { name = \"a\"; device = \"/d\"; pin = \"123456789\"; } );", "conf/x.cfg:2: ",
                       "too long");
}

static void
refuses_wrong_addresses(void **state)
{
        struct fixture *fixture = *state;
        static const char *const wrong[] = {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
                                            "127.0.0.1:80x", "localhost:80", "256.0.0.1:80", "::1:80", "[::1]", "[]:80", "[x]:80"};
        char text[512];

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                snprintf(text, sizeof text, WHOLE "web = { listen = \"%s\"; };", wrong[i]);
                assert_refused(fixture, text, "conf/x.cfg:3: ", "is no address and port");
        }
}

static void
refuses_names_that_do_not_fit_a_line(void **state)
{
        struct fixture *fixture = *state;
        static const char *const wrong[] = {"", "sim 1", "sim.1", "sim/1", "s\xc4\xb1m"};
        char text[512];

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                snprintf(text, sizeof text, HEAD "modems = ( { name = \"%s\"; device = \"/d\"; } );", wrong[i]);
                assert_refused(fixture, text, "conf/x.cfg:2: ", "is no name");
        }
        assert_refused(fixture, HEAD "modems = ( { name = \"a2345678901234567\"; device = \"/d\"; } );", "conf/x.cfg:2: ", "too long");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\\n\"; } );", "conf/x.cfg:2: ", "control characters");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\xff\"; } );", "conf/x.cfg:2: ", "not UTF-8");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"\"; } );", "conf/x.cfg:2: ", "is empty");
}

static void
refuses_connections_that_are_not_at(void **state)
{
        assert_refused(*state, HEAD "modems = ( { name = \"a\"; device = \"/d\"; connection = \"fbus\"; } );", "conf/x.cfg:2: ",
                       "is no connection to an AT modem");
}

static void
a_pattern_has_exactly_one_group(void **state)
{
        struct fixture *fixture = *state;
        static const char *const wrong[] = {"[0-9]+", "([0-9]+)[.]([0-9]+)", "([0-9]+", "(((a)))"};
        char text[512];

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                snprintf(text, sizeof text,
                         HEAD "modems = ( { name = \"a\"; device = \"/d\"; balance = { code = \"*1#\"; pattern = \"%s\"; }; } );", wrong[i]);
                assert_refused(fixture, text, "conf/x.cfg:2: ", "pattern");
        }
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d\"; balance = { code = \"100\\\"\"; }; } );",
                       "conf/x.cfg:2: ", "is no USSD code");
}

static void
two_modems_differ_in_name_and_device(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d1\"; },\n{ name = \"a\"; device = \"/d2\"; } );",
                       "conf/x.cfg:3: ", "two modems are called \"a\"");
        assert_refused(fixture, HEAD "modems = ( { name = \"a\"; device = \"/d1\"; },\n{ name = \"b\"; device = \"/d1\"; } );",
                       "conf/x.cfg:3: ", "two modems are on one device");
}

static void
sees_one_device_through_symbolic_links(void **state)
{
        char folder[] = "/tmp/waymark-config-XXXXXX", link_path[64], text[512];

        assert_non_null(mkdtemp(folder));
        snprintf(link_path, sizeof link_path, "%s/sim2", folder);
        assert_int_equal(symlink("/dev/null", link_path), 0);
        snprintf(text, sizeof text, HEAD "modems = ( { name = \"a\"; device = \"/dev/null\"; }, { name = \"b\"; device = \"%s\"; } );",
                 link_path);
        assert_refused(*state, text, "conf/x.cfg:2: ", "two modems are on one device");
        unlink(link_path);
        rmdir(folder);
}

static void
at_most_sixteen_modems(void **state)
{
        struct fixture *fixture = *state;
        char text[4096] = HEAD "modems = ( ";

        for (int i = 0; i < CONFIG_MODEMS + 1; i++)
                snprintf(text + strlen(text), sizeof text - strlen(text), "%s{ name = \"s%d\"; device = \"/dev/waymark-none%d\"; }",
                         i > 0 ? ", " : "", i, i);
        snprintf(text + strlen(text), sizeof text - strlen(text), " );");
        assert_refused(fixture, text, "conf/x.cfg:2: ", "has 17 entries; use at most 16");
}

static void
relative_paths_begin_at_the_file(void **state)
{
        struct fixture *fixture = *state;

        assert_sound(fixture, HEAD "modems = ( { name = \"a\"; device = \"sim1\"; } ); messages = \"../messages\"; state = \"/abs\";");
        assert_string_equal(fixture->config.messages, "conf/../messages");
        assert_string_equal(fixture->config.modems[0].device, "conf/sim1");
        assert_string_equal(fixture->config.state, "/abs");
        assert_int_equal(config_parse("x.cfg", WHOLE "state = \"s\";", strlen(WHOLE "state = \"s\";"), &fixture->config, fixture->findings), 0);
        assert_string_equal(fixture->config.state, "s");
}

static void
a_path_too_long_for_a_socket_is_refused(void **state)
{
        char text[512];

        snprintf(text, sizeof text, WHOLE "runtime = \"/%0100d\";", 1);
        assert_refused(*state, text, "conf/x.cfg:3: ", "too long");
}

static void
state_and_runtime_are_two_folders(void **state)
{
        assert_refused(*state, WHOLE "state = \"/x\";\nruntime = \"/x\";", "conf/x.cfg:4: ", "are one folder");
}

static void
tells_where_the_syntax_breaks(void **state)
{
        struct fixture *fixture = *state;

        assert_refused(fixture, HEAD "modems = (\n", "conf/x.cfg:3: ", "syntax error");
        assert_refused(fixture, "country = \"RO\"\nlanguages [ ];", "conf/x.cfg:2: ", "syntax error");
        assert_refused(fixture, WHOLE "state = \"/a\";\nstate = \"/b\";", "conf/x.cfg:4: ", "duplicate");
}

static void
refuses_include(void **state)
{
        assert_refused(*state, WHOLE "  @include \"/etc/passwd\"\n", "conf/x.cfg:3: ", "@include is not supported");
}

static void
takes_what_windows_editors_write(void **state)
{
        assert_sound(*state, "\xef\xbb\xbf" "country = \"RO\";\r\nlanguages = [ \"en\" ];\r\n" MODEM);
}

static void
refuses_utf16(void **state)
{
        struct fixture *fixture = *state;
        static const char text[] = "\xff\xfe" "c\0o\0";

        assert_int_equal(config_parse("x.cfg", text, sizeof text - 1, &fixture->config, fixture->findings), -EINVAL);
        assert_non_null(strstr(findings_first_error(fixture->findings), "save it as UTF-8"));
}

static void
finds_all_mistakes_in_one_go(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(parse(fixture, "country = 1;\nlanguages = 2;\nmodems = ( { nam = \"a\"; } );\nweb = 3;\n"), -EINVAL);
        assert_int_equal(findings_count(fixture->findings, FINDING_SEVERITY_ERROR), 6);
}

static void
a_file_that_is_not_there_is_told(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(config_load("/nowhere/waymark.cfg", &fixture->config, fixture->findings), -ENOENT);
        assert_string_equal(findings_first_error(fixture->findings),
                            "/nowhere/waymark.cfg: cannot be read: No such file or directory; name the right file with -c, or copy the "
                            "example there");
}

static void
a_folder_is_no_file(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(config_load("/tmp", &fixture->config, fixture->findings), -EISDIR);
        assert_non_null(strstr(findings_first_error(fixture->findings), "name the file in it"));
}

static void
a_file_over_one_megabyte_is_refused(void **state)
{
        struct fixture *fixture = *state;
        char file[] = "/tmp/waymark-config-XXXXXX";
        int fd = mkstemp(file);

        assert_true(fd >= 0);
        assert_int_equal(ftruncate(fd, 10 * 1024 * 1024), 0);
        close(fd);
        assert_int_equal(config_load(file, &fixture->config, fixture->findings), -EINVAL);
        assert_non_null(strstr(findings_first_error(fixture->findings), "larger than 1 MB"));
        unlink(file);
}

static void
the_shipped_file_is_sound(void **state)
{
        struct fixture *fixture = *state;
        int rc = config_load("conf/waymark.cfg", &fixture->config, fixture->findings);

        print_message("%s\n", findings_first_error(fixture->findings));
        assert_int_equal(rc, 0);
        assert_int_equal(fixture->config.nmodems, 1);
        assert_string_equal(fixture->config.modems[0].device, "/dev/waymark-sim1");
        assert_string_equal(fixture->config.messages, "/etc/waymark/messages");
}

static void
wipe_leaves_nothing(void **state)
{
        struct fixture *fixture = *state;
        const unsigned char *bytes = (const unsigned char *)&fixture->config;

        assert_sound(fixture, WHOLE);
        config_wipe(&fixture->config);
        for (size_t i = 0; i < sizeof fixture->config; i++)
                assert_int_equal(bytes[i], 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(fills_in_every_default),
                CASE(takes_every_key),
                CASE(balance_needs_only_its_code),
                CASE(optional_groups_have_defaults_inside),
                CASE(tells_what_is_missing),
                CASE(a_gateway_without_modem_may_have_another_front),
                CASE(call_backs_are_never_open_to_everybody),
                CASE(refuses_a_weak_secret_and_never_repeats_it),
                CASE(guesses_the_key_that_was_meant),
                CASE(refuses_wrong_types),
                CASE(refuses_what_is_out_of_range),
                CASE(a_number_too_large_for_libconfig_is_not_taken_for_a_small_one),
                CASE(a_text_that_is_never_closed_is_told),
                CASE(refuses_wrong_codes_of_country_and_language),
                CASE(refuses_what_is_no_number),
                CASE(refuses_lists_that_are_too_long),
                CASE(refuses_names_that_are_none),
                CASE(never_repeats_a_pin_or_a_number),
                CASE(refuses_pins_of_three_and_nine_digits),
                CASE(refuses_wrong_addresses),
                CASE(refuses_names_that_do_not_fit_a_line),
                CASE(refuses_connections_that_are_not_at),
                CASE(a_pattern_has_exactly_one_group),
                CASE(two_modems_differ_in_name_and_device),
                CASE(sees_one_device_through_symbolic_links),
                CASE(at_most_sixteen_modems),
                CASE(relative_paths_begin_at_the_file),
                CASE(a_path_too_long_for_a_socket_is_refused),
                CASE(state_and_runtime_are_two_folders),
                CASE(tells_where_the_syntax_breaks),
                CASE(refuses_include),
                CASE(takes_what_windows_editors_write),
                CASE(refuses_utf16),
                CASE(finds_all_mistakes_in_one_go),
                CASE(a_file_that_is_not_there_is_told),
                CASE(a_folder_is_no_file),
                CASE(a_file_over_one_megabyte_is_refused),
                CASE(the_shipped_file_is_sound),
                CASE(wipe_leaves_nothing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
