/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases of machines; see noise.h. Only what operators, banks, shops and telephones send by themselves: a person's own words must not
 * stand here, for whoever is taken for a machine gets no answer.
 */
#include "noise.h"

static const struct noise_phrase phrases[] = {
        /* one-time codes */
        { "verification code", 4 }, { "confirmation code", 4 }, { "security code", 4 }, { "one time password", 4 }, { "one-time code", 4 },
        { "your code", 3 }, { "login code", 4 }, { "otp", 4 }, { "do not share", 3 }, { "code", 2 }, { "password", 2 }, { "verify", 2 },
        { "код підтвердження", 4 }, { "код подтверждения", 4 }, { "ваш код", 3 }, { "код доступу", 3 }, { "код доступа", 3 }, { "код", 3 },
        { "пароль", 3 }, { "нікому не повідомляйте", 4 }, { "никому не сообщайте", 4 }, { "cod de verificare", 4 }, { "codul", 3 },
        { "cod de confirmare", 4 }, { "codul tau", 3 }, { "parola", 2 }, { "kod weryfikacyjny", 4 }, { "kod potwierdzenia", 4 },
        { "twoj kod", 3 }, { "kod", 3 }, { "haslo", 2 }, { "bestatigungscode", 4 }, { "bestaetigungscode", 4 }, { "ihr code", 3 },
        { "dein code", 3 }, { "passwort", 2 }, { "tan", 2 }, { "verificatiecode", 4 }, { "uw code", 3 }, { "je code", 3 },
        { "wachtwoord", 2 }, { "inlogcode", 4 },
        /* missed calls */
        { "missed call", 4 }, { "missed calls", 4 }, { "you have a new voicemail", 4 }, { "voicemail", 3 }, { "tried to call you", 4 },
        { "called you at", 3 }, { "пропущений виклик", 4 }, { "пропущених викликів", 4 }, { "пропущені виклики", 4 },
        { "абонент телефонував", 4 }, { "намагався вам зателефонувати", 4 }, { "вам дзвонили", 3 }, { "пропущенный вызов", 4 },
        { "пропущенных вызовов", 4 }, { "пропущенные вызовы", 4 }, { "вам звонили", 3 }, { "абонент звонил", 4 },
        { "пытался вам позвонить", 4 }, { "абонент знову", 3 }, { "абонент снова", 3 }, { "apel pierdut", 4 }, { "apeluri pierdute", 4 },
        { "apeluri ratate", 4 }, { "apel ratat", 4 }, { "ati fost apelat", 4 }, { "v-a sunat", 3 }, { "mesagerie vocala", 4 },
        { "nieodebrane połączenie", 4 }, { "nieodebrane połączenia", 4 }, { "nieodebranych połączeń", 4 }, { "próbował się dodzwonić", 4 },
        { "poczta głosowa", 4 }, { "entgangener anruf", 4 }, { "anruf in abwesenheit", 4 }, { "verpasster anruf", 4 },
        { "hat versucht sie zu erreichen", 4 }, { "mailbox", 3 }, { "gemiste oproep", 4 }, { "gemiste oproepen", 4 },
        { "heeft geprobeerd u te bereiken", 4 },
        /* automatic answers */
        { "automatic reply", 4 }, { "auto reply", 4 }, { "autoreply", 4 }, { "automatic text", 4 }, { "out of office", 4 },
        { "out of the office", 4 }, { "i'm driving", 3 }, { "i am driving", 3 }, { "driving right now", 4 }, { "in a meeting", 3 },
        { "call you later", 3 }, { "call you back", 3 }, { "get back to you", 3 }, { "can't talk right now", 4 }, { "sent from my", 3 },
        { "this number is not monitored", 4 }, { "do not reply", 4 }, { "автовідповідь", 4 }, { "автоматична відповідь", 4 },
        { "автоответ", 4 }, { "автоматический ответ", 4 }, { "я за кермом", 4 }, { "я за рулем", 4 }, { "на нараді", 3 },
        { "на совещании", 3 }, { "передзвоню", 2 }, { "передзвоню пізніше", 4 }, { "перезвоню", 2 }, { "перезвоню позже", 4 },
        { "зараз не можу розмовляти", 4 }, { "не могу говорить перезвоню", 4 }, { "raspuns automat", 4 }, { "sunt la volan", 4 },
        { "sunt in sedinta", 4 }, { "revin eu", 3 }, { "te sun eu", 3 }, { "te sun mai tarziu", 4 }, { "automatyczna odpowiedź", 4 },
        { "odpowiedź automatyczna", 4 }, { "prowadzę samochód", 4 }, { "na spotkaniu", 2 }, { "oddzwonię", 3 },
        { "automatische antwort", 4 }, { "abwesenheitsnotiz", 4 }, { "nicht im büro", 4 }, { "rufe zurück", 4 }, { "rufe dich zurück", 4 },
        { "in einer besprechung", 3 }, { "melde mich später", 4 }, { "automatisch antwoord", 4 }, { "niet op kantoor", 4 },
        { "ik bel je later", 4 }, { "ik bel terug", 3 }, { "in vergadering", 3 }, { "kann gerade nicht sprechen", 4 },
        { "delivered to", 2 }, { "message delivered", 4 }, { "повідомлення доставлено", 4 }, { "сообщение доставлено", 4 },
        /* parcels, banks, operators */
        { "your parcel", 4 }, { "your package", 4 }, { "parcel", 2 }, { "delivery", 1 }, { "tracking", 2 }, { "your order", 3 },
        { "ваша посилка", 4 }, { "посилка", 2 }, { "ваша посылка", 4 }, { "посылка", 2 }, { "ваше замовлення", 4 }, { "ваш заказ", 4 },
        { "coletul", 4 }, { "colet", 2 }, { "comanda dvs", 4 }, { "comanda ta", 3 }, { "twoja paczka", 4 }, { "paczka", 2 },
        { "twoje zamówienie", 4 }, { "ihr paket", 4 }, { "paket", 2 }, { "ihre bestellung", 4 }, { "uw pakket", 4 }, { "je pakket", 4 },
        { "pakket", 2 }, { "uw bestelling", 4 }, { "your account", 3 }, { "account balance", 4 }, { "your balance", 4 }, { "top up", 2 },
        { "recharge", 2 }, { "transaction", 2 }, { "ваш рахунок", 3 }, { "ваш баланс", 4 }, { "баланс", 2 }, { "поповнення", 2 },
        { "поповніть", 3 }, { "пополните", 3 }, { "пополнение", 2 }, { "ваш счет", 3 }, { "зарахування", 3 }, { "зачисление", 3 },
        { "списание", 3 }, { "списання", 3 }, { "contul dvs", 4 }, { "contul tau", 3 }, { "sold", 1 }, { "creditul tau", 3 },
        { "reincarca", 3 }, { "twoje konto", 3 }, { "saldo", 2 }, { "doładuj", 3 }, { "doładowanie", 3 }, { "ihr konto", 3 },
        { "guthaben", 2 }, { "aufladen", 2 }, { "uw rekening", 3 }, { "tegoed", 2 }, { "opwaarderen", 3 }, { "faktura", 2 },
        { "rechnung", 1 }, { "factura", 2 }, { "invoice", 2 }, { "roaming", 2 }, { "welcome to", 1 }, { "dear customer", 4 },
        { "dear client", 4 }, { "шановний абонент", 4 }, { "шановний клієнт", 4 }, { "уважаемый абонент", 4 }, { "уважаемый клиент", 4 },
        { "stimate client", 4 }, { "draga client", 4 }, { "drogi kliencie", 4 }, { "szanowny kliencie", 4 }, { "sehr geehrter kunde", 4 },
        { "lieber kunde", 4 }, { "beste klant", 4 }, { "geachte klant", 4 },
        /* taxis, bookings, insurers, surveys */
        { "taxi will arrive", 4 }, { "taxi has arrived", 4 }, { "your taxi", 3 }, { "your driver", 3 }, { "your booking", 4 },
        { "booking confirmed", 4 }, { "reservation", 2 }, { "your appointment", 4 }, { "appointment", 2 }, { "insurance", 2 },
        { "rate our", 4 }, { "rate your", 3 }, { "how satisfied", 4 }, { "survey", 3 }, { "feedback", 2 }, { "our service", 2 },
        { "таксі прибуде", 4 }, { "таксі подано", 4 }, { "ваше таксі", 4 }, { "водій прибув", 4 }, { "такси подано", 4 },
        { "такси прибудет", 4 }, { "ваше такси", 4 }, { "водитель прибыл", 4 }, { "вас очікує", 3 }, { "вас ожидает", 3 },
        { "бронювання", 3 }, { "бронирование", 3 }, { "ваш запис", 3 }, { "ваша запись", 3 }, { "страхування", 2 },
        { "автострахування", 4 }, { "страховка", 2 }, { "страхование", 2 }, { "автострахование", 4 }, { "оцініть", 4 }, { "оцените", 4 },
        { "опитування", 3 }, { "опрос", 3 }, { "якість обслуговування", 4 }, { "качество обслуживания", 4 }, { "ремонт", 2 },
        { "недорого", 2 }, { "пенсіонерам", 2 }, { "пенсионерам", 2 }, { "taxiul", 3 }, { "taxi-ul", 3 }, { "rezervarea", 4 },
        { "rezervare", 3 }, { "programarea", 4 }, { "asigurare", 2 }, { "asigurarea", 2 }, { "rca", 2 }, { "evaluati", 3 },
        { "sondaj", 3 }, { "cat de multumit", 4 }, { "taksówka czeka", 4 }, { "taksówka przyjedzie", 4 }, { "twoja taksówka", 4 },
        { "rezerwacja", 3 }, { "twoja wizyta", 4 }, { "ubezpieczenie", 2 }, { "oceniasz", 4 }, { "oceń", 4 }, { "ankieta", 3 },
        { "ihr taxi", 4 }, { "ihre buchung", 4 }, { "buchung", 3 }, { "ihr termin", 4 }, { "reservierung", 3 }, { "versicherung", 2 },
        { "bewerten sie", 4 }, { "umfrage", 3 }, { "wie zufrieden", 4 }, { "uw taxi", 4 }, { "je taxi", 4 }, { "uw boeking", 4 },
        { "je boeking", 4 }, { "uw afspraak", 4 }, { "reservering", 3 }, { "verzekering", 2 }, { "autoverzekering", 3 }, { "beoordeel", 4 },
        { "enquête", 3 }, { "hoe tevreden", 4 }, { "call now", 3 }, { "suna acum", 3 }, { "zadzwoń teraz", 3 }, { "jetzt anrufen", 3 },
        { "bel nu", 3 }, { "телефонуйте", 2 }, { "звоните", 2 }, { "valentine's day", 2 }, { "traficul de date", 4 }, { "data traffic", 4 },
        { "pakiet danych", 4 }, { "datenvolumen", 4 }, { "databundel", 4 }, { "інтернет пакет", 4 }, { "интернет пакет", 4 },
        { "ласкаво просимо до", 3 }, { "добро пожаловать", 3 }, { "bine ati venit", 3 }, { "witamy w", 3 }, { "willkommen in", 3 },
        { "welkom in", 3 }, { "gb", 2 }, { "гб", 2 }, { "мб", 2 }, { "роуминг", 2 }, { "роумінг", 2 }, { "роуминге", 2 },
        { "роумінгу", 2 },
        /* adverts */
        { "sale", 2 }, { "discount", 3 }, { "promo", 3 }, { "promotion", 2 }, { "special offer", 3 }, { "limited offer", 4 },
        { "offer ends", 3 }, { "click here", 3 }, { "click the link", 3 }, { "you have won", 4 }, { "you won", 3 }, { "winner", 2 },
        { "congratulations you", 3 }, { "prize", 2 }, { "free gift", 3 }, { "gift card", 2 }, { "voucher", 2 }, { "lottery", 3 },
        { "jackpot", 4 }, { "casino", 4 }, { "free spins", 4 }, { "bet now", 4 }, { "bonus", 2 }, { "cheap loan", 4 }, { "loan", 2 },
        { "loans", 2 }, { "crypto", 3 }, { "bitcoin", 3 }, { "invest", 2 }, { "buy now", 3 }, { "order now", 3 }, { "shop now", 4 },
        { "subscribe", 2 }, { "to opt out", 4 }, { "reply stop", 4 }, { "text stop", 4 }, { "stop to", 2 }, { "coupon", 3 },
        { "акція", 2 }, { "акция", 2 }, { "знижка", 3 }, { "знижки", 3 }, { "скидка", 3 }, { "скидки", 3 }, { "розпродаж", 3 },
        { "распродажа", 3 }, { "виграли", 3 }, { "выиграли", 3 }, { "ви виграли", 4 }, { "вы выиграли", 4 }, { "приз", 2 },
        { "подарунок", 1 }, { "подарок", 1 }, { "кредит", 2 }, { "позика", 3 }, { "займ", 3 }, { "казино", 4 }, { "бонус", 2 },
        { "промокод", 4 }, { "тільки сьогодні", 2 }, { "только сегодня", 2 }, { "замовляйте", 2 }, { "заказывайте", 2 }, { "тариф", 2 },
        { "reducere", 3 }, { "reduceri", 3 }, { "ofertă specială", 3 }, { "oferta", 1 }, { "promoție", 2 }, { "ai câștigat", 4 },
        { "ati castigat", 4 }, { "premiu", 2 }, { "împrumut", 2 }, { "credit rapid", 4 }, { "cazino", 4 }, { "abonament", 2 },
        { "promocja", 2 }, { "zniżka", 3 }, { "zniżki", 3 }, { "rabat", 3 }, { "wygrałeś", 4 }, { "wygrales", 4 }, { "wygraj", 3 },
        { "nagroda", 2 }, { "pożyczka", 2 }, { "pożyczki", 2 }, { "kasyno", 4 }, { "wyprzedaż", 3 }, { "sprawdź ofertę", 3 },
        { "rabatt", 3 }, { "sonderangebot", 4 }, { "angebot gilt", 3 }, { "gewonnen", 3 }, { "gewinnspiel", 4 }, { "gewinn", 2 },
        { "kredit", 2 }, { "sofortkredit", 4 }, { "gutschein", 3 }, { "kasino", 4 }, { "korting", 3 }, { "aanbieding", 3 },
        { "gewonnen prijs", 4 }, { "u heeft gewonnen", 4 }, { "je hebt gewonnen", 4 }, { "lening", 2 }, { "actie geldig", 3 },
        { "uitverkoop", 4 }, { "kortingscode", 4 },
};

const struct noise_phrase *
noise_phrase_at(size_t i)
{
        return i < sizeof phrases / sizeof *phrases ? &phrases[i] : NULL;
}

int
noise_of_signs(const struct folded *folded, bool link)
{
        int weight = 0;

        weight += folded->nnumbers > 0;
        weight += folded->nmoney > 0 ? 2 : 0;
        weight += folded->nexclamations > 2 ? 1 : 0;
        weight += link ? 2 : 0;
        return weight;
}
