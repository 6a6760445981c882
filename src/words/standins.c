/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Groups of words; see standins.h. Forms of one case only, so that grammar keeps them apart where it can.
 */
#include "standins.h"

static const struct standins groups[] = {
        { "en", "me us him her them" },
        { "en", "my our his her their" },
        { "en", "child children son daughter baby kid kids sister brother girl boy" },
        { "en", "boss employer owner landlord host husband boyfriend driver" },
        { "uk", "мене нас її його їх" },
        { "uk", "мені нам їй йому їм" },
        { "uk", "мій наш моя наша мої наші" },
        { "uk", "дитина син донька дочка сестра брат діти" },
        { "uk", "дитину сина доньку дочку сестру брата дітей" },
        { "uk", "шеф начальник хазяїн господар роботодавець чоловік" },
        { "ru", "меня нас ее его их" },
        { "ru", "мне нам ей ему им" },
        { "ru", "мой наш моя наша мои наши" },
        { "ru", "ребенок сын дочь дочка сестра брат дети" },
        { "ru", "ребенка сына дочь дочку сестру брата детей" },
        { "ru", "шеф начальник хозяин работодатель муж" },
        { "ro", "mă ne m îl o îi" },
        { "ro", "mi ne îmi ni" },
        { "ro", "copil copilul fiul fiica băiatul fata fetița sora fratele copiii băiat fată" },
        { "ro", "patron patronul șef șeful stăpânul soțul proprietarul" },
        { "pl", "mnie nas ją jego ich" },
        { "pl", "mi nam jej mu im" },
        { "pl", "moje moja mój nasze" },
        { "pl", "dziecko syn córka siostra brat dzieci" },
        { "pl", "dziecko syna córkę córki siostrę brata dzieci" },
        { "pl", "szef właściciel mąż pracodawca gospodarz" },
        { "de", "mich uns sie ihn" },
        { "de", "mir uns ihr ihm" },
        { "de", "mein meine meinen unser unsere unseren" },
        { "de", "kind kinder sohn tochter baby schwester bruder" },
        { "de", "chef besitzer vermieter arbeitgeber mann" },
        { "nl", "mij me ons haar hem" },
        { "nl", "mijn onze ons haar" },
        { "nl", "kind kinderen zoon zoontje dochter dochtertje baby zus zusje broer" },
        { "nl", "baas eigenaar verhuurder werkgever man" },
};

const struct standins *
standins_at(size_t i)
{
        return i < sizeof groups / sizeof *groups ? &groups[i] : NULL;
}
