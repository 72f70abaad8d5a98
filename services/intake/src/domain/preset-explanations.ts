import type { ProfileDocument } from './profile.ts';

type Words = ProfileDocument['explanationForFamilies'];

/**
 * What each preset says to families: what really happens there, where, how often and with whom. The
 * languages beside Dutch, French and English were read by nobody who speaks them yet.
 */
export const explanations = {
  katrol: {
    nl:
      'Twee keer per week komt er een student bij u thuis, een uur. Samen leren jullie met uw ' +
      'kind, en kijken jullie wat leren moeilijk maakt. Het is gratis en u kiest zelf.',
    fr:
      'Deux fois par semaine, un étudiant vient chez vous, une heure. Ensemble, vous apprenez ' +
      'avec votre enfant et regardez ce qui rend l’apprentissage difficile. C’est gratuit et ' +
      'c’est vous qui choisissez.',
    en:
      'Twice a week a student comes to your home, for an hour. Together you learn with your ' +
      'child, and look at what makes learning hard. It is free and you decide.',
    ar: 'يأتي طالب إلى منزلكم مرتين في الأسبوع لمدة ساعة ليتعلم مع طفلكم. الخدمة مجانية والقرار لكم.',
    tr:
      'Haftada iki kez bir öğrenci bir saatliğine evinize gelir ve çocuğunuzla birlikte öğrenir. ' +
      'Ücretsizdir ve karar sizindir.',
  },
  atHome: {
    nl:
      'Elke week komt er iemand bij u thuis om samen met uw kind te leren. Het is gratis en u ' +
      'kiest zelf.',
    fr:
      'Chaque semaine, quelqu’un vient chez vous pour apprendre avec votre enfant. C’est gratuit ' +
      'et c’est vous qui choisissez.',
    en:
      'Every week somebody comes to your home to learn together with your child. It is free and ' +
      'you decide.',
    ar: 'يأتي شخص إلى منزلكم كل أسبوع ليتعلم مع طفلكم. الخدمة مجانية والقرار لكم.',
    tr:
      'Her hafta biri evinize gelir ve çocuğunuzla birlikte öğrenir. Ücretsizdir ve karar ' +
      'sizindir.',
  },
  neighbourhood: {
    nl:
      'Elke week spreekt iemand uit uw buurt af met uw kind: thuis, in de bibliotheek of in het ' +
      'buurthuis. Samen leren, spelen en de buurt leren kennen. Het is gratis en u kiest zelf.',
    fr:
      'Chaque semaine, quelqu’un de votre quartier voit votre enfant : chez vous, à la ' +
      'bibliothèque ou à la maison de quartier. Apprendre, jouer, découvrir le quartier ' +
      'ensemble. C’est gratuit et c’est vous qui choisissez.',
    en:
      'Every week somebody from your neighbourhood meets your child: at home, in the library or ' +
      'in the community centre. Learning, playing, getting to know the neighbourhood together. ' +
      'It is free and you decide.',
  },
  buddy: {
    nl:
      'Tien weken lang ziet uw kind elke week een buddy, een student: thuis, op school of in de ' +
      'bibliotheek. Het is gratis en u kiest zelf.',
    fr:
      'Pendant dix semaines, votre enfant voit chaque semaine un buddy, un étudiant : chez vous, ' +
      'à l’école ou à la bibliothèque. C’est gratuit et c’est vous qui choisissez.',
    en:
      'For ten weeks your child meets a buddy, a student, every week: at home, at school or in ' +
      'the library. It is free and you decide.',
  },
  homeworkClass: {
    nl:
      'Na school maakt uw kind huiswerk in een kleine groep, op school of in het buurthuis. In ' +
      'de huiswerkmap leest u elke dag hoe het ging. Er komt niemand bij u thuis.',
    fr:
      'Après l’école, votre enfant fait ses devoirs en petit groupe, à l’école ou à la maison de ' +
      'quartier. Dans la farde, vous lisez chaque jour comment cela s’est passé. Personne ne ' +
      'vient chez vous.',
    en:
      'After school your child does homework in a small group, at school or in the community ' +
      'centre. In the homework folder you read every day how it went. Nobody comes to your home.',
  },
  studentTutor: {
    nl:
      'Tien weken lang leert een student elke week met uw kind, op school of in de bibliotheek. ' +
      'Op het einde komt iedereen even samen. Het is gratis en u kiest zelf.',
    fr:
      'Pendant dix semaines, un étudiant apprend chaque semaine avec votre enfant, à l’école ou à ' +
      'la bibliothèque. À la fin, tout le monde se retrouve. C’est gratuit et c’est vous qui ' +
      'choisissez.',
    en:
      'For ten weeks a student learns with your child every week, at school or in the library. ' +
      'At the end everybody meets. It is free and you decide.',
  },
} satisfies Record<string, Words>;
