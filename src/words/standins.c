/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Groups of words; see standins.h. Forms of one case only, so that grammar keeps them apart where it can.
 */
#include "standins.h"

static const struct standins groups[] = {
        { "en", "me us him her them", NULL, false },
        { "en", "my our his her their", NULL, false },
        { "en", "child children son daughter baby kid kids sister brother girl boy nephew niece cousin", NULL, false },
        { "en", "boss employer owner landlord host husband boyfriend driver", NULL, false },
        { "uk", "мене нас її його їх", NULL, false },
        { "uk", "мені нам їй йому їм", NULL, false },
        { "uk", "мій наш моя наша мої наші", NULL, false },
        { "uk", "дитина син донька дочка сестра брат діти племінник племінниця онук онука подруга", NULL, false },
        { "uk", "дитину сина доньку дочку сестру брата дітей", NULL, false },
        { "uk", "шеф начальник хазяїн господар роботодавець чоловік", NULL, false },
        { "ru", "меня нас ее его их", NULL, false },
        { "ru", "мне нам ей ему им", NULL, false },
        { "ru", "мой наш моя наша мои наши", NULL, false },
        { "ru", "ребенок сын дочь дочка сестра брат дети племянник племянница внук внучка подруга", NULL, false },
        { "ru", "ребенка сына дочь дочку сестру брата детей", NULL, false },
        { "ru", "шеф начальник хозяин работодатель муж", NULL, false },
        { "ro", "mă ne m îl o îi", NULL, false },
        { "ro", "mi ne îmi ni", NULL, false },
        { "ro", "copil copilul fiul fiica băiatul fata fetița sora fratele copiii băiat fată nepotul nepoata prietena", NULL, false },
        { "ro", "patron patronul șef șeful stăpânul soțul proprietarul", NULL, false },
        { "pl", "mnie nas ją jego ich", NULL, false },
        { "pl", "mi nam jej mu im", NULL, false },
        { "pl", "moje moja mój nasze", NULL, false },
        { "pl", "dziecko syn córka siostra brat dzieci siostrzeniec siostrzenica wnuk wnuczka koleżanka", NULL, false },
        { "pl", "dziecko syna córkę córki siostrę brata dzieci", NULL, false },
        { "pl", "szef właściciel mąż pracodawca gospodarz", NULL, false },
        { "de", "mich uns sie ihn", NULL, false },
        { "de", "mir uns ihr ihm", NULL, false },
        { "de", "mein meine meinen unser unsere unseren", NULL, false },
        { "de", "kind kinder sohn tochter baby schwester bruder neffe nichte freundin", NULL, false },
        { "de", "chef besitzer vermieter arbeitgeber mann", NULL, false },
        { "nl", "mij me ons haar hem", NULL, false },
        { "nl", "mijn onze ons haar", NULL, false },
        { "nl", "kind kinderen zoon zoontje dochter dochtertje baby zus zusje broer neefje nichtje vriendin", NULL, false },
        { "nl", "baas eigenaar verhuurder werkgever man", NULL, false },
        { "en", "i we", NULL, false },
        { "en", "someone somebody anyone anybody", NULL, false },
        { "en", "dont doesnt didnt wont wouldnt", NULL, false },
        { "uk", "в у", NULL, false },
        { "uk", "з із зі", NULL, false },
        { "uk", "і й та", NULL, false },
        { "ru", "в во", NULL, false },
        { "ru", "с со", NULL, false },
        { "pl", "w we", NULL, false },
        { "pl", "z ze", NULL, false },
        { "pl", "pieniądze pieniędzy", NULL, false },
        { "nl", "ik we wij", NULL, false },
        { "nl", "u jullie je", NULL, false },

        { "en", "sister sisters brother mother mom mum father friend friends girl girls wife woman women cousin family people", "me", true },
        { "en", "child children son daughter baby kid kids boy", "me", true },
        { "uk", "сестру подругу маму матір доньку дочку сина дитину дітей брата друга дружину дівчину дівчат жінку жінок сусідку", "мене", false },
        { "uk", "сестрі подрузі мамі доньці дочці сину синові дитині дітям брату родині сім'ї рідним", "мені", false },
        { "ru", "сестру подругу маму мать дочку дочь сына ребенка детей брата друга жену девушку девушек женщину женщин соседку", "меня", false },
        { "ru", "сестре подруге маме дочке дочери сыну ребенку детям брату семье родным", "мне", false },
        { "pl", "siostrę przyjaciółkę koleżankę mamę matkę córkę syna brata żonę dziewczynę dziewczyny kobietę kobiety sąsiadkę kuzynkę", "mnie", false },
        { "pl", "siostrze przyjaciółce koleżance mamie córce synowi dziecku dzieciom bratu rodzinie bliskim", "mi", false },
        { "de", "schwester freundin freund mutter mama tochter sohn kind kinder bruder mädchen frauen", "mich", true },
        { "de", "schwester freundin mutter mama tochter sohn kind kindern bruder familie", "mir", true },
        { "nl", "zus zusje vriendin moeder mama dochter zoon kind kinderen broer meisje meisjes vrouwen familie", "mij", true },
        { "nl", "zus zusje vriendin moeder mama dochter zoon kind kinderen broer meisje meisjes vrouwen familie", "me", true },
};

const struct standins *
standins_at(size_t i)
{
        return i < sizeof groups / sizeof *groups ? &groups[i] : NULL;
}
