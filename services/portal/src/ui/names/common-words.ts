// Words that often begin a sentence in Dutch, French or English, and are nobody's name.
const WORDS = `
aan achter af al alle alleen alles als altijd anders avond bij bijna blij boven buiten daar daarna daarom dan dank dat de denk deze dicht die dit doen
door drie dus echt een eerst eerste eigenlijk elk elke en er eten even fijn foto gaan gaat geen gedaan gelezen gelukkig gemaakt gezin gisteren goed
graag groot haar had heb hebben heeft heel heer helaas help het hier hij hoe hopelijk huis huiswerk hun iedereen iemand iets ik in is ja jaar jammer je
jongste jouw juf juist jullie kan kind kinderen klein kom kon konden kunnen laat laatste later leuk leraar les lezen liever maar maak maakt mag mama man
mee meer meester meestal mensen met mevrouw mijn min misschien moeder moest moet moeten mogen mooi morgen na naar nadat nee neen nergens net niemand niet
niets nieuw nieuwe nog nooit nu of om omdat onder ons ontbijt ook oma op opa oudste ouder ouders over papa plots praten rekenen rond ruim samen
school schrijven sinds soms spelen stap stil straks super taal tegen terug thuis tijd tijdens toch toen tot tussen twee uit uiteindelijk uur vader van
vandaag vanaf veel verder vier voor vooral vorige vraag vragen vriend vrij waar waarom wanneer want was wat week weer welk welke werd werk wij wie wil
willen woorden wou zal ze zeer zeg zei zelf zes zeven zij zijn zo zoals zodra zou zus broer buur buurman buurvrouw tante nonkel oom neef nicht baby peuter
kleuter student begeleider leerkracht zorgleerkracht dokter huisarts logopedist taart fiets bus trein regen zon winter zomer lente herfst vakantie
a after again all also although always an and another any are as at aunt because before both boy brother but by can child children could daughter day did
do dinner does during each eldest every everybody everything family father finally first for friend from fun girl go good got grandma grandpa great had
has have he help her here his home homework hopefully how however i if in it its just kids last later let life look lunch made maths maybe me mother most
my neighbour never new next nice no nobody not nothing now of often okay on one only our out parents perhaps please quite reading really she since sister
so some somebody sometimes son soon still teacher than thank thanks that the their them then there they they're this those three today together tomorrow
tonight two uncle under until very was we well went were what when where which while who why will with without yes yesterday yet you youngest your
afin ainsi alors apres après arrive assez au aucun aucune aujourd'hui aussi autre aux avant avec avoir beaucoup bien bon bonne bref ce cela celui ces
cet cette chacun chaque chez combien comme comment dans de depuis des deux devoirs dimanche dommage donc du elle elles en encore enfant enfants enfin
ensemble ensuite entre est et être eux faire fais famille fille fils frère garçon grand grande grâce hier heureusement ici il ils jamais je jusque
la le les leur lire lors lui ma mais maman mamie mal malgré maintenant me merci mère mes mieux moi moins mon même ne ni non nos notre nous nouveau on
ont ou où oui papa papi par parce parents parfois parler pas pendant père personne petit peu peut plus plusieurs pour pourquoi premier puis quand que
quel quelle quelqu'un quelque qui quoi rien sa sans se semaine ses seul si soeur sœur soir son sont sous souvent sur tante oncle tard toujours tous tout
toute très trois trop un une vers vite voici voilà vos votre vous vraiment y
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi
januari februari maart april mei juni juli augustus september oktober november december kerst pasen ramadan sinterklaas suikerfeest offerfeest carnaval
nederlands frans engels duits arabisch turks pools spaans roemeens oekraïens english french dutch vlaams vlaanderen belgië belgie
katrol ocmw clb cpas cgg vdab mutualiteit whatsapp smartschool youtube google chromebook
`;

/** In lower case, without accents and apostrophes. */
export const COMMON: ReadonlySet<string> = new Set(
  WORDS.normalize('NFD')
    .replaceAll(/[\p{Diacritic}'’]/gu, '')
    .split(/\s+/)
    .filter(Boolean),
);
