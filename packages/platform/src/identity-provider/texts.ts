/** The languages of the sign-in page. */
export type Language = 'nl' | 'fr' | 'en';

/** The page's words in one language. */
export interface Texts {
  title: string;
  demo: string;
  featured: string;
  everyone: string;
  search: string;
  show: string;
  none: string;
  expiredTitle: string;
  expired: string;
  again: string;
  leaving: string;
  leave: string;
  left: string;
  failed: string;
  failedWhy: string;
  roles: Record<string, string>;
}

export const texts: Record<Language, Texts> = {
  nl: {
    title: 'Wie ben je vandaag?',
    demo:
      'Dit is de aanmelding van de demonstratie. Alle mensen zijn verzonnen, ' +
      'er is geen wachtwoord: kies iemand en je bent aangemeld.',
    featured: 'Begin hier',
    everyone: 'Iedereen van het consortium',
    search: 'Zoek op naam, rol, werking of hogeschool',
    show: 'Zoeken',
    none: 'Niemand gevonden. Probeer een andere naam of werking.',
    expiredTitle: 'Deze aanmelding is verlopen',
    expired: 'Ze stond te lang open, of werd in een ander venster al afgerond.',
    again: 'Opnieuw beginnen',
    leaving: 'Afmelden',
    leave: 'Ja, meld me af',
    left: 'Je bent afgemeld.',
    failed: 'Aanmelden lukt zo niet',
    failedWhy: 'Ga terug naar het portaal en begin opnieuw. Wat er misliep:',
    roles: {
      coordinator: 'coördinator',
      student: 'student-begeleider',
      volunteer: 'vrijwillige begeleider',
      tutor: 'begeleider',
      'lecturer-coach': 'lector-coach',
      'placement-officer': 'stagecoördinator',
      operator: 'beheerder van het consortium',
      'policy-reader': 'beleid of onderzoek',
    },
  },
  fr: {
    title: "Qui êtes-vous aujourd'hui ?",
    demo:
      'Ceci est la connexion de la démonstration. Toutes les personnes sont inventées, ' +
      'sans mot de passe : choisissez et vous êtes connecté.',
    featured: 'Commencez ici',
    everyone: 'Toutes les personnes du consortium',
    search: 'Cherchez un nom, un rôle, une antenne ou une haute école',
    show: 'Chercher',
    none: 'Personne trouvée. Essayez un autre nom ou une autre antenne.',
    expiredTitle: 'Cette connexion a expiré',
    expired: 'Elle est restée ouverte trop longtemps, ou a été terminée dans une autre fenêtre.',
    again: 'Recommencer',
    leaving: 'Se déconnecter',
    leave: 'Oui, me déconnecter',
    left: 'Vous êtes déconnecté.',
    failed: "La connexion n'a pas abouti",
    failedWhy: 'Retournez au portail et recommencez. Ce qui a échoué :',
    roles: {
      coordinator: 'coordination',
      student: 'tutorat, étudiant',
      volunteer: 'tutorat, bénévole',
      tutor: 'tutorat',
      'lecturer-coach': 'enseignant-coach',
      'placement-officer': 'coordination des stages',
      operator: 'gestion du consortium',
      'policy-reader': 'politique ou recherche',
    },
  },
  en: {
    title: 'Who are you today?',
    demo:
      'This is the sign-in of the demonstration. Everybody is invented and ' +
      'there is no password: choose someone and you are signed in.',
    featured: 'Start here',
    everyone: 'Everyone in the consortium',
    search: 'Search by name, role, branch or university',
    show: 'Search',
    none: 'Nobody found. Try another name or branch.',
    expiredTitle: 'This sign-in has ended',
    expired: 'It was open for too long, or was finished in another window.',
    again: 'Start again',
    leaving: 'Sign out',
    leave: 'Yes, sign me out',
    left: 'You are signed out.',
    failed: 'Signing in does not work this way',
    failedWhy: 'Go back to the portal and start again. What went wrong:',
    roles: {
      coordinator: 'coordinator',
      student: 'student tutor',
      volunteer: 'volunteer tutor',
      tutor: 'tutor',
      'lecturer-coach': 'lecturer-coach',
      'placement-officer': 'placement officer',
      operator: 'consortium operator',
      'policy-reader': 'policy or research',
    },
  },
};

/**
 * The first language asked for that we have: `ui_locales` before the browser's own, Dutch when
 * neither fits.
 */
export const languageOf = (uiLocales: unknown, accepted: string | undefined): Language => {
  const asked = [
    ...String(uiLocales ?? '').split(' '),
    ...(accepted ?? '').split(',').map((part) => part.split(';')[0] ?? ''),
  ];
  for (const tag of asked) {
    const language = tag.trim().slice(0, 2).toLowerCase();
    if (language === 'nl' || language === 'fr' || language === 'en') return language;
  }
  return 'nl';
};
