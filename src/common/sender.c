/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers: which kind of sender, from which country, under which tag; and the masking of numbers in texts. Used by the fronts and by
 * `waymark answer`. Nothing here prints, stores or allocates; copies of a number are wiped before the function returns.
 */
#include "sender.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <sodium.h>
#include <utf8proc.h>

#include "code.h"

#define PERSON_DIGITS_LEAST 7           /* fewer is a service: 112, 1198, 26262 */
#define MASKED_DIGITS_LEAST 7
#define GAP_MAX 3                       /* separators between two digits: ") ", " - " */

void
number_wipe(struct number *number)
{
        sodium_memzero(number, sizeof *number);
}

/* --- one form for one number ------------------------------------------------------------------- */

/*
 * "+" and digits, or digits alone for a national number; spaces, dashes, dots, slashes and brackets are dropped and "00" becomes "+".
 * False, and `out` empty, for what is not a number: letters, no digit at all.
 */
static bool
normalise(const struct number *number, struct number *out)
{
        size_t len = 0;
        bool sound = true;

        memset(out, 0, sizeof *out);
        for (size_t i = 0; i < sizeof number->secret - 1 && number->secret[i] != '\0'; i++) {
                char c = number->secret[i];

                if ((c >= '0' && c <= '9') || (c == '+' && len == 0))
                        out->secret[len++] = c;
                else if (strchr(" -./()", c) == NULL)
                        sound = false;
        }
        if (strncmp(out->secret, "00", 2) == 0) {
                out->secret[0] = '+';
                memmove(out->secret + 1, out->secret + 2, sizeof out->secret - 2);
        }
        if (out->secret[0] == '\0' || strcmp(out->secret, "+") == 0)
                sound = false;
        if (!sound)
                number_wipe(out);
        return sound;
}

static bool
begins_with_any(const char *digits, const struct config_prefixes *prefixes)
{
        for (int i = 0; i < prefixes->count; i++)
                if (strncmp(digits, prefixes->list[i], strlen(prefixes->list[i])) == 0)
                        return true;
        return false;
}

/* A national number may be the same as one of the own international ones: the last nine digits decide then. */
static bool
is_own(const struct number *normal, const struct number *own, int nown)
{
        struct number other;
        bool same = false;

        for (int i = 0; i < nown && !same; i++) {
                size_t a, b;

                if (!normalise(&own[i], &other))
                        continue;
                a = strlen(normal->secret);
                b = strlen(other.secret);
                same = strcmp(normal->secret, other.secret) == 0;
                if (!same && (normal->secret[0] != '+' || other.secret[0] != '+') && a >= 9 && b >= 9)
                        same = strcmp(normal->secret + a - 9, other.secret + b - 9) == 0;
                number_wipe(&other);
        }
        return same;
}

static enum sender_kind
kind_of_normal(const struct number *normal, const struct config_guard *guard, const struct number *own, int nown)
{
        const char *digits = normal->secret;
        size_t ndigits = strlen(digits) - (digits[0] == '+');

        if (is_own(normal, own, nown))
                return SENDER_KIND_OWN;
        if (ndigits < PERSON_DIGITS_LEAST)
                return SENDER_KIND_SHORT;
        if (begins_with_any(digits, &guard->deny))
                return SENDER_KIND_DENIED;
        if (guard->allow.count > 0 && !begins_with_any(digits, &guard->allow))
                return SENDER_KIND_NOT_ALLOWED;
        return SENDER_KIND_PERSON;
}

enum sender_kind
sender_kind(const struct number *number, const struct config_guard *guard, const struct number *own, int nown)
{
        struct number normal;
        enum sender_kind kind;

        if (!normalise(number, &normal))
                return SENDER_KIND_ALPHANUMERIC;
        kind = kind_of_normal(&normal, guard, own, nown);
        number_wipe(&normal);
        return kind;
}

uint64_t
sender_tag(const struct number *number, const unsigned char key[static TAG_KEY_SIZE])
{
        struct number normal;
        unsigned char hash[crypto_shorthash_BYTES];
        uint64_t tag;

        _Static_assert(TAG_KEY_SIZE == crypto_shorthash_KEYBYTES, "the key of another hash");
        _Static_assert(sizeof tag == crypto_shorthash_BYTES, "the tag of another hash");
        /* a name is not answered, but has a tag like everyone */
        const struct number *hashed = normalise(number, &normal) ? &normal : number;

        crypto_shorthash(hash, (const unsigned char *)hashed->secret, strnlen(hashed->secret, sizeof hashed->secret), key);
        memcpy(&tag, hash, sizeof tag);
        number_wipe(&normal);
        return tag;
}

