// What parents, schools and branches would write to each other, in Dutch, without names. In a text
// for a school `{child}` stands for the first name.

type SchoolText = {
  purpose: 'inform' | 'ask';
  text: string;
  /** by language, for parents who read another one */
  translations: Record<string, string>;
};

export const messages: SchoolText[] = [
  {
    purpose: 'inform',
    text: '{child} leest thuis elke dag tien minuten voor. Het gaat steeds beter en wij zijn trots.',
    translations: {
      ar: '{child} تقرأ في البيت كل يوم عشر دقائق. الأمر يتحسن ونحن فخورون.',
      tr: '{child} evde her gün on dakika okuyor. Gittikçe daha iyi oluyor ve gurur duyuyoruz.',
      fr: '{child} lit dix minutes par jour à la maison. Cela va de mieux en mieux, nous sommes fiers.',
      ps: '{child} په کور کې هره ورځ لس دقیقې لوستل کوي. ښه کېږي او موږ ویاړو.',
      fa: '{child} هر روز ده دقیقه در خانه می‌خواند. بهتر می‌شود و ما افتخار می‌کنیم.',
      so: '{child} maalin walba toban daqiiqo ayuu guriga wax ku akhriyaa. Way fiicnaanaysaa, waana ku faraxsanahay.',
      bg: '{child} чете вкъщи всеки ден по десет минути. Става все по-добре и ние се гордеем.',
      ro: '{child} citește acasă zece minute în fiecare zi. Merge tot mai bine și suntem mândri.',
      pl: '{child} czyta w domu codziennie dziesięć minut. Idzie coraz lepiej i jesteśmy dumni.',
      uk: '{child} читає вдома щодня десять хвилин. Виходить дедалі краще, і ми пишаємося.',
      ti: '{child} ኣብ ገዛ መዓልታዊ ዓሰርተ ደቒቕ የንብብ። ይመሓየሽ ኣሎ፡ ንሕና ድማ ንሕበን።',
      es: '{child} lee en casa diez minutos cada día. Va cada vez mejor y estamos orgullosos.',
    },
  },
  {
    purpose: 'ask',
    text: 'Wij oefenen graag samen met {child}. Kan u ons een voorbeeld van een oefening meegeven?',
    translations: {
      ar: 'نحب أن نتدرب مع {child}. هل يمكنكم إعطاؤنا مثالاً عن تمرين؟',
      tr: '{child} ile birlikte çalışmak istiyoruz. Bize örnek bir alıştırma verebilir misiniz?',
      fr: 'Nous aimons nous exercer avec {child}. Pouvez-vous nous donner un exemple d’exercice ?',
      ps: 'موږ غواړو له {child} سره یوځای تمرین وکړو. آیا د تمرین یوه بېلګه راکولای شئ؟',
      fa: 'ما دوست داریم با {child} تمرین کنیم. می‌توانید یک نمونه تمرین به ما بدهید؟',
      so: 'Waxaan jecelnahay inaan la tababaranno {child}. Ma na siin kartaan tusaale layli ah?',
      bg: 'Обичаме да се упражняваме с {child}. Може ли да ни дадете примерно упражнение?',
      ro: 'Ne place să exersăm cu {child}. Ne puteți da un exemplu de exercițiu?',
      pl: 'Lubimy ćwiczyć z {child}. Czy mogą nam Państwo dać przykład ćwiczenia?',
      uk: 'Ми любимо займатися разом з {child}. Чи можете дати нам приклад вправи?',
      ti: 'ምስ {child} ክንለማመድ ንፈቱ። ኣብነት ናይ መለማመዲ ክትህቡና ትኽእሉ ዶ?',
      es: 'Nos gusta practicar con {child}. ¿Pueden darnos un ejemplo de ejercicio?',
    },
  },
];
/** What a parent wants otherwise in a text. */
export const changes = [
  'Schrijf er graag bij dat wij thuis in twee talen lezen.',
  'Zet er ook bij dat wij op maandag laat thuis zijn.',
];
export const letGoBecause = [
  'Vader vertelt het liever zelf aan de schoolpoort.',
  'Het is intussen besproken op het oudercontact; een bericht hoeft niet meer.',
];
/** What a school says back, and how it puts that right. */
export const schoolAnswers = [
  {
    text: 'Dank u voor het bericht. In de klas merken wij het ook: lezen gaat vlotter.',
    correction: 'Om precies te zijn: voorlezen gaat vlotter, stil lezen nog niet altijd.',
  },
  {
    text: 'Fijn om te horen. Ik geef morgen een blad met oefeningen mee in de boekentas.',
    correction: 'Ik schreef morgen, maar het wordt vrijdag. Excuses daarvoor.',
  },
];
/** Why a school keeps what it read when sharing stops. */
export const keptBecause = [
  'Eén zin staat in het zorgdossier; die moeten wij bewaren tot het einde van het schooljaar.',
];
/** What parents write beside a text, ask of the branch, and how it is answered. */
export const ownWords = [
  'Ik wil er zelf nog iets bij zeggen: er wordt weinig geslapen sinds de verhuis, en toch elke dag geoefend.',
  'Van mij mag u gerust bellen als er iets is. Na vier uur ben ik thuis.',
];
export const parentQuestions = [
  {
    text: 'Ik kreeg een brief over de uitstap. Moet ik daarvoor nog iets betalen?',
    answer:
      'Nee, de uitstap is al betaald met de schoolrekening. Wij lezen de brief woensdag samen.',
  },
  {
    text: 'Mag ik mee in de klas komen kijken? Ik weet niet aan wie ik dat moet vragen.',
    answer: 'Ja, dat kan. Wij vroegen het na: op vrijdag om half negen staat de deur open.',
  },
];
export const points = [
  'Hoe gaat het met rekenen? En wat doet de school als iets niet begrepen is?',
  'Ik wil vertellen dat het thuis rustiger is, en vragen of huiswerk korter mag.',
];
export const brings = ['Mijn zus, zij vertaalt voor mij', 'Een buurvrouw die de school kent'];
export const meetingPlaces = ['In de klas op het gelijkvloers', 'Bij de werking, in de keuken'];
export const meetingAgendas = [
  'Kijken hoe het gaat met lezen, en wat thuis en in de klas helpt.',
  'Het rapport samen lezen en afspreken wat er na de vakantie anders kan.',
];
export const meetingOutcomes = [
  'De ouders stelden hun eigen vragen. Leesboekjes gaan voortaan mee naar huis.',
  'Er werd veel verteld over wat goed gaat; over drie weken bellen we elkaar.',
];
/** What a school keeps doing, and what came of asking after it. */
export const commitments = [
  'Twee keer in de week een kwartier lezen in een kleine groep.',
  'De instructie bij rekenen herhalen, en de opgave hardop laten voorlezen.',
  'Elke vrijdag de boekentas samen nakijken.',
];
export const commitmentOutcomes = [
  'Loopt elke week, en de leesgroep is intussen uitgebreid.',
  'Viel even stil door ziekte; het is na de herfst weer begonnen.',
];
/** About the work, with schools: no family in it. */
export const consultations = [
  {
    agenda: 'Hoe loopt de samenwerking dit jaar, en wat vragen wij van huiswerk?',
    outcome: 'De school wil korter huiswerk in de lagere graden en zoekt mee naar een leesplek.',
    decisions: [
      { text: 'Een voorstel voor huiswerk van hoogstens twintig minuten', who: 'De zorgploeg' },
      { text: 'Ouders krijgen voortaan een kalender met prentjes', who: 'De leerkrachten samen' },
    ],
    offer: {
      name: 'Leeshoek na school',
      became: 'Open op dinsdag; zo’n twaalf kinderen en hun ouders komen.',
    },
  },
  {
    agenda: 'Wie kent wie in de buurt, en hoe komen ouders gemakkelijker binnen?',
    outcome: 'Er komt een koffiemoment aan de poort, samen met wie in de buurt werkt.',
    decisions: [
      { text: 'Elke eerste maandag koffie aan de poort', who: 'De directie en de werking' },
      { text: 'Brieven korter maken en met pictogrammen', who: 'Het secretariaat van de school' },
    ],
    offer: {
      name: 'Koffie aan de poort',
      became: 'Drie keer gehouden; daar kwam een ouderwerkgroep uit.',
    },
  },
];
export const returnOutcomes = [
  'De studenten vroegen door, en de scholen antwoordden eerlijk. Volgend jaar opnieuw.',
];
export const studentQuestions = [
  'Waarom krijgt een kind huiswerk dat het in de klas nog niet begreep?',
  'Hoe weet een leerkracht wat er thuis al allemaal gelukt is?',
  'Mag een begeleider ook eens in de les komen kijken?',
  'Wie legt aan ouders uit hoe de digitale agenda werkt?',
];
export const signals = [
  { theme: 'homework', text: 'Op maandag krijgen de kleinsten huiswerk voor een volle week.' },
  { theme: 'costs', text: 'Voor de zwemles wordt alleen online betaald; niet iedereen kan dat.' },
  { theme: 'digital_contact', text: 'Berichten staan in een app die veel ouders niet openen.' },
  { theme: 'language', text: 'Brieven zijn lang en staan vol woorden die thuis niemand gebruikt.' },
  { theme: 'other', text: 'Het oudercontact valt op een uur waarop velen werken.' },
] as const;
export const signalOutcomes = [
  'De school stuurt belangrijke berichten nu ook op papier, met een prentje erbij.',
];
/** A few days of a folder between home and school. */
export const folderDays = [
  { homework: 'Woordjes van bladzijde twaalf, drie keer.', wentWell: 'Begon helemaal zelf.' },
  { homework: 'Maaltafel van vier met de kaartjes.', wentWell: 'Hielp een ander kind verder.' },
  { homework: 'Leesboekje uitlezen tot het prentje.', wentWell: 'Las een hele bladzijde luidop.' },
];
export const teacherLines = ['Mooi gewerkt, en de map was op tijd mee.'];
export const ofChildren = ['Ik kan nu heel het boekje lezen zonder hulp!'];
