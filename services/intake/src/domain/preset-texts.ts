import type { Criterion, Exclusion, Words } from './profile.ts';

// What the presets ask, in the three languages.

export const w = (nl: string, fr: string, en: string): Words => ({ nl, fr, en });
const criterion = (code: string, label: Words, help: Words): Criterion => ({ code, label, help });
export const exclusion = (
  code: string,
  label: Words,
  skillLacking = false,
  reviewWeeks = 26,
): Exclusion => ({ code, label, skillLacking, reviewWeeks });

/** What the first conversation asks. */
export const guide = [
  {
    code: 'told_about_project',
    text: w(
      'Wat vertellen we over het project?',
      'Que disons-nous du projet ?',
      'What do we tell about the project?',
    ),
  },
  {
    code: 'wider_aims',
    text: w(
      'Hoe leggen we uit dat het om meer gaat dan huiswerk?',
      "Comment expliquons-nous qu'il s'agit de plus que des devoirs ?",
      'How do we explain that it is about more than homework?',
    ),
  },
  {
    code: 'homework_meaning',
    text: w(
      'Wat betekent huiswerk voor iedereen thuis?',
      'Que signifient les devoirs pour chacun à la maison ?',
      'What does homework mean to everyone at home?',
    ),
  },
  {
    code: 'child_expects',
    text: w('Wat verwacht het kind?', "Qu'attend l'enfant ?", 'What does the child expect?'),
  },
  {
    code: 'parents_expect',
    text: w(
      'Wat verwachten de ouders?',
      "Qu'attendent les parents ?",
      'What do the parents expect?',
    ),
  },
];

/**
 * The six headings are borrowed from Kind en Gezin's criteria; ours is not its index, which only
 * its nurses register.
 */
export const deprivation = [
  criterion(
    'income',
    w('Maandinkomen', 'Revenu mensuel', 'Monthly income'),
    w(
      'Onregelmatig, of niet genoeg om rond te komen',
      'Irrégulier ou insuffisant',
      'Irregular, or not enough to get by',
    ),
  ),
  criterion(
    'parents_education',
    w('Opleiding van de ouders', 'Formation des parents', "Parents' education"),
    w('Weinig kansen gehad om te leren', 'Peu d’occasions d’apprendre', 'Few chances to learn'),
  ),
  criterion(
    'stimulation',
    w('Stimulering van de kinderen', 'Stimulation des enfants', 'Stimulation of the children'),
    w(
      'Weinig tijd, ruimte of materiaal om samen te spelen en te leren',
      'Peu de temps, d’espace ou de matériel',
      'Little time, room or material to play and learn together',
    ),
  ),
  criterion(
    'parents_work',
    w('Werk van de ouders', 'Travail des parents', "Parents' work"),
    w('Geen of onzeker werk', 'Pas de travail ou travail précaire', 'No work or insecure work'),
  ),
  criterion(
    'housing',
    w('Huisvesting', 'Logement', 'Housing'),
    w(
      'Ongezond, onveilig of te klein',
      'Insalubre, dangereux ou trop petit',
      'Unhealthy, unsafe or too small',
    ),
  ),
  criterion(
    'health',
    w('Gezondheid', 'Santé', 'Health'),
    w(
      'Zorgen over gezondheid in het gezin',
      'Soucis de santé dans la famille',
      'Worries about health in the family',
    ),
  ),
];
