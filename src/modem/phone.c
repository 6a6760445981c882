/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libgammu, driven as LIBGAMMU's traps demand: one thread, callbacks that only set flags, our own references, our own deadline for the
 * network's word, the CNMI parameters at -1, and a new state machine for every connection.
 */
#include "phone_priv.h"

#include <errno.h>
#include <gammu.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fault.h"
#include "listen.h"
#include "pauses.h"
#include "port.h"
#include "sms.h"
#include "tap.h"
#include "trace.h"

/* Deadlines for the parent, about one and a half times what libgammu can take on a modem that works (LIBGAMMU, A.1). */
#define OPEN_MS 180000
#define SEND_MS 120000

/* --- call-backs: inside libgammu's parser, so they only take notes --- */

static void
on_incoming(GSM_StateMachine *machine, GSM_SMSMessage *sms, void *arg)
{
        struct phone *phone = arg;

        (void)machine;
        (void)sms;
        phone->event = true;
}

static void
on_sent(GSM_StateMachine *machine, int status, int reference, void *arg)
{
        struct phone *phone = arg;

        (void)machine;
        phone->sent_done = true;
        phone->sent_status = status;
        phone->sent_reference = reference;
}

static void
on_hangup(void *arg)
{
        struct phone *phone = arg;

        phone->aborted = true;
        GSM_AbortOperation(phone->machine);
}

/* --- connecting --- */

static void
configure(GSM_StateMachine *machine, const struct config_modem *config)
{
        GSM_Config *gammu = GSM_GetConfig(machine, 0);

        memset(gammu, 0, sizeof *gammu);
        gammu->Device = strdup(config->device);
        gammu->Connection = strdup(config->connection);
        gammu->DebugFile = strdup("");
        if (gammu->Device == NULL || gammu->Connection == NULL || gammu->DebugFile == NULL)
                abort(); /* the parent starts us again */
        snprintf(gammu->Model, sizeof gammu->Model, "%s", "at");
        snprintf(gammu->DebugLevel, sizeof gammu->DebugLevel, "%s", trace_level());
        gammu->UseGlobalDebugFile = FALSE;
        gammu->LockDevice = FALSE;
        for (size_t i = 0; i < sizeof gammu->CNMIParams / sizeof gammu->CNMIParams[0]; i++)
                gammu->CNMIParams[i] = -1; /* 0 would switch incoming messages off */
        GSM_SetConfigNum(machine, 1);
}

static int
explain_open(GSM_Error error, const struct config_modem *config, char problem[static PHONE_PROBLEM])
{
        switch ((int)error) { /* a foreign enum: only what is told apart */
        case ERR_DEVICENOTEXIST:
                snprintf(problem, PHONE_PROBLEM, "%s is not there; plug the modem in", config->device);
                return -ENODEV;
        case ERR_DEVICENOPERMISSION:
                snprintf(problem, PHONE_PROBLEM, "no permission for %s; add the user of waymarkd to the group dialout", config->device);
                return -EACCES;
        case ERR_DEVICEOPENERROR:
        case ERR_DEVICELOCKED:
        case ERR_DEVICEBUSY:
                snprintf(problem, PHONE_PROBLEM, "%s is in use by another program; stop ModemManager, gammu or minicom", config->device);
                return -EBUSY;
        case ERR_TIMEOUT:
        case ERR_UNKNOWNRESPONSE:
        case ERR_UNKNOWNFRAME:
                snprintf(problem, PHONE_PROBLEM,
                         "no modem answers on %s; unplug it and plug it in again, or name its other port", config->device);
                return -ETIMEDOUT;
        case ERR_UNKNOWNCONNECTIONTYPESTRING:
                snprintf(problem, PHONE_PROBLEM, "libgammu knows no connection \"%s\"; write at115200", config->connection);
                return -EINVAL;
        default:
                snprintf(problem, PHONE_PROBLEM, "%s: %s; it is tried again", config->device, GSM_ErrorString(error));
                return -EIO;
        }
}

