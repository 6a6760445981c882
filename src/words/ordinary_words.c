/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commonest words of the languages we know, written down for this program (no corpus was copied): they are never taken for misspelt
 * keywords, and they show in which language a sentence is. Order does not matter, case and marks neither. Data.
 */
#include "ordinary.h"

#include <stddef.h>

#include "common/code.h"

static const char *const english[] = {
        "the of and to a in is it you that he was for on are with as his they be at one have this from or had by hot but",
        "some what there we can out other were all your when up use how said an each she which do their time if will way",
        "about many then them would like so these her him see now look more day could go come did no most who over know",
        "than call first may down side been find any new part take get made where after back little only round man year",
        "came show every good me give our under name very through just form sentence great think say low line differ turn",
        "cause much mean before move right boy old too same tell does set three want air well also play small end put",
        "read hand port large spell add even must big high such follow act why ask men change went light kind off need",
        "picture try us again animal point mother world near build self earth father head stand own page should country",
        "found answer grow study still learn plant cover food sun four between state keep eye never last let thought city",
        "tree cross farm hard start might story saw far sea draw left late run while press close night real life few",
        "north open seem together next white children begin got walk example ease paper group always music those both",
        "mark often letter until mile river feet second book carry took science eat rain cold water yes not im its dont",
        "cant didnt isnt wont ive youre thats whats hi hello hey thanks thank please sorry ok okay today tomorrow",
        "yesterday tonight morning evening week month monday tuesday wednesday thursday friday saturday sunday january",
        "february march april june july august september october november december happy birthday christmas dinner lunch",
        "breakfast coffee tea pizza cake milk bread meat fish chicken weather warm sunny cloudy football game match team",
        "score movie film song watch tv phone mobile message text number email internet computer laptop battery charge",
        "minutes hours seconds dear miss wish hope best better nice beautiful lovely funny sad angry tired sleep wake",
        "sick dog cat bird horse shop store buy sell price cheap expensive free sale offer discount win prize winner",
        "congratulations click link account bank card loan credit code password verification delivery order parcel",
        "package tracking balance top recharge data gb bonus brother sister uncle aunt grandma grandpa mum mom dad",
        "parents wife husband lol haha cool sure maybe later soon here everyone anyone someone something nothing anything",
        "everything because since during without against among really quite almost already yet ever once twice else",
        "instead though although however whether either neither another whole half quarter hundred thousand lives live",
        "lived gave given taken done gone going doing being having saying telling making coming getting looking finding",
        "thinking feel feeling felt love loved likes liked wanted needed asked called told heard hear listen speak spoke",
        "talk talked talking meet met bring brought send sent leave leaving lose lost hold held stay stayed wait waiting",
        "mind minds hide ride wide wise rise rice mice dice rope pope cope home dome lone bone tone zone word ward wore",
        "worn worry cork fork pork perk park dark bark lark york jog joy lob mob rob sob bob cob dub tub hub rub pub",
        "robot rabbit roof root loom zoom doom boom broom groom gloom bloom rum flag flap flow flew float fled flea hat",
        "bat mat rat sat fat pat vat tar jar bar war ear bear fear gear pear tear wear cab cap car cart care scar star",
        "stars chair hair fair pair stair chill chilli wild mild mold gold bold fold sold help helps kelp yelp hell heel",
        "heal health wealth shelf helper herself hero hurt heart hearing glove dove loose nose rose hose house mouse",
        "louse blouse pouse lord load road toad board boss boys toys pass past paste path bath math sport support airport",
        "report export import pastor passed passing passenger passport pepper papers piper super supper sign sing sigh",
        "fight tight sight bright rights lights kids kid bid hid lid rid kiss kit kite kick wick king ring wing thing",
        "wind blind behind remind friend fried tried trend bend lend mend fiend field baby lady daddy abbey ruby rugby",
        "hobby lobby child",
        NULL,
};