/* --- country -------------------------------------------------------------------------------------- */

struct calling_code {
        char digits[6];
        char country[3];                /* "--": several countries share it */
};

/*
 * ITU-T E.164 assigned country codes: Europe, the Caucasus, Turkey, the Middle East, Central Asia, Africa, South Asia and the countries people
 * came from or go to otherwise. The longest that fits counts, so that shared codes can be told apart where their plans allow it.
 */
static const struct calling_code calling_codes[] = {
        {"1", "--"},    {"7", "--"},
        {"20", "EG"},   {"211", "SS"},  {"212", "MA"},  {"213", "DZ"},  {"216", "TN"},  {"218", "LY"},
        {"220", "GM"},  {"221", "SN"},  {"222", "MR"},  {"223", "ML"},  {"224", "GN"},  {"225", "CI"},
        {"226", "BF"},  {"227", "NE"},  {"228", "TG"},  {"229", "BJ"},  {"230", "MU"},  {"231", "LR"},
        {"232", "SL"},  {"233", "GH"},  {"234", "NG"},  {"235", "TD"},  {"236", "CF"},  {"237", "CM"},
        {"238", "CV"},  {"239", "ST"},  {"240", "GQ"},  {"241", "GA"},  {"242", "CG"},  {"243", "CD"},
        {"244", "AO"},  {"245", "GW"},  {"248", "SC"},  {"249", "SD"},  {"250", "RW"},  {"251", "ET"},
        {"252", "SO"},  {"253", "DJ"},  {"254", "KE"},  {"255", "TZ"},  {"256", "UG"},  {"257", "BI"},
        {"258", "MZ"},  {"260", "ZM"},  {"261", "MG"},  {"263", "ZW"},  {"264", "NA"},  {"265", "MW"},
        {"266", "LS"},  {"267", "BW"},  {"268", "SZ"},  {"269", "KM"},  {"27", "ZA"},   {"291", "ER"},
        {"298", "FO"},  {"299", "GL"},
        {"30", "GR"},   {"31", "NL"},   {"32", "BE"},   {"33", "FR"},   {"34", "ES"},   {"350", "GI"},
        {"351", "PT"},  {"352", "LU"},  {"353", "IE"},  {"354", "IS"},  {"355", "AL"},  {"356", "MT"},
        {"357", "CY"},  {"358", "FI"},  {"359", "BG"},  {"36", "HU"},   {"370", "LT"},  {"371", "LV"},
        {"372", "EE"},  {"373", "MD"},  {"374", "AM"},  {"375", "BY"},  {"376", "AD"},  {"377", "MC"},
        {"378", "SM"},  {"379", "VA"},  {"380", "UA"},  {"381", "RS"},  {"382", "ME"},  {"383", "XK"},
        {"385", "HR"},  {"386", "SI"},  {"387", "BA"},  {"389", "MK"},  {"39", "IT"}, 
        {"40", "RO"},   {"41", "CH"},   {"420", "CZ"},  {"421", "SK"},  {"423", "LI"},  {"43", "AT"},
        {"44", "GB"},   {"45", "DK"},   {"46", "SE"},   {"47", "NO"},   {"48", "PL"},   {"49", "DE"},
        {"51", "PE"},   {"52", "MX"},   {"53", "CU"},   {"54", "AR"},   {"55", "BR"},   {"56", "CL"},
        {"57", "CO"},   {"58", "VE"},   {"593", "EC"},  {"595", "PY"},  {"598", "UY"},
        {"60", "MY"},   {"61", "AU"},   {"62", "ID"},   {"63", "PH"},   {"64", "NZ"},   {"65", "SG"},
        {"66", "TH"},   {"81", "JP"},   {"82", "KR"},   {"84", "VN"},   {"850", "KP"},  {"855", "KH"},
        {"856", "LA"},  {"86", "CN"},   {"880", "BD"},  {"886", "TW"},
        {"90", "TR"},   {"91", "IN"},   {"92", "PK"},   {"93", "AF"},   {"94", "LK"},   {"95", "MM"},
        {"960", "MV"},  {"961", "LB"},  {"962", "JO"},  {"963", "SY"},  {"964", "IQ"},  {"965", "KW"},
        {"966", "SA"},  {"967", "YE"},  {"968", "OM"},  {"970", "PS"},  {"971", "AE"},  {"972", "IL"},
        {"973", "BH"},  {"974", "QA"},  {"975", "BT"},  {"976", "MN"},  {"977", "NP"},  {"98", "IR"},
        {"992", "TJ"},  {"993", "TM"},  {"994", "AZ"},  {"995", "GE"},  {"996", "KG"},  {"998", "UZ"},
};

