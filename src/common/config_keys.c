/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of all keys and what makes a value sound. Used by config.c; pure. Every complaint reads "... is wrong; what to write".
 */
#include "config_keys.h"

#include <regex.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "config.h"

/* RUNTIME/control.sock must fit into a socket's address (unix(7): 108 bytes). */
#define RUNTIME_ROOM (108 - sizeof "/control.sock" + 1)

static bool
is_made_of(const char *value, const char *allowed)
{
        return value[strspn(value, allowed)] == '\0';
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char *
refuse_empty(const char *value)
{
        return value[0] == '\0' ? "is empty; write a path" : NULL;
}

static const char *
refuse_name(const char *value)
{
        if (value[0] == '\0' || !is_made_of(value, DIGITS LETTERS "-_"))
                return "is no name; use letters, digits, \"-\" and \"_\" only, as in \"sim1\"";
        return NULL;
}

static const char *
refuse_user(const char *value)
{
        if (!is_made_of(value, DIGITS LETTERS "-_."))
                return "is no user name; write the name of a user of this system, as in \"waymark\", or \"\"";
        return NULL;
}

static const char *
refuse_publish(const char *value)
{
        if (strcmp(value, "days") != 0 && strcmp(value, "months") != 0)
                return "is neither \"days\" nor \"months\"; write which of the two you share with others";
        return NULL;
}

static const char *
refuse_connection(const char *value)
{
        static const char *const known[] = {"at",      "at2400",   "at4800",   "at9600",   "at19200", "at38400",
                                            "at57600", "at115200", "at230400", "at460800", "at921600"};

        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
                if (strcmp(value, known[i]) == 0)
                        return NULL;
        return "is no connection to an AT modem; write \"at115200\", or \"at\" and another speed of the port";
}

static const char *
refuse_pin(const char *value)
{
        size_t len = strlen(value);

        if (len == 0 || (len >= 4 && len <= 8 && is_made_of(value, DIGITS)))
                return NULL;
        return "is no PIN; write 4 to 8 digits in quotes, or \"\" for a SIM without one";
}

static bool
is_international(const char *value, size_t least_digits)
{
        size_t len = strlen(value);

        return value[0] == '+' && value[1] != '0' && len > least_digits && len <= 16 && is_made_of(value + 1, DIGITS);
}

static const char *
refuse_number(const char *value)
{
        if (!is_international(value, 7))
                return "is no international number; write \"+\", the country's code and the number without its first 0 and without "
                       "spaces, as in \"+40700000000\"";
        return NULL;
}

static const char *
refuse_own_number(const char *value)
{
        return value[0] == '\0' ? NULL : refuse_number(value);
}

static const char *
refuse_prefix(const char *value)
{
        if (!is_international(value, 1))
                return "is no beginning of international numbers; write \"+\" and digits, as in \"+882\"";
        return NULL;
}

static const char *
refuse_address(const char *value)
{
        struct address address;

        return address_parse(value, &address) == 0 ? NULL
                                                   : "is no address and port; write them as in \"127.0.0.1:8080\" or \"[::1]:8080\"";
}

static const char *
refuse_network(const char *value)
{
        struct network network;

        return network_parse(value, &network) == 0
                       ? NULL
                       : "is no address that may call; write numbers, as in \"192.0.2.7\" or, for all that begin alike, \"192.0.2.0/24\"";
}

/* It stands in the path of a URL, where these need no escape, and is not to be guessed. */
static const char *
refuse_secret(const char *value)
{
        size_t len = strlen(value);

        if (len == 0 || (len >= 16 && is_made_of(value, DIGITS LETTERS "-_")))
                return NULL;
        return "is too short or holds other characters; write 16 to 64 letters, digits, \"-\" and \"_\", as they come out of "
               "`tr -dc a-z0-9 </dev/urandom | head -c 32`";
}

/* An IPA name travels to the HLR and may end up in its logs. */
static const char *
refuse_gsup_name(const char *value)
{
        if (value[0] == '\0' || !is_made_of(value, DIGITS LETTERS "-_."))
                return "is no name for the HLR; use letters, digits, \"-\", \"_\" and \".\"";
        return NULL;
}

/* What a network may ask for: digits, * and #, as typed on a phone (TS 22.090). */
static const char *
refuse_ussd_code(const char *value)
{
        if (value[0] == '\0' || !is_made_of(value, DIGITS "*#"))
                return "is no USSD code; write it as you would dial it, as in \"*100#\"";
        return NULL;
}

static const char *
refuse_pattern(const char *value)
{
        regex_t regex;
        size_t groups;

        if (regcomp(&regex, value, REG_EXTENDED) != 0)
                return "is no regular expression; write one in the extended POSIX form, as in \"([0-9]+[.,][0-9]+)\"";
        groups = regex.re_nsub;
        regfree(&regex);
        if (groups != 1)
                return "needs exactly one group in round brackets around the amount, as in \"([0-9]+[.,][0-9]+)\"; add it, or take the "
                       "others away";
        return NULL;
}

#define WHOLE(struct_name, field, low, high, otherwise)                                                        \
        {                                                                                                      \
                .name = #field, .type = CONFIG_KEY_WHOLE, .offset = offsetof(struct struct_name, field),       \
                .least = (low), .most = (high), .number = (otherwise)                                          \
        }
#define PLACE(struct_name, field) \
        .offset = offsetof(struct struct_name, field), .room = sizeof(((struct struct_name *)0)->field)

static const struct config_key balance_keys[] = {
        {.name = "code", .type = CONFIG_KEY_TEXT, PLACE(config_modem, balance.code),
         .example = "code = \"*100#\";", .refuse = refuse_ussd_code},
        {.name = "every_h", .type = CONFIG_KEY_WHOLE, PLACE(config_modem, balance.every_h),
         .least = 1, .most = 24 * 31, .number = 24},
        {.name = "pattern", .type = CONFIG_KEY_TEXT, PLACE(config_modem, balance.pattern),
         .text = "([0-9]+[.,][0-9]+)", .refuse = refuse_pattern},
        {.name = "warn_below", .type = CONFIG_KEY_DECIMAL, PLACE(config_modem, balance.warn_below),
         .least = 0, .most = 1e9, .number = 2.0},
        {.name = NULL},
};

static const struct config_key modem_keys[] = {
        {.name = "name", .type = CONFIG_KEY_TEXT, PLACE(config_modem, name),
         .example = "name = \"sim1\";", .refuse = refuse_name},
        {.name = "device", .type = CONFIG_KEY_PATH, PLACE(config_modem, device),
         .example = "device = \"/dev/waymark-sim1\";", .refuse = refuse_empty},
        {.name = "connection", .type = CONFIG_KEY_TEXT, PLACE(config_modem, connection),
         .text = "at115200", .refuse = refuse_connection},
        {.name = "pin", .type = CONFIG_KEY_TEXT, PLACE(config_modem, pin), .text = "",
         .refuse = refuse_pin, .secret = true},
        {.name = "own_number", .type = CONFIG_KEY_TEXT, PLACE(config_modem, own_number), .text = "",
         .refuse = refuse_own_number, .secret = true},
        WHOLE(config_modem, poll_s, 1, 3600, 15),
        WHOLE(config_modem, forget_s, 0, 3600, 60),
        WHOLE(config_modem, pauses_percent, 0, 100, 10),
        {.name = "balance", .type = CONFIG_KEY_GROUP, .keys = balance_keys, .optional = true},
        {.name = NULL},
};

/* A text lives for 63 weeks at most (TS 23.040, 9.2.3.12.1), but an answer of last week misleads. */
static const struct config_key guard_keys[] = {
        WHOLE(config_guard, replies_per_hour, 1, 1000, 10),
        WHOLE(config_guard, replies_per_day, 1, 10000, 30),
        WHOLE(config_guard, parts_per_day, 1, 1000000, 500),
        WHOLE(config_guard, answer_within_h, 1, 168, 12),
        WHOLE(config_guard, validity_h, 1, 168, 6),
        {.name = "allow_prefixes", .type = CONFIG_KEY_NUMBERS, PLACE(config_guard, allow.list),
         .places = CONFIG_PREFIXES, .count_offset = offsetof(struct config_guard, allow.count),
         .text = "", .refuse = refuse_prefix},
        {.name = "deny_prefixes", .type = CONFIG_KEY_NUMBERS, PLACE(config_guard, deny.list),
         .places = CONFIG_PREFIXES, .count_offset = offsetof(struct config_guard, deny.count),
         .text = "+870 +881 +882 +883 +979", .refuse = refuse_prefix},
        {.name = NULL},
};

static const struct config_key alerts_keys[] = {
        {.name = "numbers", .type = CONFIG_KEY_NUMBERS, PLACE(config, alerts.numbers), .places = CONFIG_NUMBERS,
         .count_offset = offsetof(struct config, alerts.count), .text = "", .refuse = refuse_number, .secret = true},
        {.name = NULL},
};

/* Networks end a session that was silent for 30 seconds, unless they are told to wait longer; the engine forgets it after 180. */
static const struct config_key gsup_keys[] = {
        {.name = "hlr", .type = CONFIG_KEY_TEXT, PLACE(config, gsup.hlr), .text = "127.0.0.1:4222", .refuse = refuse_address},
        {.name = "name", .type = CONFIG_KEY_TEXT, PLACE(config, gsup.name), .text = "waymark", .refuse = refuse_gsup_name},
        {.name = "session_s", .type = CONFIG_KEY_WHOLE, PLACE(config, gsup.session_s), .least = 5, .most = 170, .number = 25},
        {.name = NULL},
};

static const struct config_key http_keys[] = {
        {.name = "listen", .type = CONFIG_KEY_TEXT, PLACE(config, http.listen), .text = "127.0.0.1:8080",
         .refuse = refuse_address},
        {.name = "secret", .type = CONFIG_KEY_TEXT, PLACE(config, http.secret), .text = "", .refuse = refuse_secret, .secret = true},
        {.name = "allow", .type = CONFIG_KEY_NUMBERS, PLACE(config, http.allow.list), .places = CONFIG_CALLERS,
         .count_offset = offsetof(struct config, http.allow.count), .text = "", .example = "[ \"192.0.2.7\", \"192.0.2.128/25\" ]",
         .refuse = refuse_network},
        {.name = NULL},
};

static const struct config_key web_keys[] = {
        {.name = "listen", .type = CONFIG_KEY_TEXT, PLACE(config, web.listen), .text = "127.0.0.1:8081",
         .refuse = refuse_address},
        {.name = NULL},
};

/* Below three, a cell tells about one person what another one who is counted in it already knows. */
static const struct config_key counts_keys[] = {
        {.name = "publish", .type = CONFIG_KEY_TEXT, PLACE(config, counts.publish), .text = "days", .refuse = refuse_publish},
        {.name = "publish_minimum", .type = CONFIG_KEY_WHOLE, PLACE(config, counts.publish_minimum),
         .least = 3, .most = 10000, .number = 10},
        {.name = "fold_minutes", .type = CONFIG_KEY_WHOLE, PLACE(config, counts.fold_minutes),
         .least = 1, .most = 1440, .number = 15},
        {.name = NULL},
};

/* country and languages have no default: a guessed helpline is a wrong helpline. */
static const struct config_key root_keys[] = {
        {.name = "country", .type = CONFIG_KEY_COUNTRY, PLACE(config, country), .example = "country = \"RO\";"},
        {.name = "languages", .type = CONFIG_KEY_LANGUAGES, PLACE(config, languages), .places = CONFIG_LANGUAGES,
         .count_offset = offsetof(struct config, nlanguages), .example = "languages = [ \"uk\", \"en\" ];"},
        {.name = "messages", .type = CONFIG_KEY_PATH, PLACE(config, messages), .text = "/etc/waymark/messages",
         .refuse = refuse_empty},
        {.name = "state", .type = CONFIG_KEY_PATH, PLACE(config, state), .text = "/var/lib/waymark", .refuse = refuse_empty},
        {.name = "runtime", .type = CONFIG_KEY_PATH, .offset = offsetof(struct config, runtime), .room = RUNTIME_ROOM,
         .text = "/run/waymark", .refuse = refuse_empty},
        {.name = "user", .type = CONFIG_KEY_TEXT, PLACE(config, user), .text = "", .refuse = refuse_user},
        {.name = "modems", .type = CONFIG_KEY_GROUPS, .offset = offsetof(struct config, modems),
         .room = sizeof(struct config_modem), .places = CONFIG_MODEMS,
         .count_offset = offsetof(struct config, nmodems), .keys = modem_keys},
        {.name = "guard", .type = CONFIG_KEY_GROUP, .offset = offsetof(struct config, guard), .keys = guard_keys},
        {.name = "alerts", .type = CONFIG_KEY_GROUP, .keys = alerts_keys},
        {.name = "gsup", .type = CONFIG_KEY_GROUP, .keys = gsup_keys, .optional = true},
        {.name = "http", .type = CONFIG_KEY_GROUP, .keys = http_keys, .optional = true},
        {.name = "web", .type = CONFIG_KEY_GROUP, .keys = web_keys, .optional = true},
        {.name = "counts", .type = CONFIG_KEY_GROUP, .keys = counts_keys},
        {.name = NULL},
};

const struct config_key *
config_keys_root(void)
{
        return root_keys;
}