static const char *const german[] = {
        "der die das und ist ich nicht sie es ein zu in du mit sich den auf für von dem was wir er eine ja als so wie mir",
        "im mich aber wenn ihr hat war dich nein noch da sind nur hier haben dir bist auch kann gut an am um doch mal",
        "schon aus jetzt bei einen oder hab ihn einer nach mein zum dein kein nichts wird keine mehr dass alles ihm vor",
        "will habe bin ihnen des warum wo werde uns man muss wer weiß über immer danke etwas wieder sein nie denn zur",
        "wollen soll wäre gibt komm geht los heute morgen gestern abend nacht tag tage woche monat jahr jahre uhr zeit",
        "leben frau mann mutter vater bruder schwester oma opa onkel tante kollege tun machen macht gemacht sagen sagt",
        "gesagt gehen gegangen kommen kommt gekommen sehen sieht gesehen wissen weiss denken glaube glauben wirklich",
        "vielleicht natürlich genau ganz sehr viel viele wenig klein groß neu alt jung schön lieb lieber liebe schlecht",
        "besser beste richtig falsch bitte hallo tschüss entschuldigung okay geld auto bus zug stadt land straße weg tür",
        "fenster tisch stuhl bett küche bad essen trinken wasser kaffee tee brot milch fleisch fisch kuchen frühstück",
        "mittag abendessen wetter sonne regen schnee warm kalt fußball spiel film musik lied buch telefon handy nachricht",
        "nummer brief post paket bestellung lieferung preis kaufen verkaufen laden geschäft markt schule lehrer kurs",
        "sprache wort frage antwort hund katze pferd tier blume baum garten haus montag dienstag mittwoch donnerstag",
        "freitag samstag sonntag januar februar märz april mai juni juli august september oktober november dezember eins",
        "zwei drei vier fünf sechs sieben acht neun zehn hundert erste zweite letzte nächste links rechts oben unten",
        "hinten vorne drinnen draußen zusammen allein zuerst dann danach später bald gleich sofort manchmal oft niemand",
        "jemand jeder alle beide andere anderen diese dieser dieses welche solche selbst sogar wegen während ohne gegen",
        "durch zwischen unter hinter neben seit bis weil obwohl damit trotzdem also halt eben eigentlich einfach fertig",
        "müde krank gesund glücklich traurig böse froh wichtig möglich nötig frei gratis gewonnen gewinn gewinner rabatt",
        "angebot aktion code bestätigung konto guthaben herzlichen glückwunsch geburtstag weihnachten arzt krankenhaus",
        "apotheke tasche hose hemd schuhe kleid jacke reisen reise reis eis heiß kurz lang hoch tief schwer leicht",
        "schnell langsam laut leise mach machst willst kannst könnte würde hätte sollte müssen müsste dürfen darf magst",
        "mag möchte mögen brauchen brauche braucht nehmen nimmt genommen geben gegeben finden gefunden bleiben bleibt",
        "geblieben stehen steht liegen liegt sitzen laufen läuft fahren fährt fliegen lernen spielen lesen schreiben",
        "hören sprechen reden rufen anrufen warten suchen holen bringen stellen legen ziehen halten kind rind wind hilfe",
        "helfen arm werk pass pas spaß nass hass maus haut braut rat rad tat recht echt gericht licht gesicht geschichte",
        NULL,
};

