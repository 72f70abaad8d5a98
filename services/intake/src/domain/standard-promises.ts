import type { AgreementPromises } from '@katrol/proto/katrol/intake/v1/profile_pb';

// What ships for a branch that has no promises of its own, in the languages of families.
type Side = Exclude<keyof AgreementPromises, '$typeName' | '$unknown'>;
type Promises = Record<Side, readonly string[]>;

/** What each side promises where the branch says nothing else, by language. */
export const standardPromises: Record<string, Promises> = {
  nl: {
    family: [
      'We laten weten als het eens niet past.',
      'We zeggen wat we nodig hebben, en wat niet.',
      'Meedoen is vrijwillig: stoppen mag altijd.',
    ],
    tutor: [
      'Ik kom op de afgesproken dag, of laat tijdig iets weten.',
      'Wat ik hoor, blijft tussen ons.',
      'Ik luister eerst, en kijk naar wat goed gaat.',
    ],
    branch: [
      'We zoeken iemand die bij jullie past.',
      'We vertellen niets verder zonder jullie ja.',
      'We zijn er als er iets moeilijk is.',
    ],
  },
  fr: {
    family: [
      'Nous prévenons quand cela ne convient pas.',
      'Nous disons ce dont nous avons besoin, et ce qui ne l’est pas.',
      'Participer est volontaire : on peut toujours arrêter.',
    ],
    tutor: [
      'Je viens le jour convenu, ou je préviens à temps.',
      'Ce que j’entends reste entre nous.',
      'J’écoute d’abord, et je regarde ce qui va bien.',
    ],
    branch: [
      'Nous cherchons quelqu’un qui vous convient.',
      'Nous ne racontons rien sans votre oui.',
      'Nous sommes là quand quelque chose est difficile.',
    ],
  },
  en: {
    family: [
      'We let you know when a day does not suit.',
      'We say what we need, and what we do not.',
      'Taking part is voluntary: you may always stop.',
    ],
    tutor: [
      'I come on the agreed day, or let you know in time.',
      'What I hear stays between us.',
      'I listen first, and look at what goes well.',
    ],
    branch: [
      'We look for somebody who suits you.',
      'We tell nothing on without your yes.',
      'We are there when something is hard.',
    ],
  },
  ar: {
    family: [
      'نُعلمكم عندما لا يناسبنا الموعد.',
      'نقول ما نحتاج إليه وما لا نحتاج إليه.',
      'المشاركة طوعية: يمكن التوقف دائماً.',
    ],
    tutor: [
      'آتي في اليوم المتفق عليه، أو أُعلمكم في الوقت المناسب.',
      'ما أسمعه يبقى بيننا.',
      'أستمع أولاً، وأنظر إلى ما يسير جيداً.',
    ],
    branch: [
      'نبحث عن شخص يناسبكم.',
      'لا نخبر أحداً بشيء دون موافقتكم.',
      'نحن موجودون عندما يصعب أمر ما.',
    ],
  },
  tr: {
    family: [
      'Uymadığında haber veririz.',
      'Neye ihtiyacımız olduğunu ve olmadığını söyleriz.',
      'Katılım gönüllüdür: her zaman bırakılabilir.',
    ],
    tutor: [
      'Kararlaştırılan günde gelirim ya da zamanında haber veririm.',
      'Duyduklarım aramızda kalır.',
      'Önce dinlerim ve iyi gidene bakarım.',
    ],
    branch: [
      'Size uyan birini ararız.',
      'Sizin evetiniz olmadan hiçbir şey anlatmayız.',
      'Zor bir şey olduğunda yanınızdayız.',
    ],
  },
  fa: {
    family: [
      'اگر روزی مناسب نباشد خبر می‌دهیم.',
      'می‌گوییم به چه نیاز داریم و به چه نداریم.',
      'شرکت داوطلبانه است: همیشه می‌شود دست کشید.',
    ],
    tutor: [
      'در روز قرار می‌آیم یا به‌موقع خبر می‌دهم.',
      'آن‌چه می‌شنوم بین خودمان می‌ماند.',
      'اول گوش می‌دهم و به آن‌چه خوب پیش می‌رود نگاه می‌کنم.',
    ],
    branch: [
      'دنبال کسی می‌گردیم که به شما بخورد.',
      'بدون بلهٔ شما چیزی به کسی نمی‌گوییم.',
      'وقتی چیزی سخت است کنارتان هستیم.',
    ],
  },
  uk: {
    family: [
      'Ми повідомляємо, коли день не підходить.',
      'Ми кажемо, що нам потрібно, а що ні.',
      'Участь добровільна: завжди можна припинити.',
    ],
    tutor: [
      'Я приходжу в домовлений день або вчасно повідомляю.',
      'Те, що я чую, залишається між нами.',
      'Спершу я слухаю і дивлюся на те, що вдається.',
    ],
    branch: [
      'Ми шукаємо того, хто вам підходить.',
      'Ми нічого не розповідаємо без вашого «так».',
      'Ми поруч, коли щось важко.',
    ],
  },
  ro: {
    family: [
      'Anunțăm când nu se potrivește.',
      'Spunem de ce avem nevoie și de ce nu.',
      'Participarea este voluntară: se poate renunța oricând.',
    ],
    tutor: [
      'Vin în ziua stabilită sau anunț la timp.',
      'Ce aud rămâne între noi.',
      'Ascult întâi și mă uit la ce merge bine.',
    ],
    branch: [
      'Căutăm pe cineva potrivit pentru dumneavoastră.',
      'Nu spunem nimic mai departe fără acordul dumneavoastră.',
      'Suntem aici când ceva este greu.',
    ],
  },
  pl: {
    family: [
      'Dajemy znać, gdy termin nie pasuje.',
      'Mówimy, czego potrzebujemy, a czego nie.',
      'Udział jest dobrowolny: zawsze można przestać.',
    ],
    tutor: [
      'Przychodzę w umówionym dniu albo daję znać na czas.',
      'To, co słyszę, zostaje między nami.',
      'Najpierw słucham i patrzę na to, co idzie dobrze.',
    ],
    branch: [
      'Szukamy kogoś, kto do Państwa pasuje.',
      'Nic nie mówimy dalej bez Państwa zgody.',
      'Jesteśmy, gdy coś jest trudne.',
    ],
  },
  es: {
    family: [
      'Avisamos cuando no nos va bien.',
      'Decimos lo que necesitamos, y lo que no.',
      'Participar es voluntario: siempre se puede dejar.',
    ],
    tutor: [
      'Vengo el día acordado, o aviso a tiempo.',
      'Lo que oigo queda entre nosotros.',
      'Primero escucho, y miro lo que va bien.',
    ],
    branch: [
      'Buscamos a alguien que vaya bien con ustedes.',
      'No contamos nada sin su sí.',
      'Estamos ahí cuando algo es difícil.',
    ],
  },
};