uint16_t
sender_country(const struct number *number)
{
        const struct calling_code *best = NULL;
        struct number normal;

        if (!normalise(number, &normal) || normal.secret[0] != '+') {
                number_wipe(&normal);
                return 0;
        }
        for (size_t i = 0; i < sizeof calling_codes / sizeof calling_codes[0]; i++) {
                const struct calling_code *code = &calling_codes[i];

                if (strncmp(normal.secret + 1, code->digits, strlen(code->digits)) == 0 &&
                    (best == NULL || strlen(code->digits) > strlen(best->digits)))
                        best = code;
        }
        number_wipe(&normal);
        return best != NULL ? code_pack(best->country) : 0;
}

/* --- numbers in texts ------------------------------------------------------------------------------ */

/* One character; bytes that are not UTF-8 count as one character each, which is nothing. Returns its length. */
static size_t
character_at(const unsigned char *at, utf8proc_int32_t *codepoint)
{
        utf8proc_ssize_t len = utf8proc_iterate(at, -1, codepoint);

        if (len <= 0) {
                *codepoint = -1;
                return 1;
        }
        return (size_t)len;
}

/* Any script's decimal digits, and the signs that stand for digits: circled, superscript, full-width, mathematical, keycaps. */
static bool
is_digit(utf8proc_int32_t codepoint)
{
        utf8proc_category_t category;

        if (codepoint < 0x80)
                return codepoint >= '0' && codepoint <= '9';
        category = utf8proc_category(codepoint);
        return category == UTF8PROC_CATEGORY_ND ||
               (category == UTF8PROC_CATEGORY_NO && (codepoint <= 0xb9 || (codepoint >= 0x2070 && codepoint <= 0x2089) ||
                                                     (codepoint >= 0x2460 && codepoint <= 0x249b) || codepoint >= 0x24ea));
}

/* What belongs to the character before it or is not seen at all: variation selectors, keycap signs, joiners, direction marks. */
static bool
is_invisible(utf8proc_int32_t codepoint)
{
        utf8proc_category_t category;

        if (codepoint < 0x80)
                return false;
        category = utf8proc_category(codepoint);
        return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CF;
}

/* Space, dash, dot, slash, bracket, in any of their many forms. */
static bool
is_separator(utf8proc_int32_t codepoint)
{
        utf8proc_category_t category;

        if (codepoint < 0x80)
                return codepoint > 0 && strchr(" \t\r\n-./()[],_+*:", codepoint) != NULL;
        category = utf8proc_category(codepoint);
        return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_PD || codepoint == 0x2212 ||
               codepoint == 0x2024 || codepoint == 0xb7 || codepoint == 0x2022 || codepoint == 0xff0e || codepoint == 0xff0f ||
               codepoint == 0xff08 || codepoint == 0xff09;
}

/* The end of the run of digits that begins at `at`, and how many digits it has. */
static const unsigned char *
end_of_run(const unsigned char *at, int *ndigits)
{
        const unsigned char *end = at;
        int gap = 0;

        *ndigits = 0;
        for (;;) {
                utf8proc_int32_t codepoint;
                size_t len;

                if (*at == '\0')
                        return end;
                len = character_at(at, &codepoint);
                if (is_digit(codepoint)) {
                        ++*ndigits;
                        gap = 0;
                        end = at + len;
                } else if (is_invisible(codepoint)) {
                        end = gap > 0 ? end : at + len;
                } else if (is_separator(codepoint) && gap < GAP_MAX) {
                        gap++;
                } else {
                        return end;
                }
                at += len;
        }
}

void
sender_mask_digits(char *text)
{
        const unsigned char *from = (const unsigned char *)text;
        char *to = text;

        while (*from != '\0') {
                utf8proc_int32_t codepoint;
                size_t len = character_at(from, &codepoint);

                if (is_digit(codepoint)) {
                        int ndigits;
                        const unsigned char *end = end_of_run(from, &ndigits);

                        len = (size_t)(end - from);
                        if (ndigits >= MASKED_DIGITS_LEAST) {
                                *to++ = '#';
                                from = end;
                                continue;
                        }
                }
                memmove(to, from, len);
                to += len;
                from += len;
        }
        *to = '\0';
}