static const char *const dutch[] = {
        "de het een en van ik te dat die in je is niet op zijn met er ze voor als aan maar om hij dan zou wat mijn men",
        "dit zo door over bij uit naar heb heeft hebben had was waren ben bent wordt worden werd kan kunnen kon moet",
        "moeten moest wil willen wilde zal zullen mag mogen ga gaan gaat ging doe doen doet deed kom komen komt kwam zie",
        "zien ziet zag weet weten wist zeg zeggen zegt zei denk denken dacht vind vinden vond neem nemen nam geef geven",
        "gaf laat laten liet blijf blijven bleef hou houden hield sta staan stond lig liggen zit zitten loop lopen liep",
        "rijd rijden reed speel spelen lees lezen schrijf schrijven hoor horen praat praten bel bellen wacht wachten zoek",
        "zoeken haal halen breng brengen koop kopen verkopen eet eten drink drinken slaap slapen leef leven hoe waar",
        "wanneer waarom wie welke deze daar hier nu nog al ook wel geen niets iets iemand niemand alles alle iedereen",
        "veel weinig meer minder meest heel erg zeer goed slecht beter best mooi lelijk groot klein nieuw oud jong lang",
        "kort hoog laag snel langzaam warm koud leuk lief boos blij moe ziek gezond ja nee hallo hoi dag doei dank",
        "bedankt dankjewel alsjeblieft alstublieft sorry oké vandaag morgen gisteren avond nacht ochtend middag week",
        "maand jaar uur minuut tijd maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart",
        "april mei juni juli augustus september oktober november december twee drie vier vijf zes zeven acht negen tien",
        "honderd eerste tweede laatste volgende links rechts boven onder achter binnen buiten samen alleen eerst daarna",
        "later straks meteen soms vaak altijd nooit misschien natuurlijk echt gewoon eigenlijk omdat hoewel zodat terwijl",
        "zonder tegen tussen tijdens sinds tot man vrouw jongen meisje moeder vader broer zus oma opa oom tante vriend",
        "vriendin mensen geld auto bus trein fiets stad land straat weg deur raam tafel stoel bed keuken brood melk vlees",
        "vis koffie thee water taart ontbijt lunch weer zon regen sneeuw voetbal wedstrijd spel film muziek liedje boek",
        "telefoon mobiel bericht nummer brief post pakket bestelling levering prijs winkel markt school leraar les taal",
        "woord vraag antwoord hond kat paard dier bloem boom tuin korting aanbieding actie gratis gewonnen code",
        "bevestiging rekening tegoed saldo gefeliciteerd verjaardag kerst dokter ziekenhuis tas broek hemd schoenen jas",
        "mij hem haar ons onze hun jij jullie wij zij u uw mezelf zelf elkaar ander andere anders zulke beide half paar",
        "toen want dus echter hulp helpen huis muis kamer haten maten werk merk sterk kerk perk pas gas las vas kind wind",
        "blind bind rit wit hit lift list gift baan laan maan recht vecht lacht zacht macht",
        NULL,
};

static const char *const polish[] = {
        "nie to się w na i z że do jest a co jak o mnie tak ale po mi za ja ten ty czy go tu tym jestem od już są by",
        "tylko dla no ma czego tego jesteś cię będzie mam może wiem kiedy dobrze wszystko więc coś teraz mu bardzo być",
        "jeśli sobie tam masz więcej niż jego bo ich nigdy ze pan jej chcę przez dlaczego gdzie był była było jeszcze nic",
        "ktoś nas jako dzięki dziękuję proszę przepraszam cześć hej halo witam dzień dobry wieczór noc rano jutro wczoraj",
        "dzisiaj dziś tydzień miesiąc rok lata czas godzina minuta człowiek ludzie kobieta mężczyzna mama tata ojciec",
        "matka brat siostra babcia dziadek wujek ciocia żona mąż syn córka dom pokój kuchnia łóżko stół drzwi okno ulica",
        "miasto kraj świat życie śmierć pieniądze samochód pociąg droga szkoła nauczyciel lekcja język słowo pytanie",
        "odpowiedź pies kot koń zwierzę kwiat drzewo ogród jedzenie chleb mleko mięso ryba kawa herbata woda ciasto",
        "śniadanie obiad kolacja pogoda słońce deszcz śnieg ciepło zimno piłka mecz gra film muzyka piosenka książka",
        "telefon komórka wiadomość numer list paczka zamówienie dostawa cena sklep rynek kupić sprzedać kupno promocja",
        "rabat zniżka gratis wygrana wygrałeś nagroda kod potwierdzenie konto saldo doładowanie gratulacje urodziny",
        "święta lekarz szpital torba spodnie koszula buty kurtka robić robi zrobić mówić mówi powiedzieć powiedział iść",
        "idę idzie poszedł przyjść przyszedł widzieć widzę widział wiedzieć wie myśleć myślę chcieć chce chciał chciałbym",
        "musieć muszę musi móc mogę możesz możemy mógł dać daj dał wziąć weź wziął mieć miał miała znaleźć znalazł zostać",
        "zostań stać stoi leżeć siedzieć biegać jechać jadę lecieć uczyć grać czytać pisać słuchać rozmawiać dzwonić",
        "czekać szukać przynieść kupować jeść pić spać żyć lubię lubić kocham kochać tęsknię poniedziałek wtorek środa",
        "czwartek piątek sobota niedziela styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik",
        "listopad grudzień jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto pierwszy drugi ostatni",
        "następny lewo prawo góra dół tył przód razem sam sama potem później zaraz zawsze czasem często nikt każdy",
        "wszyscy oba inny inne inna taki taka takie który która które swój mój moja moje twój twoja nasz wasz dużo mało",
        "trochę mniej dobra zły lepszy najlepszy ładny piękny duży mały nowy stary młody długi krótki wysoki niski szybko",
        "wolno głośno cicho ciężki lekki gorący zimny zmęczony chory zdrowy szczęśliwy smutny ważny możliwe wolny tani",
        "drogi praca prawda pewnie właśnie naprawdę oczywiście chyba jednak przecież dlatego ponieważ chociaż żeby bez",
        "przed pod nad przy między podczas oprócz przeciw wśród około prawie wreszcie znowu raz kolega koleżanka znak",
        "smak rak mak pasta kasa masa klasa trasa rasa pomidor pamięć pomysł moc koc auta auto lato",
        NULL,
};

