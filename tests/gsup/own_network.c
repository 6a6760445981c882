/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The own network of a scenario.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "own_network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"

static void
open_rig(struct own_network *net, const struct own_network_options *options)
{
        char config[1024];
        const struct rig_options rig = {.no_modems = true, .config = config};

        snprintf(config, sizeof config, "gsup = { hlr = \"%s\"; name = \"waymark\"; session_s = %d; };\n%s", net->hlr.address,
                 options->session_s > 0 ? options->session_s : 25, options->config != NULL ? options->config : "");
        net->rig = rig_open(&rig);
}

struct own_network *
own_network_open(const struct own_network_options *options)
{
        static const struct own_network_options defaults = {.guard_s = 0};
        const char *tmp = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
        struct own_network *net = calloc(1, sizeof *net);

        if (net == NULL)
                abort();
        if (osmo_hlr_missing() != NULL) {
                print_message("%s\n", osmo_hlr_missing());
                free(net);
                skip();
        }
        if (options == NULL)
                options = &defaults;
        snprintf(net->folder, sizeof net->folder, "%s/waymark-hlr-XXXXXX", tmp);
        if (mkdtemp(net->folder) == NULL)
                abort();
        osmo_hlr_init(&net->hlr, net->folder, options->guard_s > 0 ? options->guard_s : 60);
        net->hlr.level = options->hlr_level;
        if (!osmo_hlr_start(&net->hlr))
                fail_msg("osmo-hlr does not run");
        open_rig(net, options);
        rig_wait_status(net->rig, "front.gsup.phase", "ready");
        net->msc = msc_open(net->hlr.address, "MSC-1");
        if (net->msc == NULL)
                rig_fail(net->rig, "the MSC cannot reach osmo-hlr");
        return net;
}

void
own_network_close(struct own_network *net)
{
        msc_close(net->msc);
        rig_close(net->rig);
        osmo_hlr_stop(&net->hlr);
        osmo_hlr_clear(&net->hlr);
        free(net);
}

struct phone
own_network_phone(int number)
{
        struct phone phone = {.session = 0x20000000U + (uint32_t)number, .invoke_id = (uint8_t)(1 + number % 100)};

        snprintf(phone.imsi, sizeof phone.imsi, "00101%010d", number);
        return phone;
}

const struct heard *
own_network_hear(struct own_network *net, struct phone *phone)
{
        if (!msc_hear_for(net->msc, phone, &net->heard, RIG_MS))
                rig_fail(net->rig, "the phone hears nothing");
        return &net->heard;
}

const char *
own_network_dial(struct own_network *net, struct phone *phone)
{
        msc_dial(net->msc, phone, "*123#");
        return own_network_hear(net, phone)->text;
}

const char *
own_network_type(struct own_network *net, struct phone *phone, const char *text)
{
        msc_type(net->msc, phone, text);
        return own_network_hear(net, phone)->text;
}

void
own_network_expect(struct own_network *net, const char *text, const char *wanted)
{
        if (strstr(text, wanted) == NULL)
                rig_fail(net->rig, "\"%s\" is not in the page \"%s\"", wanted, text);
}

long
own_network_memory_kb(struct own_network *net)
{
        char path[64], line[256];
        long kb, sum = 0;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)rig_child(net->rig, "gsup"));
        file = fopen(path, "r");
        if (file == NULL)
                return -1;
        while (fgets(line, sizeof line, file) != NULL)
                if (sscanf(line, "Private_Clean: %ld", &kb) == 1 || sscanf(line, "Private_Dirty: %ld", &kb) == 1)
                        sum += kb;
        fclose(file);
        return sum;
}
