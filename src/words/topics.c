/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * topics.cfg: which topics there are, their place in the menu, how urgent they are, when they expire. Library; libconfig reads.
 */
#include "builder_priv.h"

#include <string.h>

#include <libconfig.h>

#include "common/clock.h"

static int
line_of(const config_setting_t *setting)
{
        return (int)config_setting_source_line(setting);
}

static void
read_expiry(struct builder *builder, const config_setting_t *group, struct topic_settings *settings)
{
        const char *text;

        if (config_setting_lookup_string(group, "expires", &text) != CONFIG_TRUE || *text == '\0')
                return;
        settings->expires = builder_day(text);
        if (settings->expires == DAY_UNKNOWN)
                builder_error(builder, line_of(group), "\"%s\" is not a date; write expires = \"2027-03-04\"", text);
}

static void
read_menu_number(struct builder *builder, const config_setting_t *group, int place, struct topic_settings *settings)
{
        int number = place < CATALOGUE_BACK ? place : place + 1;

        config_setting_lookup_int(group, "menu", &number);
        if (number < 0 || number >= CATALOGUE_MENU) {
                builder_error(builder, line_of(group), "the menu number %d is not between 1 and %d; 0 leaves the topic out of the menu",
                              number, CATALOGUE_MENU - 1);
                return;
        }
        for (int topic = 1; number > 0 && topic < TOPIC_COUNT; topic++)
                if (builder->catalogue->topics[topic].menu == number) {
                        builder_error(builder, line_of(group), "the menu number %d is given twice; give every topic its own", number);
                        return;
                }
        settings->menu = number;
}

/* 9 leads back in the USSD menu, so the topic that has it gets the next number that is free: the same by SMS. */
static void
free_back_key(struct builder *builder)
{
        enum topic topic = catalogue_menu_topic(builder->catalogue, CATALOGUE_BACK);
        int number = CATALOGUE_BACK + 1;

        if (topic == TOPIC_NONE)
                return;
        while (catalogue_menu_topic(builder->catalogue, number) != TOPIC_NONE)
                number++; /* there are fewer topics than numbers */
        builder->catalogue->topics[topic].menu = number;
        builder_warning(builder, builder->catalogue->topics[topic].line,
                        "menu = %d is the key that leads back; \"%s\" has got %d, write menu = %d", CATALOGUE_BACK, topic_name(topic), number, number);
}

static void
check_keys(struct builder *builder, const config_setting_t *group)
{
        static const char *const known[] = { "id", "priority", "menu", "flash", "expires" };

        for (int i = 0; i < config_setting_length(group); i++) {
                const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
                const char *name = config_setting_name(setting);
                bool found = false;

                for (size_t k = 0; k < sizeof known / sizeof *known; k++)
                        found = found || (name != NULL && strcmp(known[k], name) == 0);
                if (!found)
                        builder_error(builder, line_of(setting), "\"%s\" is not known here; known are id, priority, menu, flash, expires",
                                      name != NULL ? name : "?");
        }
}

static void
read_topic(struct builder *builder, const config_setting_t *group, int place)
{
        struct topic_settings *settings;
        const char *id = "";
        enum topic topic;
        int flag = 0;

        if (!config_setting_is_group(group)) {
                builder_error(builder, line_of(group), "this is not a topic; write { id = \"job\"; priority = 5; },");
                return;
        }
        check_keys(builder, group);
        config_setting_lookup_string(group, "id", &id);
        topic = topic_by_name(id);
        if (topic == TOPIC_NONE) {
                builder_error(builder, line_of(group), "there is no topic \"%s\"; known are help, job, house, ride, papers, child, love, signs, rights", id);
                return;
        }
        settings = &builder->catalogue->topics[topic];
        if (settings->listed && !topic_is_service(topic)) {
                builder_error(builder, line_of(group), "the topic \"%s\" stands here twice; remove one", id);
                return;
        }
        settings->listed = true;
        settings->line = (uint16_t)line_of(group);
        config_setting_lookup_int(group, "priority", &settings->priority);
        if (config_setting_lookup_bool(group, "flash", &flag) == CONFIG_TRUE)
                settings->flash = flag != 0;
        read_menu_number(builder, group, topic_is_service(topic) ? 0 : place, settings);
        read_expiry(builder, group, settings);
}

/* danger = "SOS"; */
static void
read_danger(struct builder *builder, const config_t *config)
{
        const char *word = "SOS";

        config_lookup_string(config, "danger", &word);
        if (*word == '\0')
                word = "SOS";
        builder->catalogue->danger = builder_add_text(builder, word);
}

void
topics_read(struct builder *builder, const char *text)
{
        const config_setting_t *topics;
        config_t config;

        config_init(&config);
        if (config_read_string(&config, text) != CONFIG_TRUE) {
                builder_error(builder, config_error_line(&config),
                              "this cannot be read (%s); look for a missing ; or quotation mark in this line or the one above",
                              config_error_text(&config));
                goto out;
        }
        topics = config_lookup(&config, "topics");
        if (topics == NULL || !config_setting_is_list(topics)) {
                builder_error(builder, 0, "the list of topics is missing; write topics = ( { id = \"help\"; }, ... );");
                goto out;
        }
        for (int i = 0; i < config_setting_length(topics); i++)
                read_topic(builder, config_setting_get_elem(topics, (unsigned)i), i + 1);
        if (!builder->catalogue->topics[TOPIC_HELP].listed)
                builder_error(builder, 0, "the topic \"help\" is missing; add { id = \"help\"; menu = 1; } to the list");
        free_back_key(builder);
        read_danger(builder, &config);
        builder->have_topics = true;
out:
        config_destroy(&config);
}