static const char *const romanian[] = {
        "de a nu să și la în că o pe cu un este ce mai din se pentru am e te dar îmi are sunt ai mă fi ca asta ești",
        "despre cum fac el ea noi voi ei ele eu tu îi lui mi ți le da bine foarte mult puțin tot toate toți acesta",
        "aceasta acest această acea acel acolo aici unde când cine care cât câte dacă sau ori nici doar numai atunci acum",
        "apoi după înainte până fără între sub peste prin spre contra lângă departe aproape încă deja niciodată mereu",
        "uneori adesea poate sigur adevărat desigur poftim mulțumesc mersi vă rog scuze pardon salut bună ziua dimineața",
        "seara noaptea azi mâine ieri săptămână lună an ani oră ore minut timp zi zile om oameni femeie bărbat mamă tată",
        "frate soră bunica bunicul unchi mătușă soție soț fiu fiică băiat fată casa cameră bucătărie pat masă ușă",
        "fereastră stradă oraș țară lume viață moarte bani mașină tren drum școală profesor lecție limbă cuvânt întrebare",
        "răspuns câine pisică cal animal floare copac grădină mâncare pâine lapte carne pește cafea ceai apă tort mic",
        "dejun prânz cină vremea soare ploaie zăpadă cald frig fotbal meci joc film muzică cântec carte telefon mobil",
        "mesaj număr scrisoare pachet comandă livrare preț magazin piață cumpăra vinde ofertă reducere promoție gratis",
        "câștigat premiu cod confirmare cont sold credit felicitări aniversare mulți crăciun doctor spital geantă",
        "pantaloni cămașă pantofi haină face făcut fă spune spus zice zis merge mers vine venit vezi văd văzut știe știu",
        "știut crede cred crezut vrea vreau vrei vrut trebuie pot poți putea putut dat dau ia luat iau avea aveam avut",
        "găsi găsit rămâne rămas stă stau dormi doarme mânca mănânc bea beau trăi iubesc iubi place lua pune pus ține",
        "ținut aduce adus cere cerut chema sunat suna aștepta aștept căuta caut scrie scris citi citit asculta vorbi",
        "vorbesc vorbit juca învăța luni marți miercuri joi vineri sâmbătă duminică ianuarie februarie martie aprilie",
        "iunie iulie august septembrie octombrie noiembrie decembrie unu doi trei patru cinci șase șapte opt nouă zece",
        "sută primul prima ultimul următor stânga dreapta sus jos împreună singur singură mine tine sine nostru noastră",
        "vostru meu mea mei mele tău ta său sa lor alt altă alți fiecare nimeni nimic cineva ceva orice oricine mare nou",
        "vechi tânăr bătrân lung scurt înalt frumos urât bun rău cel repede încet tare greu ușor obosit bolnav sănătos",
        "fericit trist supărat important posibil liber ieftin scump deși deci totuși parcă chiar exact aproximativ oricum",
        "altfel astfel rasa masa vasa lasă pasă coasă acasă sare oare drept dreptul munte multe munți semn semne seama",
        "actor copil capăt",
        NULL,
};