static int
explain_sim(GSM_Error error, char problem[static PHONE_PROBLEM])
{
        if (error == ERR_EMPTY)
                snprintf(problem, PHONE_PROBLEM, "the SIM knows no service centre number; set it with a phone (AT+CSCA)");
        else if (error == ERR_NOSIM || error == ERR_SECURITYERROR)
                snprintf(problem, PHONE_PROBLEM, "the modem sees no SIM that works; unplug the modem, put the SIM in again, plug it in");
        else
                snprintf(problem, PHONE_PROBLEM, "the SIM does not answer (%s); it is tried again", GSM_ErrorString(error));
        return -EIO;
}

/* One attempt, with ReplyNum 1: libgammu repeats it on a slow SIM, and three wrong ones lock it. */
static int
enter_pin(struct phone *phone, const struct config_modem *config, bool try_pin, char problem[static PHONE_PROBLEM])
{
        GSM_SecurityCode code = {.Type = SEC_Pin};
        GSM_SecurityCodeType asked = SEC_None;
        GSM_Error error = GSM_GetSecurityStatus(phone->machine, &asked);

        if (error == ERR_NOSIM) /* libgammu says that here only: "+CMS ERROR: 310", the answer to anything else, is "unknown" to it */
                return explain_sim(error, problem);
        if (error != ERR_NONE || asked == SEC_None)
                return 0;
        if (asked != SEC_Pin) {
                snprintf(problem, PHONE_PROBLEM, "the SIM asks for its %s; put it into a phone and unlock it there",
                         asked == SEC_Puk ? "PUK" : "second code");
                return -ENOKEY;
        }
        if (config->pin[0] == '\0') {
                snprintf(problem, PHONE_PROBLEM, "the SIM asks for its PIN; write it as pin = \"...\" of modem %s", config->name);
                return -ENOKEY;
        }
        if (!try_pin) {
                snprintf(problem, PHONE_PROBLEM,
                         "the PIN of modem %s was refused once and is not tried again; correct it, then remove the file "
                         "pin-refused-%s in the state folder", config->name, config->name);
                return -ENOKEY;
        }
        snprintf(code.Code, sizeof code.Code, "%s", config->pin);
        if (GSM_EnterSecurityCode(phone->machine, &code) == ERR_NONE)
                return 0;
        snprintf(problem, PHONE_PROBLEM, "the SIM refused the PIN; correct pin of modem %s, then remove the file pin-refused-%s "
                 "in the state folder", config->name, config->name);
        return -EKEYREJECTED;
}

static GSM_Error
read_service_centre(struct phone *phone)
{
        GSM_Error error;

        phone->smsc.Location = 1;
        error = GSM_GetSMSC(phone->machine, &phone->smsc);
        phone->smsc.Location = 0; /* else every send asks for it again */
        if (error == ERR_NONE && phone->smsc.Number[0] == 0 && phone->smsc.Number[1] == 0)
                return ERR_EMPTY;
        return error;
}

/*
 * The PIN is only asked about if the SIM will not talk: libgammu takes up to a second for that question, and a restart should not.
 */
static int
set_up(struct phone *phone, const struct config_modem *config, bool try_pin, char problem[static PHONE_PROBLEM])
{
        GSM_Error error = read_service_centre(phone);
        int rc;

        if (error != ERR_NONE) {
                rc = enter_pin(phone, config, try_pin, problem);
                if (rc < 0)
                        return rc;
                error = read_service_centre(phone);
        }
        if (error != ERR_NONE)
                return explain_sim(error, problem);
        GSM_SetSendSMSStatusCallback(phone->machine, on_sent, phone);
        GSM_SetIncomingSMSCallback(phone->machine, on_incoming, phone);
        /* Announcements and the open link only make it faster: a modem without them is polled and works. */
        (void)GSM_SetIncomingSMS(phone->machine, TRUE);
        (void)GSM_SetFastSMSSending(phone->machine, TRUE);
        return 0;
}

