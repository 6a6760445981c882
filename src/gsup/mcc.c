/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Mobile country codes of Europe and of the countries that people flee from to it (ITU-T E.212). 425 is missing: two countries share it.
 */
#include "mcc.h"

#include "common/code.h"

static const struct {
        uint16_t mcc;
        char country[3];
} codes[] = {
        {202, "GR"}, {204, "NL"}, {206, "BE"}, {208, "FR"}, {213, "AD"}, {214, "ES"}, {216, "HU"}, {218, "BA"}, {219, "HR"}, {220, "RS"},
        {221, "XK"}, {222, "IT"}, {226, "RO"}, {228, "CH"}, {230, "CZ"}, {231, "SK"}, {232, "AT"}, {234, "GB"}, {235, "GB"}, {238, "DK"},
        {240, "SE"}, {242, "NO"}, {244, "FI"}, {246, "LT"}, {247, "LV"}, {248, "EE"}, {250, "RU"}, {255, "UA"}, {257, "BY"}, {259, "MD"},
        {260, "PL"}, {262, "DE"}, {268, "PT"}, {270, "LU"}, {272, "IE"}, {274, "IS"}, {276, "AL"}, {278, "MT"}, {280, "CY"}, {282, "GE"},
        {283, "AM"}, {284, "BG"}, {286, "TR"}, {293, "SI"}, {294, "MK"}, {295, "LI"}, {297, "ME"}, {400, "AZ"}, {401, "KZ"}, {404, "IN"},
        {405, "IN"}, {410, "PK"}, {412, "AF"}, {413, "LK"}, {415, "LB"}, {416, "JO"}, {417, "SY"}, {418, "IQ"}, {420, "SA"}, {421, "YE"},
        {429, "NP"}, {432, "IR"}, {434, "UZ"}, {436, "TJ"}, {437, "KG"}, {438, "TM"}, {452, "VN"}, {460, "CN"}, {470, "BD"}, {515, "PH"},
        {602, "EG"}, {603, "DZ"}, {604, "MA"}, {605, "TN"}, {606, "LY"}, {608, "SN"}, {610, "ML"}, {620, "GH"}, {621, "NG"}, {624, "CM"},
        {630, "CD"}, {634, "SD"}, {636, "ET"}, {637, "SO"}, {657, "ER"}, {724, "BR"}, {732, "CO"}, {734, "VE"},
};

uint16_t
mcc_country(const struct imsi *imsi)
{
        unsigned mcc = (imsi->secret[0] & 0xfU) * 100 + (imsi->secret[0] >> 4) * 10U + (imsi->secret[1] & 0xfU);

        for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
                if (codes[i].mcc == mcc)
                        return code_pack(codes[i].country);
        return 0;
}
