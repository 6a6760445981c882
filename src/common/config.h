/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configuration file (libconfig syntax), read whole, checked key by key. Read by the parent and by `waymark`; every other process
 * is handed what it may know. A plain value of fixed size, so that it can be copied and wiped.
 */
#ifndef WAYMARK_COMMON_CONFIG_H
#define WAYMARK_COMMON_CONFIG_H

#include "address.h"
#include "finding.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_PATH 256
#define CONFIG_MODEMS 16
#define CONFIG_LANGUAGES 32
#define CONFIG_NUMBERS 16
#define CONFIG_PREFIXES 64
#define CONFIG_NUMBER_TEXT 24           /* "+" and 15 digits (E.164), and room */
#define CONFIG_SECRET 65
#define CONFIG_CALLERS 32

struct config_modem {
        char name[17];                  /* letters, digits, "-", "_"; unique */
        char device[CONFIG_PATH];
        char connection[24];            /* libgammu's: at115200, at19200, at ... */
        char pin[9];                    /* 4 to 8 digits, or "" */
        char own_number[CONFIG_NUMBER_TEXT]; /* the SIM's own number, never answered; or "" */
        int poll_s;                     /* 1 to 3600 */
        int forget_s;                   /* 0 to 3600: after so long without a message the process that saw numbers is replaced; 0: never */
        int pauses_percent;             /* 0 to 100: how much of libgammu's fixed pauses is kept */
        struct {
                char code[32];          /* USSD code, "" if the balance is not watched */
                int every_h;
                char pattern[128];      /* POSIX extended, one group: the amount */
                double warn_below;
        } balance;
};

struct config_prefixes {
        char list[CONFIG_PREFIXES][CONFIG_NUMBER_TEXT];
        int count;
};

struct config_guard {
        int replies_per_hour;
        int replies_per_day;
        int parts_per_day;
        int answer_within_h;
        int validity_h;
        struct config_prefixes allow;   /* empty: everybody */
        struct config_prefixes deny;
};

/* Call-backs of an aggregator and of Kannel. */
struct config_http {
        char listen[64];                /* "127.0.0.1:8080", "" if not configured */
        char secret[CONFIG_SECRET];     /* 16 to 64 letters, digits, "-" and "_", or "" */
        struct {
                char list[CONFIG_CALLERS][ADDRESS_NETWORK_TEXT];
                int count;
        } allow;                        /* who may call; empty: everybody with the secret */
};

struct config {
        char file[CONFIG_PATH];         /* as it was named */
        uint64_t digest;                /* of the file's bytes: tells a changed file from an unchanged one */
        char user[33];                  /* whom a start as root becomes; "" stays */
        uint16_t country;               /* where the gateway stands (code.h) */
        uint16_t languages[CONFIG_LANGUAGES]; /* in this order; the first is the default */
        int nlanguages;
        char messages[CONFIG_PATH];     /* absolute, or relative to the current directory: already resolved against the file */
        char state[CONFIG_PATH];
        char runtime[CONFIG_PATH];
        struct config_modem modems[CONFIG_MODEMS];
        int nmodems;
        struct config_guard guard;
        struct {
                char numbers[CONFIG_NUMBERS][CONFIG_NUMBER_TEXT];
                int count;
        } alerts;
        struct {
                char hlr[64];           /* "127.0.0.1:4222", "" if not configured */
                char name[32];
                int session_s;
        } gsup;
        struct config_http http;
        struct {
                char listen[64];
        } web;
        struct {
                char publish[8];        /* "days" or "months" */
                int publish_minimum;
                int fold_minutes;
        } counts;
};

/*
 * Reads `file` into `config` with every default filled in. 0; or -EINVAL with at least one error among the findings (syntax, unknown
 * key, wrong type, out of range, two modems of one name or on one device), or -errno of opening it (also told as a finding).
 * Blocks on the disk only. A file over 1 MB is refused.
 */
int config_load(const char *file, struct config *config, struct findings *findings);

/* The same from memory: `text` (`len` bytes, need not be terminated) is checked as if it stood in `file`, which is not opened. */
int config_parse(const char *file, const char *text, size_t len, struct config *config, struct findings *findings);

/* Overwrites it, PIN and numbers too. */
void config_wipe(struct config *config);

#endif
