// What people would write, in Dutch, without names.

export const reasons = [
  'Lezen komt moeizaam op gang en thuis is er weinig rust om te oefenen.',
  'De huistaken blijven liggen; de ouders zouden graag helpen maar weten niet hoe.',
  'Het gezin woont hier sinds kort en de schooltaal is nieuw voor iedereen thuis.',
  'Rekenen lukt in de klas, maar thuis is er geen plaats om te werken.',
  'Mama vraagt zelf hoe ze de brieven van school moet begrijpen.',
  'De overstap naar het secundair komt eraan en niemand weet goed welke richting past.',
  'Er is veel zorg over wonen en papieren; school komt daardoor op de tweede plaats.',
];
export const expectations = [
  'Dat er thuis een vast moment komt om samen te leren.',
  'Dat de ouders zich sterker voelen tegenover de school.',
  'Meer rust rond huiswerk.',
  'Iemand die wekelijks langskomt en blijft.',
  '',
];
export const questions = [
  'Kan iemand samen met ons kijken hoe we thuis kunnen oefenen?',
  'Wij willen graag Nederlands leren samen met de kinderen.',
  'Ik wil weten wat de juf verwacht.',
  'Wij zoeken een ander huis en hebben hulp nodig met de brieven.',
  'Hoe kiezen we een goede school voor later?',
  'Iemand die leest met mijn zoon.',
  '',
];
export const says = [
  'We willen het graag proberen.',
  'Ja, liefst op woensdag, dan is iedereen thuis.',
  'We vinden het fijn dat er iemand naar ons toe komt.',
  'Wel graag iemand die geduld heeft.',
  'We wachten liever tot na de verhuis.',
  'Dat past nu beter bij ons.',
];
export const guideAnswers = [
  'Rustig verteld wat we doen; er waren veel vragen.',
  'Samen gekeken wat huiswerk hier thuis betekent.',
  'Het kind wil vooral samen lezen en spelletjes doen.',
  'De ouders hopen dat leren weer leuk wordt.',
  'Het gaat om meer dan huiswerk: ook brieven en de woning kwamen ter sprake.',
];
export const notes = [
  'Samen een boek gekozen en om de beurt gelezen.',
  'De boekentas geordend en de agenda bekeken.',
  'Maaltafels met kaartjes, mama deed mee.',
  'Een brief van school samen gelezen.',
  'Een rustige keer; er werd veel gelachen.',
  'Woordjes in twee talen op de muur gehangen.',
  'Eerst gepraat, daarna toch nog gelezen.',
  '',
];
export const hard = [
  'De bus reed niet.',
  'Iemand was ziek thuis.',
  'Er was een afspraak tussengekomen.',
  'We hadden elkaar verkeerd begrepen over het uur.',
];
export const needed = [
  'Een berichtje de dag ervoor.',
  'Een ander uur op woensdag.',
  'Niets bijzonders, volgende week opnieuw.',
];
export const goals = [
  { kind: 'learning', text: 'Elke dag tien minuten samen lezen.' },
  { kind: 'learning', text: 'De maaltafels tot tien kennen.' },
  { kind: 'parents', text: 'Zelf naar het oudercontact gaan en vragen stellen.' },
  { kind: 'context', text: 'Een vaste, rustige plek om te werken.' },
  { kind: 'study_choice', text: 'Twee scholen bezoeken voor de keuze van volgend jaar.' },
] as const;
export const barriers = [
  {
    lifeDomain: 'housing',
    text: 'De woning is te klein en vochtig.',
    levers: ['Een ouder kent de wijkwerker goed'],
    services: ['OCMW', 'Huurdersbond'],
  },
  {
    lifeDomain: 'administration',
    text: 'Veel brieven, weinig overzicht.',
    levers: ['Een map met tabbladen', 'Grote zus leest mee'],
    services: ['Huis van het Kind'],
  },
  {
    lifeDomain: 'money',
    text: 'De schoolrekening is moeilijk te betalen.',
    levers: ['De school denkt mee over spreiding'],
    services: ['School', 'OCMW'],
  },
  {
    lifeDomain: 'language',
    text: 'Gesprekken met school lopen via de kinderen.',
    levers: ['Een tolk via de stad'],
    services: ['Agentschap Integratie'],
  },
  {
    lifeDomain: 'health',
    text: 'Wachten op een afspraak voor de ogen.',
    levers: ['De huisarts volgt mee op'],
    services: ['Wijkgezondheidscentrum'],
  },
] as const;
export const strengths = [
  'Leest elke avond voor in de eigen taal',
  'Buren helpen elkaar',
  'Grote broer legt geduldig uit',
  'Komt elke afspraak na',
  'Veel humor in huis',
  'Kent de weg in de stad',
];
export const alongServices = [
  'Oudercontact op school',
  'OCMW',
  'Bibliotheek',
  'Huis van het Kind',
  'Inloopmoment wonen',
  'Logopedist',
];
export const next = [
  'De volgende keer gaan de ouders zelf.',
  'Papieren meenemen naar de volgende afspraak.',
  'Terugbellen binnen twee weken.',
];
export const helpNotes = [
  'Ik weet niet goed hoe ik over de woning moet beginnen.',
  'Het gezin antwoordt al een week niet.',
  'Mag ik meegaan naar het oudercontact?',
  '',
];
export const waitingNotes = [
  'Gebeld: het gezin wacht graag nog even.',
  'Bericht gestuurd in de thuistaal.',
  'Langsgegaan, alles rustig.',
];
export const handOvers = [
  'We belden samen en spraken een eerste dag af.',
  'De ankerfiguur ging mee de eerste keer.',
  'Met een kaartje waarop naam en uur staan.',
];
export const closings = [
  'Het gezin gaat zelf verder; we namen rustig afscheid.',
  'Het doel is bereikt en er werd samen op teruggekeken.',
];
export const reflections = [
  'Ik merkte dat ik te snel wilde helpen. ' +
    'Toen ik stil bleef, legde het kind het zelf uit aan mama.',
  'Vandaag ging het weinig over huiswerk en veel over de nieuwe woning. ' +
    'Eerst vond ik dat jammer, nu denk ik dat het nodig was.',
  'Ik leerde vandaag meer van het gezin dan omgekeerd: ' +
    'hoe je met drie talen tegelijk een spel speelt.',
  'Ik vroeg me af waarom ik het vanzelfsprekend vond dat huiswerk aan een bureau gebeurt.',
  'Het duurde lang voor we begonnen. ' +
    'Volgende keer vraag ik wat een goed moment is in plaats van het zelf te kiezen.',
];
/** A named kind of place on the social map, with what it helps with. */
export const places = [
  { name: 'OCMW {town}', domains: ['money', 'housing', 'papers'] },
  { name: 'Huis van het Kind {town}', domains: ['leisure', 'material', 'health'] },
  { name: 'Bibliotheek {town}', domains: ['homework', 'language', 'leisure'] },
  { name: 'Studiezaal {town}', domains: ['homework'] },
  { name: 'Open school {town}', domains: ['language', 'work'] },
  { name: 'Onthaal geestelijke gezondheid {town}', domains: ['mental_health'] },
  { name: 'Huurpunt {town}', domains: ['housing'] },
  { name: 'Speelpleinwerking {town}', domains: ['leisure'] },
  { name: 'Wijkgezondheidscentrum {town}', domains: ['health'] },
  { name: 'Steunpunt beperking {town}', domains: ['disability'] },
] as const;