int
phone_open(struct phone **phone_out, const struct config_modem *config, struct pulse *pulse, int held_fd, bool try_pin,
           char problem[static PHONE_PROBLEM])
{
        struct phone *phone;
        GSM_Error error;
        int rc;

        *phone_out = NULL;
        if (access(config->device, F_OK) < 0)
                return explain_open(ERR_DEVICENOTEXIST, config, problem);
        phone = calloc(1, sizeof *phone);
        if (phone == NULL)
                return -ENOMEM;
        phone->pulse = pulse;
        phone->fd = -1;
        phone->held_fd = held_fd;
        memcpy(phone->device, config->device, sizeof phone->device);
        phone->machine = GSM_AllocStateMachine();
        if (phone->machine == NULL) {
                free(phone);
                return -ENOMEM;
        }
        configure(phone->machine, config);
        pauses_set_percent(config->pauses_percent);
        pulse_busy(pulse, OPEN_MS);
        tap_sieve(config->device, held_fd);
        error = GSM_InitConnection_Log(phone->machine, 1, trace_function(), NULL);
        rc = error == ERR_NONE ? 0 : explain_open(error, config, problem);
        if (rc == 0) {
                phone->fd = port_find(config->device, held_fd);
                if (phone->fd < 0)
                        rc = explain_open(ERR_DEVICENOTEXIST, config, problem);
        }
        if (rc == 0) {
                pauses_watch(phone->fd, on_hangup, phone);
                rc = set_up(phone, config, try_pin, problem);
        }
        pulse_idle(pulse);
        if (rc < 0) {
                phone_close(phone);
                return rc;
        }
        *phone_out = phone;
        return 0;
}

void
phone_close(struct phone *phone)
{
        int fd;

        if (phone == NULL)
                return;
        pauses_watch(-1, NULL, NULL);
        pulse_busy(phone->pulse, OPEN_MS);
        (void)GSM_TerminateConnection(phone->machine);
        GSM_FreeStateMachine(phone->machine);
        while ((fd = port_find(phone->device, phone->held_fd)) >= 0)
                close(fd); /* libgammu leaves it open when its farewell fails */
        pulse_idle(phone->pulse);
        tap_sieve(NULL, -1);
        explicit_bzero(phone, sizeof *phone);
        free(phone);
}

/* --- reading --- */

int
phone_fd(const struct phone *phone)
{
        return phone->fd;
}

int
phone_pump(struct phone *phone)
{
        if (port_is_gone(phone->fd))
                return -EIO;
        pulse_busy(phone->pulse, STATUS_MS);
        GSM_ReadDevice(phone->machine, FALSE);
        pulse_idle(phone->pulse);
        return 0;
}

bool
phone_take_event(struct phone *phone)
{
        bool event = phone->event;

        phone->event = false;
        return event;
}

/* --- sending --- */

