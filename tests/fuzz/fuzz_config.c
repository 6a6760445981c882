/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a configuration file: it is refused with at least one finding, or every field is within its bounds.
 */
#include "common/config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libconfig 1.5 forgets a text that stands before a syntax error. A process reads its configuration once, so it stays at that. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
        return "leak:libconfig.so\n";
}

static void
check(int holds)
{
        if (!holds)
                abort();
}

static void
check_sound(const struct config *config)
{
        check(config->country != 0 && config->nlanguages >= 1 && config->nlanguages <= CONFIG_LANGUAGES);
        check(config->nmodems >= 0 && config->nmodems <= CONFIG_MODEMS);
        for (int i = 0; i < config->nmodems; i++) {
                const struct config_modem *modem = &config->modems[i];

                check(modem->name[0] != '\0' && modem->device[0] != '\0');
                check(modem->poll_s >= 1 && modem->poll_s <= 3600);
                check(modem->pauses_percent >= 0 && modem->pauses_percent <= 100);
                check(memchr(modem->pin, '\0', sizeof modem->pin) != NULL);
        }
        check(config->guard.parts_per_day >= 1 && config->counts.publish_minimum >= 3);
        check(config->guard.allow.count <= CONFIG_PREFIXES && config->guard.deny.count <= CONFIG_PREFIXES);
        check(config->alerts.count <= CONFIG_NUMBERS);
        check(config->http.allow.count <= CONFIG_CALLERS);
        for (int i = 0; i < config->http.allow.count; i++) {
                struct network network;

                check(network_parse(config->http.allow.list[i], &network) == 0);
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct findings *findings = findings_new();
        struct config *config = malloc(sizeof *config);
        int rc;

        if (findings == NULL || config == NULL)
                abort();
        rc = config_parse("fuzz/waymark.cfg", (const char *)data, size, config, findings);
        if (rc == 0)
                check_sound(config);
        else
                check(findings_count(findings, FINDING_SEVERITY_ERROR) > 0);
        free(config);
        findings_free(findings);
        return 0;
}