static const char *const ukrainian[] = {
        "і в не на що я з у це як до а та за ти він але все вона від так є ми мене ви про його мені вже для ще по її було",
        "бути був була були щоб або то коли тільки якщо де там тут тоді зараз потім завжди ніколи іноді часто може можна",
        "треба потрібно дуже більше менше багато мало трохи добре погано краще гірше ні чи хто кого кому чого чому який",
        "яка яке які цей ця ці той ті такий така таке свій своя своє мій моя моє мої твій твоя наш наша ваш ваша їх їм їй",
        "йому нам вам вас нас тебе тобі себе собі сам сама самі один одна одно два дві три чотири п'ять шість сім вісім",
        "дев'ять десять сто перший перша другий останній наступний інший інша кожен кожна всі усі ніхто ніщо хтось щось",
        "будь ласка дякую спасибі вибачте пробач привіт добрий день ранок вечір ніч сьогодні завтра вчора тиждень місяць",
        "рік роки час година хвилина людина люди жінка чоловік мама тато батько мати брат сестра бабуся дідусь дядько",
        "тітка дружина син донька хлопець дівчина гроші машина автобус потяг дорога місто країна світ життя смерть вулиця",
        "двері вікно стіл стілець ліжко кухня школа вчитель урок слово питання відповідь собака кіт кінь тварина квітка",
        "дерево сад їжа хліб молоко м'ясо риба кава чай вода торт сніданок обід вечеря погода сонце дощ сніг тепло",
        "холодно футбол матч гра фільм музика пісня книга телефон мобільний повідомлення номер лист посилка замовлення",
        "доставка ціна магазин ринок купити продати акція знижка безкоштовно виграли приз код підтвердження рахунок",
        "баланс поповнення вітаємо вітаю народження свято лікар лікарня сумка робити зробити роблю робить зробив сказати",
        "каже сказав сказала говорити говорить йти іду іде пішов піти прийти прийшов бачити бачу бачив знати знаю знає",
        "знав думати думаю хотіти хочу хоче хотів хотіла хочемо мусити мушу могти можу можеш можемо міг могла дати дай",
        "дав взяти взяв взяла маю має мав знайти знайшов залишити лишитися стояти лежати сидіти бігти їхати їду їде",
        "літати вчити вчитися грати читати писати пише слухати розмовляти дзвонити чекати шукати принести їсти пити спати",
        "жити живу живе люблю любити подобається понеділок вівторок середа четвер п'ятниця субота неділя січень лютий",
        "березень квітень травень червень липень серпень вересень жовтень листопад грудень ліворуч праворуч вгорі внизу",
        "разом поруч далеко близько швидко повільно великий велика малий мала новий нова старий стара молодий довгий",
        "короткий високий низький гарний гарна красивий поганий хороший важкий легкий гарячий холодний втомлений хворий",
        "здоровий щасливий сумний злий важливо правда звичайно мабуть напевно насправді просто навіть лише майже зовсім",
        "знову тому бо хоча без перед під над при між через після проти біля серед крім справи робот робота роботи праця",
        "права дім дим диня дитина рука ріка книжка чашка каша",
        NULL,
};