/** What a family says that does not want it now. */
export const notNow = [
  'Nu even niet, er is al veel tegelijk. Misschien in het voorjaar.',
  'Wij oefenen liever zelf thuis, dank u wel.',
  'Een nicht helpt al elke week, dat is genoeg voor ons.',
];
/** How it is known that a question ends so. */
export const closedBecause = {
  not_wanted: 'Rustig over gesproken; de deur blijft open.',
  by_mistake: 'Was bedoeld voor de naschoolse opvang en is daar nu aangekomen.',
  double: 'De zorgleerkracht en de brugfiguur dachten allebei aan dit gezin.',
  moved: 'De buurvrouw vertelde dat het gezin bij familie in een andere stad woont.',
  not_reachable: 'Drie keer gebeld op andere uren, twee keer langsgegaan, een kaartje in de bus.',
};
export const backs = [
  'Mama belde zelf terug: nu is er wel ruimte voor.',
  'Papa vroeg op school of het toch nog kan.',
];
export const unmetReasons = [
  'Aan de telefoon ging het over een rustige plek om te studeren; die is er vlakbij.',
  'De vraag ging over een taalcursus voor de ouders, en daar is een vast aanbod voor.',
];
export const unmetSays = [
  'Dat klinkt goed, wij gaan er woensdag samen naartoe.',
  'Als het dichtbij is, proberen we het graag eerst daar.',
];
export const holds = [
  'De rechtbank besliste in het voorjaar; de advocaat van mama belt als dat verandert.',
  'Op vraag van het wijkteam, tot na het gesprek in december.',
];
export const reviews = [
  'De therapie loopt nog tot de krokusvakantie; daarna bellen we samen opnieuw.',
  'Het gaat goed waar het gezin nu komt; in het voorjaar vragen we het nog eens.',
];
/** Said by a tutor who worries, without details: the coordinator rings back. */
export const worries = [
  'Ik maak mij zorgen over wat ik vandaag hoorde. Kan je mij vanavond bellen?',
  'Er was iets dat ik liever met jou bespreek dan hier opschrijf.',
];
/** The closing note as the parents want it. */
export const closingsOfParents = [
  'Lezen gaat nu vlot. Graag verder met rekenen, en bel even voor u komt.',
  'Wij vonden het fijn. De volgende mag gerust blijven eten.',
];
export const shiftedGoals = [
  'Samen lezen wat het kind zelf kiest, in de taal van thuis of van school.',
  'Eén vast moment in de week waarop de boekentas leeg op tafel komt.',
];
export const reachedBy = [
  'Werkt in ploegen: een bericht sturen, dan belt hij zelf terug.',
  'Liefst in het weekend, als de kinderen hier zijn.',
];
export const matchNotes = [
  'Er was thee, en meteen veel te vertellen.',
  'De oudste toonde alle boeken; het klikte.',
  '',
];
export const groupNotes = [
  'Iedereen las voor aan elkaar; de kleinsten speelden winkeltje.',
  'Druk vandaag. Volgende keer beginnen we buiten.',
];
export const helpAnswers = [
  'Samen gebeld; we gaan volgende week met twee naar het gezin.',
  'Ja, ga gerust mee. Mama vindt het een steun.',
];
export const notTogether = [
  'De ouders en deze begeleider kennen elkaar van het werk; liever iemand anders.',
];
export const easings = [
  'Het ligt er nog, en samen met wie meehelpt weegt het minder.',
  'Sinds de zomer gaat dit een stuk beter.',
];