/* Pumps the line until the network's word is there: 0, -ETIMEDOUT, -EIO when the port is gone. */
static int
wait_for_word(struct phone *phone)
{
        int64_t deadline = clock_ms() + PHONE_WORD_MS;

        while (!phone->sent_done) {
                struct pollfd port = {.fd = phone->fd, .events = POLLIN};
                int64_t left = deadline - clock_ms();

                if (left <= 0)
                        return -ETIMEDOUT;
                (void)poll(&port, 1, (int)left);
                if ((port.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
                        return -EIO;
                if ((port.revents & POLLIN) != 0)
                        GSM_ReadDevice(phone->machine, FALSE);
        }
        return 0;
}

/*
 * What a refusal means: TS 24.011, Annex E-2 (up to 127), TS 23.040, 9.2.3.22 (128 to 255) and TS 27.005, 3.2.5 (300 and up). A text that is
 * refused for good is deleted, so that is said only of what can be nothing but this one number (1, 195, 196) or this one message (95, 96, 304,
 * 305). 8, 21, 28, 29, 50 and 69 sound as final, but are what a SIM gets that is barred, not paid for, or has the wrong service centre, and
 * then everybody gets them. libgammu gives CMS and CME codes in the same integer: 10 and 30 are "call barred" and "unknown subscriber" of the
 * network, or the modem's "SIM not inserted" and "no network service"; 5 to 7, 11 to 13 and 15 are the modem's alone, its SIM or a code.
 */
enum phone_sent
phone_sort_refusal(int status)
{
        switch (status) {
        case 0:
                return PHONE_SENT_ACCEPTED;
        case 5: case 6: case 7: case 11: case 12: case 13: case 15:
        case 310: case 311: case 312: case 313: case 315: case 316: case 317: case 318:
                return PHONE_SENT_BLOCKED;
        case 1: case 95: case 96: case 195: case 196: case 304: case 305:
                return PHONE_SENT_REFUSED;
        default:
                return PHONE_SENT_LATER;
        }
}

/*
 * libgammu says 0 for an error whose code is 0 ("phone failure" of CME) or in words that it does not know, too. A reference tells the acceptance
 * from these; it is also missing when a line came between +CMGS and OK. Then the modem's own words decide.
 */
static enum phone_sent
sort_word(const struct phone *phone)
{
        enum phone_sent heard;

        if (phone->sent_status != 0 || phone->sent_reference >= 0)
                return phone_sort_refusal(phone->sent_status);
        heard = listen_to_tap();
        return heard == PHONE_SENT_UNKNOWN ? PHONE_SENT_ACCEPTED : heard; /* a bare OK */
}

/* The tap first: once the part is noted as in flight, what is in the tap is about it. */
static void
hand_over(void *arg)
{
        struct phone *phone = arg;

        tap_begin(phone->fd);
        phone->on_handing_over(phone->handing_arg);
}

enum phone_sent
phone_send(struct phone *phone, const struct phone_part *part, void (*on_handing_over)(void *arg), void *arg)
{
        GSM_SMSMessage *sms = &phone->messages.SMS[0];
        enum phone_sent sent;
        GSM_Error error;
        int rc;

        sms_to_gammu(part, &phone->smsc, sms);
        phone->sent_done = false;
        pulse_busy(phone->pulse, SEND_MS);
        phone->on_handing_over = on_handing_over;
        phone->handing_arg = arg;
        pauses_tell_before_ctrl_z(hand_over, phone);
        error = GSM_SendSMS(phone->machine, sms);
        pauses_tell_before_ctrl_z(NULL, NULL);
        explicit_bzero(sms, sizeof *sms);
        FAULT(CTRL_Z_GONE);
        if (error == ERR_NONE) {
                rc = wait_for_word(phone);
                sent = rc == 0 ? sort_word(phone) : PHONE_SENT_UNKNOWN;
        } else if (phone->sent_done) {
                sent = sort_word(phone);
        } else {
                sent = PHONE_SENT_NOT_SENT; /* no prompt came: nothing was handed over */
        }
        FAULT(WORD_HEARD);
        pulse_idle(phone->pulse);
        return sent;
}

/* --- the rest --- */

static int
registration(GSM_NetworkInfo_State state)
{
        switch (state) {
        case GSM_NoNetwork:           return 0;
        case GSM_HomeNetwork:         return 1;
        case GSM_RoamingNetwork:      return 2;
        case GSM_RequestingNetwork:   return 3;
        case GSM_RegistrationDenied:  return 4;
        case GSM_NetworkStatusUnknown: break;
        }
        return 5;
}

int
phone_status(struct phone *phone, struct phone_status *status)
{
        GSM_SignalQuality quality;
        GSM_NetworkInfo network;
        GSM_Error error;

        *status = (struct phone_status){.signal_percent = -1, .registered = 5};
        memset(&quality, 0, sizeof quality);
        memset(&network, 0, sizeof network);
        pulse_busy(phone->pulse, STATUS_MS);
        error = GSM_GetSignalQuality(phone->machine, &quality);
        if (error == ERR_NONE && quality.SignalPercent >= 0 && quality.SignalPercent <= 100)
                status->signal_percent = quality.SignalPercent;
        if ((error == ERR_NONE || error == ERR_NOTSUPPORTED) &&
            GSM_GetNetworkInfo(phone->machine, &network) == ERR_NONE) {
                status->registered = registration(network.State);
                sms_printable(network.NetworkName, status->operator_name, sizeof status->operator_name);
        }
        pulse_idle(phone->pulse);
        return phone->aborted || error == ERR_TIMEOUT || error == ERR_DEVICEWRITEERROR || error == ERR_DEVICEREADERROR ? -EIO : 0;
}