static const char *const russian[] = {
        "и в не на что я с это он как а то ты но все по меня у так из за мы вы же от мне она его бы о да только еще ещё",
        "для вот когда уже или нет если ну был была было были быть есть до ни ее её их им ей ему нам вам вас нас тебя",
        "тебе себя себе сам сама сами очень больше меньше много мало немного хорошо плохо лучше хуже кто кого кому чего",
        "чему зачем почему где куда откуда там тут здесь тогда сейчас теперь потом всегда никогда иногда часто может",
        "можно надо нужно нельзя какой какая какое какие этот эта эти тот та те такой такая такое свой своя свое мой моя",
        "мое мои твой твоя наш наша ваш ваша один одна одно два две три четыре пять шесть семь восемь девять десять сто",
        "первый первая второй последний следующий другой другая каждый каждая никто ничто ничего кто-то что-то пожалуйста",
        "спасибо извините прости привет здравствуйте добрый день утро вечер ночь сегодня завтра вчера неделя месяц год",
        "годы лет время час минута человек люди женщина мужчина мама папа отец мать брат сестра бабушка дедушка дядя тетя",
        "жена муж сын дочь парень девушка деньги машина автобус поезд дорога город страна мир жизнь смерть улица дверь",
        "окно стол стул кровать кухня школа учитель урок слово вопрос ответ собака кот кошка лошадь животное цветок",
        "дерево сад еда хлеб молоко мясо рыба кофе чай вода торт завтрак обед ужин погода солнце дождь снег тепло холодно",
        "футбол матч игра фильм музыка песня книга телефон мобильный сообщение номер письмо посылка заказ доставка цена",
        "магазин рынок купить продать акция скидка бесплатно выиграли приз код подтверждения счет баланс пополнение",
        "поздравляем поздравляю днем рождения праздник врач больница сумка делать сделать делаю делает сделал сказать",
        "говорит сказал сказала говорить идти иду идет пошел пойти прийти пришел видеть вижу видел знать знаю знает знал",
        "думать думаю хотеть хочу хочет хотел хотела хотим должен должна мочь могу можешь можем мог могла дать дай дал",
        "взять взял взяла иметь имею имеет найти нашел остаться стоять лежать сидеть бежать ехать еду едет летать учить",
        "учиться играть читать писать пишет слушать разговаривать звонить ждать искать принести пить спать жить живу",
        "живет люблю любить нравится понедельник вторник среда четверг пятница суббота воскресенье январь февраль март",
        "апрель май июнь июль август сентябрь октябрь ноябрь декабрь налево направо вверху внизу вместе рядом далеко",
        "близко быстро медленно большой большая маленький новый новая старый старая молодой длинный короткий высокий",
        "низкий красивый красивая плохой хороший тяжелый легкий горячий холодный усталый больной здоровый счастливый",
        "грустный злой важно правда конечно наверное просто даже лишь почти совсем снова опять поэтому потому чтобы хотя",
        "без перед под над при между через после против около среди кроме дела работа работы права дом дым рука река",
        "книжка чашка каша робот",
        NULL,
};

static const char *const countries[] = {
        "slovenia slovenija slowenien słowenia slovenie словенія словения australia australien australie австралія",
        "австралия croatia hrvatska kroatien chorwacja хорватія хорватия serbia serbien сербія сербия sweden schweden",
        "szwecja швеція швеция suedia norway norwegen norwegia норвегія норвегия finland finnland finlandia фінляндія",
        "финляндия denmark dänemark dania данія дания greece griechenland grecja греція греция turkey türkei turcja",
        "туреччина турция portugal portugalia португалія португалия georgia грузія грузия armenia вірменія армения",
        "belarus białoruś білорусь беларусь russia russland rosja росія россия kazakhstan казахстан israel ізраїль",
        "израиль canada kanada канада america amerika америка usa china chine китай japan india iran iraq irak syria",
        "afghanistan egypt morocco nigeria albania албанія албания macedonia kosovo montenegro switzerland schweiz",
        "szwajcaria швейцарія швейцария luxembourg malta cyprus кіпр кипр iceland islandia ісландія исландия africa asia",
        "europe europa європа европа",
        NULL,
};

static const struct {
        const char *language;
        const char *const *list;
} lists[] = {
        { "en", english }, { "de", german }, { "nl", dutch }, { "pl", polish }, { "ro", romanian }, { "uk", ukrainian }, { "ru", russian },
};

const char *const *
ordinary_list(uint16_t language)
{
        if (language == 0)
                return countries;
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
                if (code_pack(lists[i].language) == language)
                        return lists[i].list;
        return NULL;
}
